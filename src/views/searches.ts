import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Logger } from '../base/log.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { pageMaxRows } from '../protocol/limits.ts';
import { messageSearch } from '../protocol/methods/messageSearch.ts';
import type { MessagesView } from './messages.ts';

export interface SearchesDeps {
  readonly engine: Pick<EngineConnection, 'call' | 'on' | 'onConnected'>;
  readonly messages: Pick<MessagesView, 'search' | 'showSearch' | 'showIndexing'>;
  readonly log: Logger;
}

/**
 * The searches of the Messages view: one at a time, a newer one ends an older that still runs. What was found while mail was
 * being indexed is asked for again once all is: it may have missed some.
 */
export class Searches implements Disposable {
  readonly #deps: SearchesDeps;
  readonly #resources = new DisposableList();
  #asking: AbortController | undefined;
  /** How often the index became whole in this window's life, and how often it had when the answer shown was asked for. */
  #wholes = 0;
  #wholesAtShown = 0;

  constructor(deps: SearchesDeps) {
    this.#deps = deps;
    const { engine, messages } = deps;
    this.#resources.add(
      engine.on('searchIndexChanged', (indexing) => {
        if (indexing.indexed >= indexing.total) this.#becameWhole();
        else if (messages.search?.indexing) messages.showIndexing(indexing);
      }),
    );
    // The word of it may be among what was missed.
    this.#resources.add(engine.on('resync', () => this.#becameWhole()));
    this.#resources.add(engine.onConnected(() => this.#becameWhole()));
  }

  /** Shows what a query finds. Throws `search.badQuery`; `engine.cancelled` when `signal` aborts or another search is begun. */
  async show(query: string, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    try {
      await this.#ask(query, () => true, signal);
    } finally {
      this.#repeat(); // The index became whole meanwhile.
    }
  }

  dispose(): void {
    this.#resources.dispose();
    this.#asking?.abort();
  }

  #becameWhole(): void {
    this.#wholes += 1;
    this.#repeat();
  }

  /** Never in the way of a search that a person waits for. */
  #repeat(): void {
    const { messages, log } = this.#deps;
    const shown = messages.search;
    if (!shown?.indexing || this.#asking || this.#wholesAtShown === this.#wholes || this.#resources.disposed) return;
    const stillShown = () => messages.search?.rows === shown.rows;
    // When it fails, what was found stays, and says what it lacks.
    this.#ask(shown.query, stillShown).catch((error) => log.info('search.notRepeated', { error }));
  }

  async #ask(query: string, wanted: () => boolean, signal?: AbortSignal): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const wholes = this.#wholes;
    const either = signal ? AbortSignal.any([signal, asking.signal]) : asking.signal;
    try {
      const { engine, messages } = this.#deps;
      const result = await engine.call(messageSearch, { query, limit: pageMaxRows }, { signal: either });
      if (!wanted()) return;
      this.#wholesAtShown = wholes;
      messages.showSearch({ ...result, query });
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
  }
}
