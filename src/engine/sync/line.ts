/** One connection of an account with what it is for: tasks in order and, between them, watching a mailbox. */
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { tasksWaitingMax } from './limits.ts';

export interface LineOptions {
  readonly clock: Clock;
  readonly open: (options: { readonly signal: AbortSignal }) => Promise<ImapConnection>;
  /** Keeps the mailbox shown here current until `wake` aborts, as it does when the connection ends. Undefined for a line that watches nothing. */
  readonly watch?: ((connection: ImapConnection, wake: AbortSignal) => Promise<void>) | undefined;
  /** For a line that connects only when needed: whether there is something to watch. */
  readonly isWanted?: (() => boolean) | undefined;
  /** Says goodbye after so long without a task; undefined: stays. */
  readonly idleMs?: number | undefined;
}

interface Task {
  readonly run: (connection: ImapConnection) => Promise<void>;
  readonly fail: (error: MailError) => void;
}

export class Line {
  readonly #options: LineOptions;
  readonly #tasks: Task[] = [];
  #wake = new AbortController();
  #connection: ImapConnection | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** Runs `task` on this line's connection, in its turn. Throws what the task throws, and what keeps the line from connecting. */
  run<T>(
    task: (connection: ImapConnection) => Promise<T>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    if (this.#tasks.length >= tasksWaitingMax)
      return Promise.reject(new MailError('store.tooBusy', { retry: 'later' }));
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new MailError('engine.cancelled'));
      signal?.addEventListener('abort', () => reject(new MailError('engine.cancelled')), { once: true });
      this.#tasks.push({
        run: (connection) =>
          signal?.aborted
            ? Promise.resolve()
            : task(connection).then(resolve, (error) => this.#failed(error, connection, reject)),
        fail: reject,
      });
      this.interrupt();
    });
  }

  get hasTasks(): boolean {
    return this.#tasks.length > 0;
  }

  /** Gives what waits to another line, which does it in its turn. */
  handOver(to: Line): void {
    to.#tasks.push(...this.#tasks.splice(0));
    to.interrupt();
  }

  /** Makes the line look again at what it has to do. */
  interrupt(): void {
    this.#wake.abort();
  }

  /**
   * Asks the server for a sign of life, when the network may be another one: a connection that hears nothing within `maxMs`
   * is closed. One in the middle of a listing proves itself by that; where there is none, nothing is asked.
   */
  prove(maxMs: number): void {
    const connection = this.#connection;
    if (!connection?.isOpen) return;
    const before = connection.heard;
    const timer = this.#options.clock.after(maxMs, () => {
      if (connection.heard === before) connection.close();
    });
    void connection.closed.then(() => timer.dispose());
    this.run((now) => now.command('NOOP', []))
      .catch(() => {}) // A line that ends here tells its session.
      .finally(() => timer.dispose());
  }

  /** Tells all that wait that the server can't be reached. */
  failAll(error: MailError): void {
    for (const task of this.#tasks.splice(0)) task.fail(error);
  }

  /** Connects where needed and works until `signal` aborts. Throws when the connection ends. `connected` once it stands. */
  async serve({ signal, lazy }: { readonly signal: AbortSignal; readonly lazy: boolean }): Promise<void> {
    while (!signal.aborted) {
      if (lazy) await this.#untilNeeded(signal);
      if (signal.aborted) return;
      const connection = await this.#options.open({ signal });
      const onAbort = () => connection.close();
      signal.addEventListener('abort', onAbort, { once: true });
      // One listener for the connection's life: each wait that listened for its end would stay until then.
      const ended = new AbortController();
      void connection.closed.then(() => ended.abort());
      this.#connection = connection;
      try {
        await this.#use(connection, ended.signal, signal);
      } finally {
        this.#connection = undefined;
        signal.removeEventListener('abort', onAbort);
        await connection.logout();
      }
    }
  }

  async #use(connection: ImapConnection, ended: AbortSignal, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!connection.isOpen) throw new MailError('net.closed', { retry: 'later' });
      const task = this.#tasks.shift();
      if (task) {
        await task.run(connection);
        continue;
      }
      this.#wake = new AbortController();
      const woken = anyOf(this.#wake.signal, signal, ended);
      try {
        const wake = woken.signal;
        if (this.#options.watch) await this.#options.watch(connection, wake);
        if (!wake.aborted && !(await this.#rest(wake))) return;
      } finally {
        woken.dispose();
      }
    }
  }

  /** Waits for something to do; false when nothing came for too long. */
  async #rest(wake: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<'woken' | 'bored'>();
    const { idleMs, clock } = this.#options;
    wake.addEventListener('abort', () => resolve('woken'), { once: true });
    const timer = idleMs === undefined ? undefined : clock.after(idleMs, () => resolve('bored'));
    const reason = await promise;
    timer?.dispose();
    return reason === 'woken';
  }

  async #untilNeeded(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#tasks.length === 0 && !this.#options.isWanted?.()) {
      this.#wake = new AbortController();
      const woken = anyOf(this.#wake.signal, signal);
      await new Promise<void>((resolve) => woken.signal.addEventListener('abort', () => resolve(), { once: true }));
      woken.dispose();
    }
  }

  /** A task's own failure is its caller's; a connection that ended meanwhile is told as such. */
  #failed(error: unknown, connection: ImapConnection, reject: (error: MailError) => void): void {
    const coded = toMailError(error);
    reject(
      coded.code === 'internal' && !connection.isOpen
        ? new MailError('net.closed', { retry: 'later', cause: error })
        : coded,
    );
  }
}

/** Aborts with the first of them. Unlike AbortSignal.any it can be let go of, while one of them lives on for weeks. */
function anyOf(...signals: readonly AbortSignal[]): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of signals) {
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  }
  return {
    signal: controller.signal,
    dispose() {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
