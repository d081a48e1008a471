import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What esbuild tells of a build: the files that went into it. */
export interface BuildInputs {
  readonly inputs: { readonly [path: string]: unknown };
}

interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/**
 * Writes what ships beside the bundles: THIRD-PARTY-NOTICES.txt (licences of all that is bundled) and sbom.json
 * (CycloneDX 1.5). Only packages whose code is really inside are named. Throws for one without a licence.
 */
export function writeNotices(metafiles: readonly BuildInputs[], outFolder: string): void {
  const packages = bundledPackages(metafiles);
  const notices = packages.map(
    ({ name, version, license, text }) => `${name} ${version} (${license})\n\n${text.trim()}\n`,
  );
  writeFileSync(join(outFolder, 'THIRD-PARTY-NOTICES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
  const components = packages.map(({ name, version, license }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [{ license: { name: license } }],
  }));
  const sbom = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components };
  writeFileSync(join(outFolder, 'sbom.json'), `${JSON.stringify(sbom, undefined, 1)}\n`);
}

function bundledPackages(metafiles: readonly BuildInputs[]): readonly BundledPackage[] {
  const folders = new Set<string>();
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const folder = packageFolder(path);
      if (folder) folders.add(folder);
    }
  }
  return [...folders].map(readPackage).sort((a, b) => (a.name + a.version < b.name + b.version ? -1 : 1));
}

/** The folder in node_modules that a bundled file belongs to. */
function packageFolder(path: string): string | undefined {
  if (!path.startsWith('node_modules/')) return undefined;
  for (let folder = dirname(path); folder !== 'node_modules' && folder !== '.'; folder = dirname(folder)) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (name && version) return folder;
  }
  return undefined;
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const spdx = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type);
  if (!spdx) throw new Error(`${name} ${version} names no licence: it can't be shipped`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return { name, version, license: spdx, text: file ? readFileSync(join(folder, file), 'utf8') : `License: ${spdx}` };
}
