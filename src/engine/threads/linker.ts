import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { Logger } from '../../base/log.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { Linkable, ThreadStore } from '../store/threads.ts';
import { quietMs, scanRows } from './limits.ts';
import { linkMessage } from './link.ts';

export interface LinkerDeps {
  readonly threads: ThreadStore;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Finds the conversations of new messages, in the background: in small transactions from the newest down, once the
 * mailboxes have been quiet for a moment. What it missed, such as at a crash, it finds again by itself.
 */
export class ThreadLinker implements EngineService {
  readonly #deps: LinkerDeps;
  #listening: Disposable | undefined;
  #waiting: Disposable | undefined;
  #stopped = false;

  constructor(deps: LinkerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#listening = this.#deps.events.on(({ name }) => {
      if (name === 'messagesChanged') this.#soon(quietMs);
    });
    this.#soon(quietMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#listening?.dispose();
    this.#waiting?.dispose();
  }

  #soon(ms: number, before = Number.MAX_SAFE_INTEGER): void {
    this.#waiting?.dispose();
    if (!this.#stopped) this.#waiting = this.#deps.clock.after(ms, () => this.#step(before));
  }

  #step(before: number): void {
    const { threads, log } = this.#deps;
    try {
      const { found, next } = threads.unlinked(before, scanRows);
      if (found.length > 0) threads.write(() => linkAll(found, threads));
      // New mail is mostly at the top; whether something is missing further down, the counts tell.
      if (next !== null && (found.length > 0 || !threads.isComplete())) this.#soon(0, next);
    } catch (error) {
      log.error('thread.linkFailed', { error });
    }
  }
}

function linkAll(messages: readonly Linkable[], threads: ThreadStore): void {
  for (const message of messages) linkMessage(message, threads);
}
