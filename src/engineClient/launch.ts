import { type ChildProcess, spawn } from 'node:child_process';
import { childEnvironment } from '../base/childEnvironment.ts';
import { openEngineLog, type Rendezvous } from './rendezvous.ts';

export interface LaunchOptions {
  readonly rendezvous: Rendezvous;
  /** The bundled engine. */
  readonly engineFile: string;
  /** The Node to run it on: the editor's own executable, or the machine setting `mailroom.engine.node`. */
  readonly node: string;
  readonly version: string;
}

/**
 * A small young generation. Measured after listing 10,000 messages: 125 MB resident instead of 176, in the same time.
 */
const runtimeFlags = ['--max-semi-space-size=2'] as const;

/** Starts the engine detached, so that it outlives the window that needed it first. */
export function launchEngine({ rendezvous, engineFile, node, version }: LaunchOptions): ChildProcess {
  const output = openEngineLog(rendezvous);
  const env = childEnvironment(process.env);
  const engine = spawn(
    node,
    [
      ...runtimeFlags,
      engineFile,
      '--profile',
      rendezvous.profileFolder,
      '--socket',
      rendezvous.socketPath,
      '--version',
      version,
    ],
    {
      cwd: rendezvous.profileFolder,
      env,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output.file, output.file],
    },
  );
  output.close();
  engine.unref();
  return engine;
}
