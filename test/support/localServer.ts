/** The local server as people start it, on free ports and a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { run } from './childProcess.ts';
import { projectRoot } from './projectRoot.ts';

export interface LocalServer extends AsyncDisposable {
  readonly ports: { readonly smtp: number; readonly imap: number; readonly [service: string]: number };
  readonly child: ChildProcess;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>;
}

export interface LocalServerOptions {
  readonly data: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** `mailroom.js`: through the command line. `server.cjs`: the server's process itself. */
  readonly program?: 'mailroom.js' | 'server.cjs';
}

/** Starts `serve` and waits for its first line. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { data, args = ['--smtp', '0', '--imap', '0'], env = {}, program = 'mailroom.js' } = options;
  const child = spawn(process.execPath, [join(projectRoot, 'dist', program), 'serve', '--data', data, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk;
  });
  const exited = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const [first] = await Promise.race([
    once(lines, 'line'),
    exited.then(() => {
      throw new Error(`serve ended: ${errors}`);
    }),
  ]);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
    return child.exitCode;
  };
  return {
    ports: JSON.parse(first),
    child,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
    },
  };
}

/** `mailroom user …`; gives exit code, output and errors. */
export function user(data: string, args: readonly string[], input = '') {
  return run(process.execPath, [join(projectRoot, 'dist', 'mailroom.js'), 'user', ...args, '--data', data], { input });
}
