import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Logger } from '../base/log.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { pageMaxRows } from '../protocol/limits.ts';
import { messageSearch } from '../protocol/methods/messageSearch.ts';
import type { MessagesView, SearchResult } from './messages.ts';

export interface SearchesDeps {
  readonly engine: Pick<EngineConnection, 'call' | 'on' | 'onConnected'>;
  readonly messages: Pick<MessagesView, 'search' | 'showSearch' | 'showIndexing'>;
  readonly log: Logger;
}

interface ShowOptions {
  readonly signal: AbortSignal;
  readonly onShown: () => void;
}

type Found = Omit<SearchResult, 'isAsking'>;

/**
 * The searches of the Messages view: one at a time, a newer one ends an older that still runs. What is here is shown at
 * once, and with what servers find when they have answered. What was found while mail was being indexed is asked for again
 * once all is: it may have missed some.
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

  /**
   * Shows what a query finds here, then runs `onShown`; ends when servers have been asked too. Throws `search.badQuery`;
   * `engine.cancelled` when `signal` aborts or another search is begun.
   */
  async show(query: string, { signal, onShown }: ShowOptions): Promise<void> {
    try {
      await this.#exclusively(signal, async (within) => {
        const here = await this.#ask({ query, server: false }, within);
        const isAsking = here.completeSince !== null; // Else there is nothing that a server could add.
        this.#deps.messages.showSearch({ ...here, isAsking });
        onShown();
        if (isAsking) await this.#askServers(here, within);
      });
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
    const again = async (within: AbortSignal) => {
      const result = await this.#ask({ query: shown.query }, within);
      this.#replace(shown, { ...result, isAsking: false });
    };
    // When it fails, what was found stays, and says what it lacks.
    this.#exclusively(undefined, again).catch((error) => log.info('search.notRepeated', { error }));
  }

  async #askServers(here: Found, within: AbortSignal): Promise<void> {
    const { query } = here;
    try {
      const whole = await this.#ask({ query }, within);
      this.#replace(here, { ...whole, isAsking: false });
    } finally {
      this.#replace(here, { ...here, isAsking: false }); // Where it failed or was cancelled: what is here stays.
    }
  }

  /** Does nothing where something else is shown by now. */
  #replace(shown: Found, result: SearchResult): void {
    const { messages } = this.#deps;
    if (messages.search?.rows === shown.rows) messages.showSearch(result);
  }

  async #ask(question: { readonly query: string; readonly server?: boolean }, signal: AbortSignal): Promise<Found> {
    const wholes = this.#wholes;
    const found = await this.#deps.engine.call(messageSearch, { ...question, limit: pageMaxRows }, { signal });
    this.#wholesAtShown = wholes;
    return { ...found, query: question.query };
  }

  async #exclusively(signal: AbortSignal | undefined, work: (within: AbortSignal) => Promise<void>): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      await work(signal ? AbortSignal.any([signal, asking.signal]) : asking.signal);
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
  }
}
