/** How long the extension host of a test's VS Code was blocked, while something was done. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loopbackOnly } from '../../support/loopbackOnly.ts';

export interface HostDelay {
  /** For `startVscode`. */
  readonly env: NodeJS.ProcessEnv;
  /** Does something and notes by which name. */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** For each thing done: how long it took, and the longest that the host kept others waiting, ms. */
  report(): readonly HostDelayRow[];
}

export interface HostDelayRow {
  readonly what: string;
  readonly tookMs: number;
  readonly longestMs: number;
  /** Looks at the host in that time; none means that nothing is known. */
  readonly samples: number;
}

export function hostDelay(folder: string): HostDelay {
  const log = join(folder, 'hostDelay.log');
  const { NODE_OPTIONS } = loopbackOnly({});
  const probe = pathToFileURL(join(import.meta.dirname, 'hostDelay.mjs'));
  const done: { readonly what: string; readonly from: number; readonly to: number }[] = [];
  return {
    env: { NODE_OPTIONS: `${NODE_OPTIONS} --import=${probe}`, MAILROOM_HOST_DELAY_LOG: log },
    async during(what, work) {
      const from = Date.now();
      try {
        return await work();
      } finally {
        done.push({ what, from, to: Date.now() });
      }
    },
    report() {
      const text = existsSync(log) ? readFileSync(log, 'utf8').trim() : '';
      const samples: { at: number; maxMs: number }[] = text
        .split('\n')
        .flatMap((line) => (line ? [JSON.parse(line)] : []));
      return done.map(({ what, from, to }) => {
        const within = samples.filter(({ at }) => at >= from && at <= to + 200);
        const longestMs = Math.max(0, ...within.map(({ maxMs }) => maxMs));
        return { what, tookMs: to - from, longestMs, samples: within.length };
      });
    },
  };
}
