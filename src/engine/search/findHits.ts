/** Runs a search over the index: a stretch of dates at a time, so that other work gets its turn and it can be cancelled. */
import { type Clock, sleep } from '../../base/clock.ts';
import type { Address } from '../../protocol/records.ts';
import { type HitPlan, planHits } from '../store/searchFilter.ts';
import type { Hit, SearchHits, Stretch } from '../store/searchHits.ts';
import { rowIdBefore } from '../store/searchPlace.ts';
import { dateOfRowId } from '../store/sortDate.ts';
import { Evaluator, type FieldTexts, type ScopeOf } from './evaluate.ts';
import { hitTexts } from './hitTexts.ts';
import { chunkFirst, chunkMax, examinedMax, rankedMax, verifiedMax } from './limits.ts';
import type { PackedTexts } from './packTexts.ts';
import { type Sieve, sieveOf } from './pairFilter.ts';
import { type Query, textsOf } from './query.ts';
import { fieldExpression } from './tokenQuery.ts';

export interface FindOptions {
  readonly limit: number;
  readonly order: 'date' | 'relevance';
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

export interface Found {
  readonly hits: readonly Hit[];
  readonly more: boolean;
  /** Where the search stopped at a bound of its own, the sort date (ms) down to which it looked; else null. */
  readonly stoppedAt: number | null;
}

/** Newest first, or most relevant first: field by field, then by date. Throws `store.damaged`, `engine.cancelled`. */
export async function findHits(
  store: SearchHits,
  query: Query,
  scopeOf: ScopeOf,
  options: FindOptions,
): Promise<Found> {
  const search = new Search(store, query, scopeOf, options);
  const wanted = options.order === 'date' ? options.limit + 1 : rankedMax;
  const { hits, stoppedAt } = await search.collect(wanted);
  const ordered = options.order === 'date' ? hits : byRelevance(store, query, hits);
  return { hits: ordered.slice(0, options.limit), more: hits.length > options.limit, stoppedAt };
}

interface Chunk {
  readonly count: number;
  readonly low: number | undefined;
  /** Where a bound ended it, the date down to which it looked. */
  readonly stoppedAt: number | undefined;
}

class Search {
  readonly #store: SearchHits;
  readonly #plan: HitPlan;
  readonly #evaluator: Evaluator;
  readonly #sieve: Sieve | undefined;
  readonly #options: FindOptions;
  readonly #hits: Hit[] = [];
  #verified = 0;

  constructor(store: SearchHits, query: Query, scopeOf: ScopeOf, options: FindOptions) {
    this.#store = store;
    this.#plan = planHits(query, scopeOf);
    this.#evaluator = new Evaluator(query, scopeOf);
    this.#sieve = sieveOf(query);
    this.#options = options;
  }

  async collect(wanted: number): Promise<{ readonly hits: readonly Hit[]; readonly stoppedAt: number | null }> {
    const { clock, signal } = this.#options;
    const whole = this.#store.whole(this.#plan);
    let { high } = whole;
    let examined = 0;
    for (let chunk = chunkFirst; ; chunk = Math.min(chunkMax, chunk * 4)) {
      const { count, low, stoppedAt } = this.#takeChunk({ low: whole.low, high }, chunk, wanted);
      if (low === undefined || stoppedAt !== undefined || this.#hasAll(wanted, low) || count < chunk)
        return { hits: this.#newest(wanted), stoppedAt: stoppedAt ?? null };
      examined += count;
      if (examined >= examinedMax) return { hits: this.#newest(wanted), stoppedAt: this.#dateOf(low) };
      high = low;
      await sleep(clock, 0, { signal });
    }
  }

  /** Adds the hits among the newest `chunk` candidates; says how many there were, and down to which place. */
  #takeChunk(stretch: Stretch, chunk: number, wanted: number): Chunk {
    const { match } = this.#plan;
    if (this.#sieve === undefined || match === undefined) {
      const places = this.#store.candidates(this.#plan, stretch, chunk);
      const low = places.at(-1);
      const stoppedAt = low === undefined ? undefined : this.#take({ low, high: stretch.high }, wanted);
      return { count: places.length, low, stoppedAt };
    }
    const candidates = this.#store.candidatesWithPairs(match, stretch, chunk);
    const sieve = this.#sieve;
    const places = candidates.filter(({ pairs }) => pairs === undefined || sieve(pairs)).map(({ at }) => at);
    return { count: candidates.length, low: candidates.at(-1)?.at, stoppedAt: this.#takePlaces(places, wanted) };
  }

  /** Adds the hits among these places. Where the bound of verified messages ends it, the date down to which it looked. */
  #takePlaces(places: readonly number[], wanted: number): number | undefined {
    for (let from = 0; from < places.length; from += atLeast) {
      if (this.#hasAll(wanted, (places[from] ?? 0) + 1)) return undefined;
      for (const hit of this.#store.placed(this.#plan, places.slice(from, from + atLeast))) {
        if (this.#verified >= verifiedMax) return hit.row.date;
        if (this.#matches(hit)) this.#hits.push(hit);
      }
    }
    return undefined;
  }

  /** Adds the hits of a stretch. Where the bound of verified messages ends it, the date down to which it looked. */
  #take({ low, high }: Stretch, wanted: number): number | undefined {
    let below = high;
    while (!this.#hasAll(wanted, below)) {
      const left = Math.max(wanted - this.#hits.length, atLeast);
      const limit = this.#plan.isExact ? left : Math.max(left, chunkFirst);
      const found = this.#store.hits(this.#plan, { low, high: below }, limit);
      for (const hit of found) {
        if (this.#hasAll(wanted, hit.at + 1)) return undefined;
        if (!this.#plan.isExact && this.#verified >= verifiedMax) return hit.row.date;
        if (this.#matches(hit)) this.#hits.push(hit);
      }
      const last = found.at(-1);
      if (found.length < limit || !last) return undefined;
      below = last.at;
    }
    return undefined;
  }

  /** Whether nothing below this place can be among the newest `wanted`: a message may stand in a later place than its date. */
  #hasAll(wanted: number, at: number): boolean {
    if (this.#hits.length < wanted) return false;
    if (this.#plan.match === undefined) return true;
    const last = this.#newest(wanted).at(-1);
    return last !== undefined && last.rowId >= rowIdBefore(at);
  }

  #newest(wanted: number): readonly Hit[] {
    return this.#hits.sort((a, b) => b.rowId - a.rowId).slice(0, wanted);
  }

  /** The sort date that a place stands for, ms. */
  #dateOf(at: number): number {
    return dateOfRowId(this.#plan.match === undefined ? at : rowIdBefore(at));
  }

  #matches(hit: Hit): boolean {
    if (this.#plan.isExact) return true;
    this.#verified += 1;
    return this.#evaluator.matches(factsOf(hit), () => textsOfHit(hit.row, hitTexts(this.#store, hit.rowId)));
  }
}

/** What conditions beside text look at. */
export function factsOf({ row, mailbox }: Hit) {
  return { flags: row.flags, date: row.date, size: row.size, hasAttachment: row.hasAttachment, mailbox };
}

/** The text of a message by field. */
export function textsOfHit(row: Hit['row'], packed: PackedTexts): FieldTexts {
  return { ...packed, subject: row.subject, from: addressText(row.from), to: addressText(row.to) };
}

export function addressText(list: readonly Address[]): string {
  return list.map(({ name, address }) => `${name} ${address}`).join(', ');
}

/** Where a word stands weighs: subject, sender, attachment, recipients, text. */
const weights = { subject: 8, from: 6, filename: 4, to: 3, cc: 3, list: 2, body: 1 } as const;
const weighed = ['subject', 'from', 'filename', 'to', 'cc', 'list', 'body'] as const;

function byRelevance(store: SearchHits, query: Query, hits: readonly Hit[]): readonly Hit[] {
  const oldest = hits.at(-1);
  const texts = textsOf(query);
  if (!oldest || texts.length === 0) return hits;
  const scores = new Map(hits.map(({ rowId }) => [rowId, 0]));
  for (const text of texts) {
    for (const field of weighed) {
      if (text.field !== 'any' && text.field !== field) continue;
      for (const id of store.matching(fieldExpression(text, field), oldest.rowId)) {
        const score = scores.get(id);
        if (score !== undefined) scores.set(id, score + weights[field]);
      }
    }
  }
  return [...hits].sort((a, b) => (scores.get(b.rowId) ?? 0) - (scores.get(a.rowId) ?? 0) || b.rowId - a.rowId);
}

/** Hits asked for at once at least. */
const atLeast = 16;
