/**
 * Keeps the full-text index in step with the cache, in the background: what is listed is indexed from its row, newest
 * first, and again with its text once that is here. Words are made in a worker; writing takes turns of a few
 * milliseconds. What there is to do stands in cache.db, so that nothing is forgotten and nothing grows in memory.
 */
import { type Clock, otherWork, sleep } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { isMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { IndexedDocument, IndexSource, SearchIndexStore } from '../store/searchIndex.ts';
import type { IndexEntry, IndexJob, WorkerIndexed } from '../worker/job.ts';
import * as limits from './limits.ts';

export interface SearchIndexerDeps {
  readonly store: SearchIndexStore;
  readonly pool: IndexPool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: EngineEvents;
}

/** The workers that make words. */
export interface IndexPool extends Disposable {
  run(job: IndexJob, options: { timeoutMs: number }): Promise<readonly WorkerIndexed[]>;
}

/** Row ids of messages that may not be indexed: from with, to without. */
interface Stretch {
  from: number;
  to: number;
}

interface Batch {
  readonly sources: readonly IndexSource[];
  /** Messages that are gone. */
  readonly gone: readonly number[];
  readonly turns: readonly number[];
}

const settledStepMs = 5;
const quietStepMs = 50;
const everything: Stretch = { from: 0, to: Number.MAX_SAFE_INTEGER };

export class SearchIndexer implements EngineService {
  readonly #deps: SearchIndexerDeps;
  #stretch: Stretch | undefined;
  #lastTurn = 0;
  #timer: Disposable | undefined;
  #listening: Disposable | undefined;
  #running: Promise<void> | undefined;
  #stopped = true;
  #rebuilds = 0;
  #toldAt = 0;
  #wholeWanted = false;
  #written = 0;
  #quietAt = 0;
  readonly #leaving = new AbortController();

  constructor(deps: SearchIndexerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#stopped = false;
    try {
      if (this.#deps.store.open()) this.#deps.log.info('search.indexMade');
    } catch (error) {
      this.#deps.log.error('search.indexNotMade', { error });
      return;
    }
    // Messages that went are in the cache's list of changes.
    this.#listening = this.#deps.events.on(({ name }) => {
      if (name === 'messagesChanged') this.changed();
    });
    this.#stretch = { ...everything };
    this.#wake(limits.indexDelayMs); // Whoever had the engine started is answered first.
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#listening?.dispose();
    this.#leaving.abort();
    this.#deps.pool.dispose();
    await this.#running;
  }

  /** Messages with row ids of this stretch were listed. */
  listed(from: number, to: number): void {
    const { from: low, to: high } = this.#stretch ?? { from, to };
    this.#stretch = { from: Math.min(low, from), to: Math.max(high, to) };
    this.#quietAt = this.#deps.clock.now() + limits.indexDelayMs;
    this.#wake(limits.indexDelayMs);
  }

  /** Texts came or went, or messages did: the cache has noted which. */
  changed(): void {
    this.#wake(limits.indexDelayMs);
  }

  /** How far indexing is; null once everything is indexed. */
  get progress(): { readonly indexed: number; readonly total: number } | null {
    if (!this.#running && !this.#timer) return null;
    const { indexed, total } = this.#deps.store.counts();
    return { indexed: Math.min(indexed, total), total };
  }

  /** Clients hear when all is indexed, however little is left: one of them was given an answer that lacks it. */
  tellWhenWhole(): void {
    this.#wholeWanted = true;
  }

  /** Makes the index anew, because it was found damaged. False where that was tried too often. */
  rebuild(error: unknown): boolean {
    this.#deps.log.warn('search.indexDamaged', { error });
    this.#rebuilds += 1;
    if (this.#rebuilds > limits.rebuildsMax) return false;
    this.#deps.store.reset();
    this.#stretch = { ...everything };
    this.#lastTurn = 0;
    this.#wake(0);
    return true;
  }

  /** Begins what waits, and resolves when there is nothing left to index; with `maxMs`, then at the latest. */
  async settled({ maxMs = Number.POSITIVE_INFINITY }: { readonly maxMs?: number } = {}): Promise<void> {
    const { clock } = this.#deps;
    const until = clock.now() + maxMs;
    if (maxMs === Number.POSITIVE_INFINITY) this.#quietAt = 0;
    while ((this.#running || this.#timer) && clock.now() < until) {
      this.#begin();
      await (maxMs === Number.POSITIVE_INFINITY ? this.#running : sleep(clock, settledStepMs));
    }
  }

  #wake(delayMs: number): void {
    if (this.#stopped || this.#timer || this.#running) return;
    this.#timer = this.#deps.clock.after(delayMs, () => this.#begin());
  }

  #begin(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (!this.#stopped && this.#hasWork()) this.#wake(0); // It came while the last batch was written.
    });
  }

  /** While a mailbox is being listed, it has processor and disk for itself. */
  async #quiet(): Promise<void> {
    const { clock } = this.#deps;
    while (!this.#stopped) {
      const leftMs = this.#quietAt - clock.now();
      if (leftMs <= 0) return;
      await sleep(clock, Math.min(leftMs, quietStepMs));
    }
  }

  #hasWork(): boolean {
    return this.#stretch !== undefined || this.#deps.store.queued(this.#lastTurn, 1).length > 0;
  }

  async #run(): Promise<void> {
    try {
      let making: Promise<() => Promise<void>> | undefined;
      while (!this.#stopped) {
        await this.#quiet();
        const batch = await this.#next();
        if (!batch && !making) break;
        // The worker is at the next batch while this one is written.
        const next = batch && this.#make(batch);
        next?.catch(() => {}); // Awaited in the next round, or not at all when this one fails.
        await (await making)?.();
        making = next;
        this.#tell(false);
      }
      await this.#join();
      this.#tell(true);
    } catch (error) {
      await this.#failed(error);
    }
  }

  /** After much was written: a few milliseconds at a time. */
  async #join(): Promise<void> {
    if (this.#written < limits.joinAfterMessages) return;
    this.#written = 0;
    for (let begin = true; !this.#stopped && this.#deps.store.join({ begin }); begin = false) await otherWork();
  }

  async #failed(error: unknown): Promise<void> {
    if (this.#stopped) return;
    if (isMailError(error, 'store.damaged') && this.rebuild(error)) return;
    this.#deps.log.error('search.indexingFailed', { error });
    this.#stretch ??= { ...everything };
    const { signal } = this.#leaving;
    await sleep(this.#deps.clock, limits.indexRetryMs, { signal }).catch(() => {}); // Cut short when the engine leaves.
  }

  /** What to index next: what changed, then what was never indexed. Undefined when there is nothing. */
  async #next(): Promise<Batch | undefined> {
    const { store } = this.#deps;
    const queued = store.queued(this.#lastTurn, limits.indexBatchMax);
    if (queued.length > 0) return this.#changedBatch(queued);
    while (this.#stretch && !this.#stopped) {
      const bounds = { limit: limits.indexBatchMax, scan: limits.indexScanRows };
      const { rowIds, next } = store.missing(this.#stretch, bounds);
      const sources: IndexSource[] = [];
      let bytes = 0;
      for (const rowId of rowIds) {
        if (bytes >= limits.indexBatchMaxBytes) break;
        const source = store.source(rowId);
        this.#stretch.to = rowId;
        if (!source) continue;
        sources.push(source);
        bytes += source.size;
      }
      if (rowIds.length === 0 || sources.length === rowIds.length) {
        if (next === undefined) this.#stretch = undefined;
        else this.#stretch.to = next;
      }
      if (sources.length > 0) return { sources, gone: [], turns: [] };
      await otherWork();
    }
    return undefined;
  }

  #changedBatch(queued: readonly { readonly turn: number; readonly rowId: number }[]): Batch {
    const [sources, gone, turns]: [IndexSource[], number[], number[]] = [[], [], []];
    let bytes = 0;
    for (const { turn, rowId } of queued) {
      if (bytes >= limits.indexBatchMaxBytes) break;
      this.#lastTurn = turn;
      turns.push(turn);
      const source = this.#deps.store.source(rowId);
      if (source) sources.push(source);
      else gone.push(rowId);
      bytes += source?.size ?? 0;
    }
    return { sources, gone, turns };
  }

  /** Has the words made; gives what writes them. */
  async #make({ sources, gone, turns }: Batch): Promise<() => Promise<void>> {
    const documents = sources.length > 0 ? await this.#words(sources) : [];
    const { store, clock } = this.#deps;
    return async () => {
      this.#written += documents.length;
      for (let at = 0; at < documents.length && !this.#stopped; ) {
        const began = clock.now();
        store.write('search.index', () => {
          const enough = at + limits.indexSliceMessages;
          while (at < documents.length && (at < enough || clock.now() - began < limits.indexSliceMs)) {
            const document = documents[at];
            if (document) store.put(document);
            at += 1;
          }
        });
        await otherWork();
      }
      if (this.#stopped || turns.length === 0) return;
      store.write('search.taken', () => {
        for (const rowId of gone) store.remove(rowId);
        for (const turn of turns) store.taken(turn);
      });
    };
  }

  async #words(sources: readonly IndexSource[]): Promise<readonly IndexedDocument[]> {
    try {
      const made = await this.#deps.pool.run(
        { kind: 'index', entries: sources.map(toEntry) },
        { timeoutMs: limits.indexTimeoutMs },
      );
      return sources.map((source, index) => toDocument(source, made[index]));
    } catch (error) {
      if (!isMailError(error) || this.#stopped || error.code === 'store.tooBusy') throw error;
      if (sources.length > 1) return await this.#oneByOne(sources);
      const [source] = sources;
      if (!source?.source) return sources.map((one) => toDocument(one, undefined));
      // Its text is never tried again: whatever its bytes do to a worker, they would do it each time.
      this.#deps.log.warn('search.skipped', { code: error.code, size: source.size });
      const [document] = await this.#words([{ ...source, source: undefined }]);
      return document ? [{ ...document, level: error.code === 'message.damaged' ? 'skipped' : 'header' }] : [];
    }
  }

  async #oneByOne(sources: readonly IndexSource[]): Promise<readonly IndexedDocument[]> {
    const documents: IndexedDocument[] = [];
    for (const source of sources) documents.push(...(await this.#words([source])));
    return documents;
  }

  /** Clients hear of long work only: `whole` when it is done. */
  #tell(whole: boolean): void {
    const { clock, events } = this.#deps;
    if (whole ? this.#toldAt === 0 && !this.#wholeWanted : clock.now() - this.#toldAt < limits.indexProgressMs) return;
    const { indexed, total } = this.#deps.store.counts();
    if (!whole && total - indexed < limits.indexProgressMin) return;
    this.#toldAt = whole ? 0 : clock.now();
    if (whole) this.#wholeWanted = false;
    events.send('searchIndexChanged', { indexed: whole ? total : Math.min(indexed, total), total });
  }
}

function toEntry({ subject, from, to, words, hasAttachment, source }: IndexSource): IndexEntry {
  return { subject, from, to, words, hasAttachment, source };
}

function toDocument({ rowId, uid, source }: IndexSource, made: WorkerIndexed | undefined): IndexedDocument {
  const { tokens, pairs, texts } = made ?? { tokens: '', pairs: new Uint8Array(), texts: new Uint8Array() };
  return { rowId, uid, tokens, pairs, texts, level: source ? 'text' : 'header' };
}
