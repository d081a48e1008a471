/** How long the extension host of a test's VS Code worked without giving way, while something was done. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loopbackOnly } from '../../support/loopbackOnly.ts';
import { waitFor } from '../../support/waitFor.ts';

export interface HostTurns {
  /** For `startVscode`. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * Waits until VS Code's own start and that of its other extensions is over: it says so in its log, below `userDataDir`,
   * and then has next to nothing to do.
   */
  atRest(userDataDir: string): Promise<void>;
  /** Does something and notes by which name. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** For each thing done, its longest turn. Where MAILROOM_HOST_PROFILE names a file, waits for the profile to be in it. */
  report(): Promise<readonly HostTurnsRow[]>;
}

export interface HostTurnsRow {
  readonly what: string;
  readonly tookMs: number;
  /** Processor time of the host's thread in the longest turn of its event loop, whoever's code ran. */
  readonly longestMs: number;
  /** Turns counted in that time; none means that nothing is known. */
  readonly turns: number;
}

interface Sample {
  readonly at: number;
  readonly turns: number;
  /** Of the longest turn. */
  readonly cpuMs: number;
  /** Of all turns. */
  readonly totalMs: number;
}

/** VS Code's word for it. */
const startedLine = 'Eager extensions activated';
/** At rest it is after so many samples, of 200 ms each, with so little processor time. */
const restSamples = 15;
const restMaxMs = 20;

export function hostTurns(folder: string): HostTurns {
  const log = join(folder, 'hostTurns.log');
  const { NODE_OPTIONS } = loopbackOnly({});
  const probe = pathToFileURL(join(import.meta.dirname, 'hostTurns.mjs'));
  const samples = (): readonly Sample[] => {
    const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(0, -1) : [];
    return lines.map((line) => JSON.parse(line));
  };
  const done: { readonly what: string; readonly from: number; readonly to: number }[] = [];
  return {
    env: { NODE_OPTIONS: `${NODE_OPTIONS} --import=${probe}`, MAILROOM_HOST_TURNS_LOG: log },
    async atRest(userDataDir) {
      const logs = join(userDataDir, 'logs');
      const isAtRest = async () => {
        const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((name) =>
          /exthost\.log$/.test(name),
        );
        if (!files.some((name) => readFileSync(join(logs, name), 'utf8').includes(startedLine))) return false;
        const last = samples().slice(-restSamples);
        return last.length === restSamples && last.every(({ totalMs }) => totalMs <= restMaxMs);
      };
      await waitFor(isAtRest, { what: 'the extension host to rest', timeoutMs: 240_000, everyMs: 500 });
    },
    async during(what, work) {
      const from = Date.now();
      try {
        return await work();
      } finally {
        done.push({ what, from, to: Date.now() });
      }
    },
    async report() {
      const profile = process.env['MAILROOM_HOST_PROFILE'];
      if (profile) {
        writeFileSync(`${log}.stop`, '');
        await waitFor(async () => existsSync(profile), { what: 'the profile', timeoutMs: 60_000, everyMs: 500 });
        copyFileSync(log, `${profile}.turns`);
      }
      const all = samples();
      return done.map(({ what, from, to }) => {
        const within = all.filter(({ at }) => at >= from && at <= to + 200);
        return {
          what,
          tookMs: to - from,
          longestMs: Math.max(0, ...within.map(({ cpuMs }) => cpuMs)),
          turns: within.reduce((sum, { turns }) => sum + turns, 0),
        };
      });
    },
  };
}
