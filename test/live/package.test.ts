import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runOk } from '../support/childProcess.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';

const vsix = process.env['MAILROOM_VSIX'] ?? join(projectRoot, 'dist', 'mailroom.vsix');

describe('M11 what is in the package', () => {
  let folder: TempFolder;
  let files: readonly string[] = [];

  before(async () => {
    folder = await tempFolder();
    await runOk('python3', ['-m', 'zipfile', '-e', vsix, folder.path]);
    files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((path) =>
      statSync(join(folder.path, path)).isFile(),
    );
  });
  after(() => folder[Symbol.asyncDispose]());

  test('nothing native: it is the same for every system', () => {
    assert.deepEqual(
      files.filter((path) => /\.(node|so|dll|dylib|exe)$/i.test(path)),
      [],
    );
    const magic = (path: string) => readFileSync(join(folder.path, path)).subarray(0, 4).toString('latin1');
    // ELF, PE, Mach-O.
    const isProgram = (path: string) => /^(\x7fELF|MZ|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/.test(magic(path));
    assert.deepEqual(files.filter(isProgram), []);
  });

  test('every program, both languages, licences and the bill of materials', () => {
    const wanted = ['extension', 'app', 'engine', 'worker', 'server', 'cli'].map((name) => `dist/${name}.cjs`);
    wanted.push('dist/mailroom.js', 'dist/webview/reader.js', 'l10n/bundle.l10n.zh-cn.json', 'package.nls.zh-cn.json');
    wanted.push('dist/THIRD-PARTY-NOTICES.txt', 'dist/sbom.json', 'LICENSE.txt');
    assert.deepEqual(
      wanted.filter((path) => !files.includes(join('extension', path))),
      [],
    );
  });

  test('no source, no test, no map, and no path of the machine that built it', () => {
    assert.deepEqual(
      files.filter((path) => /\.(ts|map|test\.\w+)$|node_modules|corpora/.test(path)),
      [],
    );
    const programs = files.filter((path) => /\.(cjs|js|json)$/.test(path));
    const tells = (path: string) => readFileSync(join(folder.path, path), 'utf8').includes(projectRoot);
    assert.deepEqual(programs.filter(tells), []);
  });

  test('its manifest runs nothing when it is installed', () => {
    const manifest = JSON.parse(readFileSync(join(folder.path, 'extension', 'package.json'), 'utf8'));
    for (const script of ['preinstall', 'install', 'postinstall']) assert.equal(manifest.scripts[script], undefined);
  });
});
