import { homedir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { SecretSource } from '../engineClient/connection.ts';
import { EngineClient } from '../engineClient/engineClient.ts';
import { rendezvousFor } from '../engineClient/rendezvous.ts';

export interface EngineAccessOptions {
  readonly bundleFolder: string;
  readonly version: string;
  readonly env: { readonly [name: string]: string | undefined };
}

/** The way from the command line to the engine of a profile. */
export class EngineAccess {
  readonly #options: EngineAccessOptions;

  constructor(options: EngineAccessOptions) {
    this.#options = options;
  }

  /** Joins (or starts) the engine of `profile`, the default one without, and lets go of it after `use`. */
  async use<T>(
    { profile, secrets }: { profile?: string | undefined; secrets?: SecretSource | undefined },
    use: (engine: EngineClient) => Promise<T>,
  ): Promise<T> {
    const { bundleFolder, version, env } = this.#options;
    const engine = new EngineClient({
      rendezvous: rendezvousFor(profile ?? defaultProfile(env)),
      version,
      kind: 'cli',
      clock: systemClock,
      secrets,
      engineFile: join(bundleFolder, 'engine.cjs'),
      node: process.execPath,
    });
    try {
      return await use(engine);
    } finally {
      engine.dispose();
    }
  }
}

/** `$MAILROOM_PROFILE`, else the platform's folder for application data. */
export function defaultProfile(env: EngineAccessOptions['env']): string {
  if (env['MAILROOM_PROFILE']) return env['MAILROOM_PROFILE'];
  if (process.platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Mailroom');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Mailroom');
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'mailroom');
}
