import { type Clock, withTimeout } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { AccountId } from '../../protocol/records.ts';
import type { SubmissionLimits } from '../store/submissionLimits.ts';
import { askSizeAboveBytes, askSizeMaxMs, sizeFreshMs } from './limits.ts';
import type { Transport } from './transport.ts';

export interface SizeGuardOptions {
  readonly limits: Pick<SubmissionLimits, 'find'>;
  readonly transport: Pick<Transport, 'sizeLimit'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What size of mail an account's server takes, known before anything is handed over. */
export class SizeGuard {
  readonly #options: SizeGuardOptions;

  constructor(options: SizeGuardOptions) {
    this.#options = options;
  }

  /**
   * Bytes, 0 for any. What the server said lately counts; a large mail is worth a question to it. A server that can't be
   * asked now is asked when the mail leaves: then what it said last counts.
   */
  async maxBytes(account: AccountId, size: number): Promise<number> {
    const { limits, transport, clock, log } = this.#options;
    const known = limits.find(account);
    const isFresh = known && clock.now() - known.saidAt < sizeFreshMs;
    if (size < askSizeAboveBytes || isFresh) return known?.maxBytes ?? 0;
    try {
      return await withTimeout(clock, askSizeMaxMs, (signal) => transport.sizeLimit(account, { signal }), {
        onTimeout: () => new MailError('net.timeout', { retry: 'later' }),
      });
    } catch (error) {
      log.info('outbox.sizeNotAsked', { account, error });
      return known?.maxBytes ?? 0;
    }
  }
}
