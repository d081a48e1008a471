import { type Clock, sleep } from '../../base/clock.ts';
import type { Hit, SearchHits } from '../store/searchHits.ts';
import type { Evaluator } from './evaluate.ts';
import { factsOf, textsOfHit } from './findHits.ts';
import { unindexedMax, unindexedStep } from './limits.ts';
import { noTexts } from './packTexts.ts';

export interface UnindexedOptions {
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/**
 * Hits among messages that are listed and not indexed yet, newest first: by what their list rows tell. The newest
 * {@link unindexedMax} are looked at, some at a time. Throws `engine.cancelled`.
 */
export async function findUnindexed(
  store: SearchHits,
  evaluator: Evaluator,
  { limit, signal, clock }: UnindexedOptions,
): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  let below = Number.MAX_SAFE_INTEGER;
  for (let seen = 0; seen < unindexedMax && hits.length < limit; seen += unindexedStep) {
    const found = store.unindexed(below, unindexedStep);
    hits.push(...found.filter((hit) => evaluator.matches(factsOf(hit), () => textsOfHit(hit.row, noTexts))));
    const last = found.at(-1);
    if (!last || found.length < unindexedStep) break;
    below = last.rowId;
    await sleep(clock, 0, { signal });
  }
  return hits.slice(0, limit);
}
