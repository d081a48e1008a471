import { type BackoffPolicy, backoffMs } from '../../base/backoff.ts';
import { type Clock, sleep, withTimeout } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { isLoopback } from '../../mail/net/endpoint.ts';
import { exchange } from '../../mail/net/httpExchange.ts';
import { webhookAttemptsMax, webhookQueueMax, webhookTimeoutMs } from './limits.ts';

export interface WebhookOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface WebhookState {
  /** Empty: off. */
  readonly url: string;
  readonly waiting: number;
  readonly delivered: number;
  /** Given up after all attempts, or dropped because too many waited. */
  readonly lost: number;
}

const policy: BackoffPolicy = { firstMs: 500, factor: 4, maxMs: 10_000 };

/** Tells one address of each mail: a POST with JSON, one after the other, tried again for a while. */
export class Webhook implements Disposable {
  readonly #options: WebhookOptions;
  readonly #stopped = new AbortController();
  #url: URL | undefined;
  #queue: string[] = [];
  #isRunning = false;
  #delivered = 0;
  #lost = 0;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  get state(): WebhookState {
    const url = this.#url?.href ?? '';
    return { url, waiting: this.#queue.length, delivered: this.#delivered, lost: this.#lost };
  }

  /** Undefined: off, and what waits is dropped. */
  set(url: URL | undefined): void {
    this.#url = url;
    if (url) return;
    this.#lost += this.#queue.length;
    this.#queue = [];
  }

  /** Puts one call into the queue; beyond {@link webhookQueueMax} it is dropped and counted. */
  tell(body: unknown): void {
    if (!this.#url || this.#stopped.signal.aborted) return;
    if (this.#queue.length >= webhookQueueMax) {
      this.#lost++;
      return;
    }
    this.#queue.push(JSON.stringify(body));
    if (!this.#isRunning) void this.#run();
  }

  dispose(): void {
    this.#stopped.abort();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const { signal } = this.#stopped;
    for (let body = this.#queue[0]; body !== undefined && !signal.aborted; body = this.#queue[0]) {
      const isDone = await this.#deliver(body);
      if (this.#queue[0] === body) this.#queue.shift();
      if (isDone) this.#delivered++;
      else this.#lost++;
    }
    this.#isRunning = false;
  }

  async #deliver(body: string): Promise<boolean> {
    const { clock, random, log } = this.#options;
    const { signal } = this.#stopped;
    for (let attempt = 1; this.#url && !signal.aborted; attempt++) {
      try {
        await this.#post(this.#url, body);
        return true;
      } catch (error) {
        log.warn('sandbox.webhookFailed', { attempt, code: toMailError(error).code });
        if (attempt >= webhookAttemptsMax) return false;
        const pauseMs = backoffMs(policy, attempt, random);
        await sleep(clock, pauseMs, { signal }).catch(() => {}); // Stopped meanwhile: the loop ends by itself.
      }
    }
    return false;
  }

  async #post(url: URL, body: string): Promise<void> {
    const { clock } = this.#options;
    const asked = { method: 'POST', url, headers: { 'content-type': 'application/json' }, body } as const;
    const onTimeout = () => new MailError('net.timeout', { retry: 'later' });
    const { status } = await withTimeout(
      clock,
      webhookTimeoutMs,
      (signal) => exchange(asked, { clock, signal, beforeLeaving: () => {} }),
      { signal: this.#stopped.signal, onTimeout },
    );
    if (status < 200 || status > 299) throw new MailError('net.closed', { retry: 'later', data: { status } });
  }
}

/**
 * The address of a webhook; '' for none. It gets what mails say, so over the API it may only be on this machine; `anywhere`
 * (from the command line) takes https to any other. Throws `sandbox.badRule`.
 */
export function readWebhookUrl(text: string, { anywhere = false } = {}): URL | undefined {
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  const fits =
    url && isHttp && url.username === '' && (isLoopback(url.hostname) || (anywhere && url.protocol === 'https:'));
  if (!fits) throw new MailError('sandbox.badRule', { data: { detail: `webhook ${text.slice(0, 200)}` } });
  return url;
}
