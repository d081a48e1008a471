/** Engines for tests: the bundled one, on a profile of its own, ended with the test. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { isMailError } from '../../src/base/errors.ts';
import type { SecretSource } from '../../src/engineClient/connection.ts';
import { EngineClient } from '../../src/engineClient/engineClient.ts';
import { rendezvousFor } from '../../src/engineClient/rendezvous.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { projectRoot } from './projectRoot.ts';
import { tempFolder } from './tempFolder.ts';
import { waitFor } from './waitFor.ts';

export const engineFile = join(projectRoot, 'dist', 'engine.cjs');
export const testVersion = '0.1.0';

export interface ClientOptions {
  readonly profile: string;
  readonly version?: string;
  readonly kind?: 'editor' | 'cli';
  readonly secrets?: SecretSource;
}

/** A client of the engine of `profile`, which is started by its first call. */
export function engineClient({ profile, version = testVersion, kind = 'cli', secrets }: ClientOptions): EngineClient {
  if (!existsSync(engineFile)) throw new Error('build first: npm run build');
  return new EngineClient({
    rendezvous: rendezvousFor(profile),
    version,
    kind,
    clock: systemClock,
    secrets,
    engineFile,
    node: process.execPath,
  });
}

export interface TestEngine extends AsyncDisposable {
  readonly profile: string;
  readonly client: EngineClient;
  /** The engine's process now. */
  pid(): Promise<number>;
  /** Ends the engine's process as a crash would. */
  kill(): Promise<void>;
}

/** An engine with a fresh profile and one client. */
export async function startEngine(options: Omit<ClientOptions, 'profile'> = {}): Promise<TestEngine> {
  const folder = await tempFolder('mre');
  const profile = join(folder.path, 'profile');
  const client = engineClient({ ...options, profile });
  const pid = async () => (await client.call(engineStatus, {})).pid;
  let last = await pid();
  const kill = async () => {
    last = await pid();
    await killProcess(last);
  };
  return {
    profile,
    client,
    pid,
    kill,
    async [Symbol.asyncDispose]() {
      last = await pid().catch((error) => {
        if (isMailError(error)) return last; // Gone already: the pid it had is all that is left to end.
        throw error;
      });
      client.dispose();
      await killProcess(last);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Sends SIGKILL and waits until the process is gone. */
export async function killProcess(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGKILL');
  await waitFor(() => !isAlive(pid), { what: `process ${pid} to be gone` });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: no such process.
  }
}
