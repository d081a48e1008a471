import { Worker } from 'node:worker_threads';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { TaskQueue } from '../../base/queue.ts';
import type { Job, JobAnswer, JobResults } from '../worker/job.ts';
import { jobsWaitingMax, workerMemoryMaxMb, workersMax } from './limits.ts';

export interface WorkerPoolOptions {
  /**
   * What workers run. As `code` it was read at start: an update of the extension removes the folder it came from.
   */
  readonly script: { readonly file: URL } | { readonly code: string };
  readonly clock: Clock;
  readonly log: Logger;
  readonly workers?: number;
  readonly waitingMax?: number;
  /** Workers that had nothing to do for so long are let go of, with their memory, ms; default they stay. */
  readonly restMs?: number;
}

/**
 * Worker threads behind a bounded queue. A job that outlives its time or kills its worker (memory, a crash) fails with
 * `message.damaged` and the worker is replaced; nothing is tried twice. A full queue answers `store.tooBusy`.
 */
export class WorkerPool implements Disposable {
  readonly #options: WorkerPoolOptions;
  readonly #queue: TaskQueue;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  #nextId = 1;
  #resting: Disposable | undefined;
  #disposed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#queue = new TaskQueue({
      concurrency: options.workers ?? workersMax,
      capacity: options.waitingMax ?? jobsWaitingMax,
    });
  }

  /** Starts one worker, so that the first message does not wait for it. */
  start(): void {
    if (this.#all.size === 0) this.#idle.push(this.#spawn());
  }

  /** Abort frees the caller at once; the worker finishes or is stopped at its time limit. */
  async run<J extends Job>(
    job: J,
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): Promise<JobResults[J['kind']]> {
    if (signal?.aborted) throw new MailError('engine.cancelled');
    const work = this.#queue.run(() => this.#work(job, timeoutMs), { signal });
    if (!signal) return work;
    const onAbort = Promise.withResolvers<never>();
    const abort = () => onAbort.reject(new MailError('engine.cancelled'));
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([work, onAbort.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
      work.catch(() => {}); // Nobody waits for it any more; a failure was logged where it happened.
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#resting?.dispose();
    for (const worker of this.#all) void worker.terminate();
    this.#all.clear();
    this.#idle.length = 0;
  }

  #work<J extends Job>(job: J, timeoutMs: number): Promise<JobResults[J['kind']]> {
    if (this.#disposed) return Promise.reject(new MailError('engine.closed'));
    this.#resting?.dispose();
    const worker = this.#idle.pop() ?? this.#spawn();
    const id = this.#nextId++;
    worker.ref();
    return new Promise((resolve, reject) => {
      const settle = (reusable: boolean) => {
        timer.dispose();
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
        if (reusable && !this.#disposed) this.#idle.push(worker);
        else this.#drop(worker);
        this.#rest();
      };
      const damaged = (reason: string) => {
        settle(false);
        this.#options.log.warn('render.workerLost', { reason, kind: job.kind });
        reject(new MailError('message.damaged', { data: { reason } }));
      };
      const onMessage = (answer: JobAnswer<J['kind']>) => {
        if (answer.id !== id) return;
        settle(true);
        if (!answer.ok) reject(new MailError(answer.code, { retry: answer.retry, data: answer.data }));
        else resolve(answer.result);
      };
      const onError = (error: unknown) =>
        damaged(error instanceof Error && 'code' in error ? String(error.code) : 'error');
      const onExit = () => damaged('exit');
      const timer = this.#options.clock.after(timeoutMs, () => damaged('timeout'));
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage({ id, job });
    });
  }

  #rest(): void {
    const { clock, restMs } = this.#options;
    if (restMs === undefined || this.#disposed) return;
    this.#resting?.dispose();
    this.#resting = clock.after(restMs, () => {
      for (const worker of [...this.#idle]) this.#drop(worker);
    });
  }

  #spawn(): Worker {
    const { script } = this.#options;
    const limits = { maxOldGenerationSizeMb: workerMemoryMaxMb, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 };
    const options = { resourceLimits: limits, env: {}, argv: [] };
    const worker =
      'code' in script ? new Worker(script.code, { ...options, eval: true }) : new Worker(script.file, options);
    this.#all.add(worker);
    worker.setMaxListeners(20);
    // An error between jobs only costs the worker.
    worker.on('error', () => this.#drop(worker));
    worker.once('exit', () => this.#drop(worker));
    worker.unref();
    return worker;
  }

  #drop(worker: Worker): void {
    this.#all.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    void worker.terminate();
  }
}
