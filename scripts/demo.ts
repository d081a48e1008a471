import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import { isMailError } from '../src/base/errors.ts';
import { joinEngine } from '../src/engineClient/connection.ts';
import { rendezvousFor } from '../src/engineClient/rendezvous.ts';
import { engineQuit } from '../src/protocol/methods/engineQuit.ts';
import { prepareFolders, startVscode } from '../test/e2e/harness/vscodeServer.ts';
import { packageVsix, vsixPath } from './package.ts';
import { root } from './step.ts';

/**
 * `npm run demo`: VS Code on a sample mailbox. The desktop's `code` where there is one, else VS Code in the browser.
 * Everything lives in `.demo/`; Ctrl-C ends all that was started. Deleting the folder starts afresh.
 */
const home = join(root, '.demo');
/** The extension starts the local server with its sample mail, adds its accounts and shows them. */
const env = { MAILROOM_DEMO: '1' };
const browserPort = 8470;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

async function main(): Promise<boolean> {
  if (!(await packageVsix())) return false;
  mkdirSync(home, { recursive: true });
  const { workspace, userDataDir, extensionsDir } = await prepareFolders(home, {});
  cpSync(join(root, 'scripts/demo/workspace'), workspace, { recursive: true });
  const code = desktopCode();
  if (code) await runDesktop(code, { workspace, userDataDir, extensionsDir });
  else await runInBrowser();
  await endEngine(join(userDataDir, 'User/globalStorage/mailroom.mailroom'));
  return true;
}

async function runInBrowser(): Promise<void> {
  await using vscode = await startVscode({ folder: home, port: browserPort, env });
  console.log(`\n  Mailroom is at  ${vscode.url}\n  Open it in a browser on this machine. Ctrl-C ends it.\n`);
  await interrupted();
}

async function runDesktop(
  code: string,
  folders: { workspace: string; userDataDir: string; extensionsDir: string },
): Promise<void> {
  const place = [`--user-data-dir=${folders.userDataDir}`, `--extensions-dir=${folders.extensionsDir}`];
  const windows = process.platform === 'win32';
  await once(
    spawn(code, [...place, '--force', '--install-extension', vsixPath], { stdio: 'inherit', shell: windows }),
    'exit',
  );
  const editor = spawn(code, [...place, '--wait', '--new-window', '--disable-workspace-trust', folders.workspace], {
    stdio: 'inherit',
    shell: windows,
    env: { ...process.env, ...env },
  });
  console.log('\n  Mailroom opens in VS Code. Ctrl-C, or closing the window, ends it.\n');
  await Promise.race([once(editor, 'exit'), interrupted()]);
  editor.kill();
}

/** The engine outlives windows by some seconds; the demo leaves nothing running. */
async function endEngine(profile: string): Promise<void> {
  if (!existsSync(profile)) return;
  try {
    const joined = await joinEngine({ rendezvous: rendezvousFor(profile), version, kind: 'cli', clock: systemClock });
    if ('connection' in joined) await joined.connection.call(engineQuit, {});
  } catch (error) {
    if (!isMailError(error, 'engine.unreachable', 'engine.closed')) throw error; // It has left already.
  }
}

function desktopCode(): string | undefined {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

process.exitCode = (await main()) ? 0 : 1;
