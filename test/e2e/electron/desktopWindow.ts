/** A window of desktop VS Code, driven by playwright's Electron support, with the packaged extension installed. */

import { join } from 'node:path';
import { resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { _electron } from 'playwright-core';
import { runOk } from '../../support/childProcess.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { prepareFolders, type VscodeOptions, vsixPath } from '../harness/vscodeServer.ts';
import type { OpenedWindow } from '../harness/world.ts';

export async function startDesktop(
  executable: string,
  options: VscodeOptions,
): Promise<OpenedWindow & AsyncDisposable> {
  await using resources = new AsyncDisposableStack();
  const folder = options.folder ?? resources.use(await tempFolder('vs')).path;
  const folders = await prepareFolders(folder, options);
  const place = ['--user-data-dir', folders.userDataDir, '--extensions-dir', folders.extensionsDir];
  const [cli = executable, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(executable);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  for (const vsix of options.vsix ?? [vsixPath]) {
    await runOk(cli, [...cliArgs, ...sandbox, ...place, '--force', '--install-extension', vsix]);
  }
  const language = options.language === undefined ? [] : ['--locale', options.language];
  const app = await _electron.launch({
    executablePath: executable,
    args: [...sandbox, ...place, ...language, ...FLAGS, folders.workspace],
    env: { ...definedOnly(process.env), ...definedOnly(options.env ?? {}) },
  });
  resources.defer(() => app.close());
  const output: string[] = [];
  app.on('console', (message) => output.push(message.text()));
  const page = await app.firstWindow();
  const stack = resources.move();
  return {
    ...{ page, workspace: folders.workspace, userDataDir: folders.userDataDir },
    globalStorage: join(folders.userDataDir, 'User/globalStorage/mailroom.mailroom'),
    async openPage() {
      const next = app.waitForEvent('window');
      await page.keyboard.press('Control+Shift+N');
      return next;
    },
    log: () => output.join('\n'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const FLAGS = [
  ...[
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    '--disable-updates',
    '--disable-telemetry',
  ],
  '--password-store=basic', // No question of the desktop's key ring.
];

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
