/** VS Code's server with the packaged extension installed, on a free port, with all its data in a temporary folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk, startDaemon } from '../../support/childProcess.ts';
import { freePort } from '../../support/freePort.ts';
import { loopbackOnly } from '../../support/loopbackOnly.ts';
import { projectRoot } from '../../support/projectRoot.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { type DisplayLanguage, installLanguage, type Settings, writeUserSettings } from './userData.ts';
import { vscodeInstall } from './vscodeDownload.ts';

export interface VscodeOptions {
  /** Packaged extensions to install, default our own from `dist/`. */
  readonly vsix?: readonly string[];
  readonly settings?: Settings;
  readonly language?: DisplayLanguage;
  /** Added to the environment of server, extension host and engine. */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * File that gets a line of JSON for each connection that server and extension host try; see loopbackOnly.mjs. Not the
   * engine's: it is started without NODE_OPTIONS.
   */
  readonly connectLog?: string;
  /** Files of the workspace folder: path → content. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Folders that an earlier server worked on: a restart. They must outlive both. */
  readonly folder?: string;
  /** Workspace trust is there, as for everybody: give `security.workspace.trust.*` in `settings`, too. */
  readonly hasTrust?: boolean;
  /** That of the earlier server: browsers keep secrets and states by origin. */
  readonly port?: number;
}

export interface VscodeServer extends AsyncDisposable {
  /** Opens the workspace. `localhost`, because only there a page may have a service worker without TLS. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly workspace: string;
  readonly userDataDir: string;
  /** Where the extension keeps its own files (`context.globalStorageUri`). */
  readonly globalStorage: string;
  log(): string;
}

export const vsixPath = process.env['MAILROOM_VSIX'] ?? join(projectRoot, 'dist/mailroom.vsix');

/** Starts it, about 1.5 s with the installation. It and all that it started end with it. */
export async function startVscode(options: VscodeOptions = {}): Promise<VscodeServer> {
  await using resources = new AsyncDisposableStack();
  const { entry } = await vscodeInstall();
  const folder = options.folder ?? resources.use(await tempFolder('vs')).path;
  const folders = await prepareFolders(folder, options);
  const port = options.port ?? (await freePort());
  const config = join(folder, 'config.yaml');
  await writeFile(config, 'auth: none\n'); // Otherwise it writes one with a password into the home folder.
  const place = ['--config', config, '--user-data-dir', folders.userDataDir, '--extensions-dir', folders.extensionsDir];
  // VS Code itself asks its gallery, which is not our doing: it finds nobody, and the suite doesn't fail for it.
  const guard = loopbackOnly({ MAILROOM_OUTSIDE_LOG: '', MAILROOM_CONNECT_LOG: options.connectLog ?? '' });
  const env = { ...withoutVscode(process.env), ...guard, ...options.env };
  for (const vsix of options.vsix ?? [vsixPath]) {
    await runOk(process.execPath, [entry, ...place, '--force', '--install-extension', vsix], { env });
  }
  const language = options.language === undefined ? [] : ['--locale', options.language];
  const flags = options.hasTrust ? FLAGS : [...FLAGS, '--disable-workspace-trust'];
  const daemon = resources.use(
    startDaemon(process.execPath, [entry, ...place, ...language, '--bind-addr', `127.0.0.1:${port}`, ...flags], {
      env,
    }),
  );
  const healthy = async () => {
    if (!daemon.running()) throw new Error(`VS Code's server ended\n${daemon.output()}`);
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  };
  await waitFor(healthy, { what: "VS Code's server", timeoutMs: 20_000 });
  const stack = resources.move();
  return {
    url: `http://localhost:${port}/?folder=${encodeURIComponent(folders.workspace)}`,
    ...{ port, pid: daemon.pid, workspace: folders.workspace, userDataDir: folders.userDataDir },
    globalStorage: join(folders.userDataDir, 'User/globalStorage/mailroom.mailroom'),
    log: () => daemon.output(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const FLAGS = [
  ...['--auth', 'none', '--disable-telemetry', '--disable-update-check'],
  '--disable-getting-started-override',
  // Else the extension host of a closed window lives on for three hours, and holds our databases.
  ...['--reconnection-grace-time', '2'],
];

/** Writes what isn't there yet; returns the folders. Also used for desktop VS Code. */
export async function prepareFolders(folder: string, options: VscodeOptions) {
  const [workspace, userDataDir, extensionsDir] = ['ws', 'user', 'ext'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([workspace, extensionsDir].map((path) => mkdir(path, { recursive: true })));
  await writeUserSettings(userDataDir, options.settings ?? {});
  if (options.language && options.language !== 'en') {
    await installLanguage({ userDataDir, extensionsDir }, options.language);
  }
  for (const [name, content] of Object.entries(options.files ?? {})) {
    await mkdir(join(workspace, name, '..'), { recursive: true });
    await writeFile(join(workspace, name), content);
  }
  return { workspace, userDataDir, extensionsDir };
}

/** A test that is started from VS Code's own terminal must not look like a part of that VS Code. */
function withoutVscode(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_TEST_CONTEXT$|NODE_OPTIONS$)/.test(name),
  );
  return Object.fromEntries(kept);
}
