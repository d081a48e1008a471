import { MailError } from './errors.ts';

/** Runs at most `concurrency` tasks at once and keeps at most `capacity` waiting, first come first served. */
export class TaskQueue {
  readonly #concurrency: number;
  readonly #capacity: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ concurrency, capacity }: { concurrency: number; capacity: number }) {
    this.#concurrency = concurrency;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#running + this.#waiting.length;
  }

  /** Throws `store.tooBusy` when the queue is full, `engine.cancelled` when `signal` aborts while waiting. */
  async run<T>(task: () => Promise<T>, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<T> {
    if (this.#running >= this.#concurrency) await this.#turn(signal);
    else this.#running++;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(new MailError('engine.cancelled'));
    if (this.#waiting.length >= this.#capacity)
      return Promise.reject(new MailError('store.tooBusy', { retry: 'later' }));
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(new MailError('engine.cancelled'));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(go);
    });
  }
}
