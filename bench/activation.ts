import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startBrowser } from '../test/e2e/harness/browser.ts';
import { startVscode, vsixPath } from '../test/e2e/harness/vscodeServer.ts';
import { Workbench } from '../test/e2e/pages/workbench.ts';
import { runOk } from '../test/support/childProcess.ts';
import { loopbackOnly } from '../test/support/loopbackOnly.ts';
import { projectRoot } from '../test/support/projectRoot.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { type Bench, median } from './row.ts';

/** `Startup Activation: 12ms`. */
const time = /(\d+)\s?ms/;
/** Enough for a median that one start which was interrupted does not move. */
const runsMin = 11;

/**
 * A start of the editor, measured in two ways beside an extension that does nothing:
 *
 * - The extension host's own time: the wall clock of its thread while our code loads and while our `activate` runs, taken
 *   in the host by `activationProbe.mjs`.
 * - What "Developer: Show Running Extensions" shows. VS Code starts the watch of all extensions of one activation event
 *   and only then loads one after the other; ours come behind VS Code's own and wait for them (merge-conflict: 10 to 20 ms).
 *   The empty extension waits as well, so that the difference is what we add.
 */
export const activation: Bench = {
  name: 'activation',
  async run({ runs: wanted }) {
    const runs = Math.max(wanted, runsMin);
    await using folder = await tempFolder();
    const floorVsix = await packEmptyExtension(folder.path);
    const log = join(folder.path, 'activation.log');
    const place = join(folder.path, 'vs');
    mkdirSync(place);
    await using vscode = await startVscode({ vsix: [vsixPath, floorVsix], folder: place, env: probeInto(log, place) });
    const beyond: number[] = [];
    const floor: number[] = [];
    for (let run = 0; run < runs; run++) {
      const [ours, empty] = await shownTimes(vscode.url);
      beyond.push(ours - empty);
      floor.push(empty);
    }
    const own = ownTimes(log);
    const base = { bench: 'activation', unit: 'ms', goal: 25, better: 'lower', runs } as const;
    return [
      {
        ...{ ...base, metric: "extension host's own time" },
        ...{ value: median(own('mailroom.mailroom')), baseline: median(own('bench.nothing')) },
      },
      {
        ...base,
        metric: 'as VS Code shows it, beyond an empty extension',
        value: median(beyond),
        baseline: median(floor),
      },
    ];
  },
};

/** Opens a window in a fresh browser; ms that Running Extensions shows for ours and for the empty one. */
async function shownTimes(url: string): Promise<readonly [number, number]> {
  await using browser = await startBrowser({ viewport: { width: 1280, height: 4_000 } }); // Every row on the screen.
  const page = await browser.context.newPage();
  await page.goto(url);
  const workbench = new Workbench(page);
  await workbench.ready();
  await workbench.runCommand('Developer: Show Running Extensions');
  return [await activationTime(workbench, 'Mailroom'), await activationTime(workbench, 'Nothing')];
}

/** Environment in which the extension host measures what lies below `folder` and writes it to `log`. */
function probeInto(log: string, folder: string): NodeJS.ProcessEnv {
  const { NODE_OPTIONS } = loopbackOnly({});
  const probe = pathToFileURL(join(import.meta.dirname, 'activationProbe.mjs'));
  return {
    NODE_OPTIONS: `${NODE_OPTIONS} --import=${probe}`,
    MAILROOM_ACTIVATION_LOG: log,
    MAILROOM_EXTENSIONS: folder,
  };
}

/** Reads the log: an extension's times, one for each start, ms. */
function ownTimes(log: string): (extension: string) => readonly number[] {
  const lines = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return (extension) =>
    lines.filter((line) => line.extension === extension).map(({ loadMs, activateMs }) => loadMs + activateMs);
}

async function activationTime({ page }: Workbench, name: string): Promise<number> {
  const row = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: name }).first();
  const text = await row.locator('.activation-time').filter({ hasText: time }).innerText(); // "Activating..." before.
  return Number(time.exec(text)?.[1]);
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
