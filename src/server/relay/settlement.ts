import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { type Random, randomId } from '../../base/random.ts';
import { type Directory, isRefusal } from '../directory/directory.ts';
import type { QueuedMessage, QueuedRecipient, Settled } from '../store/queue.ts';
import type { Store } from '../store/store.ts';
import { writeDeliveryReport } from './deliveryReport.ts';
import { expiryMs, reportHeaderMaxBytes } from './limits.ts';

export interface SettlementOptions {
  readonly store: Store;
  readonly directory: Pick<Directory, 'resolve'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  hostName(): string;
}

/** What became of a recipient, and whether their row goes. */
export type Result = Settled & { readonly removed?: boolean; readonly quiet?: boolean };

/**
 * Writes down what became of recipients, and tells the sender of those who will get nothing (RFC 3464), in one transaction:
 * nobody is given up without a report, and nobody is reported twice.
 */
export class Settlement {
  readonly #options: SettlementOptions;

  constructor(options: SettlementOptions) {
    this.#options = options;
  }

  /** `quiet` results are not reported. On disk when this resolves. */
  async settle(message: QueuedMessage, results: readonly Result[]): Promise<void> {
    const { store, clock } = this.#options;
    const now = clock.now();
    const failed = results
      .filter(({ state, quiet }) => state === 'bounced' && !quiet)
      .flatMap((result) => {
        const recipient = store.queue.recipient(result.id);
        return recipient && wantsReport(recipient) ? [{ ...recipient, ...result }] : [];
      });
    const report = this.#report(message, failed, now);
    const stamp = Buffer.from('Return-Path: <>\r\n');
    const copies = (report?.local ?? []).map((user) => ({
      user,
      message: { bytes: report?.bytes ?? stamp, stamp, flags: [], internalDate: now },
    }));
    await store.deliver(copies, (_placed, _touched, contents) => {
      for (const result of results) {
        if (result.removed) store.queue.remove(result.id);
        else store.queue.settle(result);
      }
      store.queue.forgetWhenOver(message.id);
      if (!report || report.remote.length === 0) return;
      const { bytes } = report;
      store.queue.add({
        contentId: store.messages.content(bytes, contents),
        stamp: new Uint8Array(),
        size: bytes.length,
        returnPath: '', // RFC 3461 §6: no report of a report.
        envelopeId: '',
        queuedAt: now,
        expiresAt: now + expiryMs,
        recipients: report.remote.map((address) => ({ address, notify: ['NEVER'], originalRecipient: '' })),
      });
    });
  }

  #report(message: QueuedMessage, failed: readonly QueuedRecipient[], at: number) {
    const { store, directory, random, log, hostName } = this.#options;
    if (failed.length === 0 || message.returnPath === '') return undefined;
    const route = directory.resolve(message.returnPath);
    if (isRefusal(route)) {
      log.warn('relay.reportFailed', { status: route.status });
      return undefined;
    }
    const bytes = writeDeliveryReport({
      kind: 'failed',
      to: message.returnPath,
      host: hostName(),
      at,
      id: randomId(random),
      envelopeId: message.envelopeId,
      arrivedAt: message.queuedAt,
      recipients: failed,
      original: store.queue.bytes(message.id, reportHeaderMaxBytes),
    });
    return { bytes, local: route.local.map(({ user }) => user), remote: route.remote };
  }
}

/** RFC 3461 §4.1: failures, unless the client named what else it wants. */
function wantsReport({ notify }: QueuedRecipient): boolean {
  return notify.length === 0 || notify.includes('FAILURE');
}
