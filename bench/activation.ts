import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '../test/e2e/harness/browser.ts';
import { startVscode, vsixPath } from '../test/e2e/harness/vscodeServer.ts';
import { Workbench } from '../test/e2e/pages/workbench.ts';
import { runOk } from '../test/support/childProcess.ts';
import { projectRoot } from '../test/support/projectRoot.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { type Bench, median } from './row.ts';

/**
 * What the extension host itself says that activation took (loading the code and calling `activate`), beside an
 * extension that does nothing.
 */
export const activation: Bench = {
  name: 'activation',
  async run({ runs }) {
    await using folder = await tempFolder();
    const floorVsix = await packEmptyExtension(folder.path);
    const ours: number[] = [];
    const floor: number[] = [];
    await using vscode = await startVscode({ vsix: [vsixPath, floorVsix] });
    for (let run = 0; run < runs; run++) {
      await using browser = await startBrowser({ viewport: { width: 1280, height: 4_000 } }); // Every row on the screen.
      const page = await browser.context.newPage();
      await page.goto(vscode.url);
      const workbench = new Workbench(page);
      await workbench.ready();
      await workbench.runCommand('Developer: Show Running Extensions');
      ours.push(await activationTime(workbench, 'Mailroom'));
      floor.push(await activationTime(workbench, 'Nothing'));
    }
    const base = { bench: 'activation', unit: 'ms', goal: 25, better: 'lower', runs } as const;
    return [{ ...base, metric: "extension host's own time", value: median(ours), baseline: median(floor) }];
  },
};

async function activationTime({ page }: Workbench, name: string): Promise<number> {
  const row = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: name }).first();
  const text = await row.locator('.activation-time').innerText();
  const found = /(\d+)\s?ms/.exec(text);
  if (!found) throw new Error(`no activation time in "${text}"`);
  return Number(found[1]);
}

/** An extension whose `activate` is empty, started as ours is. */
async function packEmptyExtension(folder: string): Promise<string> {
  const home = join(folder, 'nothing');
  mkdirSync(home);
  const manifest = {
    name: 'nothing',
    displayName: 'Nothing',
    publisher: 'bench',
    version: '0.0.1',
    main: './main.cjs',
  };
  const more = { engines: { vscode: '^1.100.0' }, activationEvents: ['onStartupFinished'], license: 'MIT' };
  writeFileSync(join(home, 'package.json'), JSON.stringify({ ...manifest, ...more }));
  writeFileSync(join(home, 'main.cjs'), 'exports.activate = () => {};\n');
  writeFileSync(join(home, 'README.md'), 'Nothing.\n');
  const vsix = join(folder, 'nothing.vsix');
  const vsce = join(projectRoot, 'node_modules/@vscode/vsce/vsce');
  const flags = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '-o', vsix];
  await runOk(process.execPath, [vsce, ...flags], { cwd: home });
  return vsix;
}
