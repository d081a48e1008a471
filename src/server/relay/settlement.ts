import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { type Random, randomId } from '../../base/random.ts';
import type { ReportKind } from '../../texts/reportMail.ts';
import { type Directory, isRefusal } from '../directory/directory.ts';
import type { QueuedMessage, QueuedRecipient, Settled } from '../store/queue.ts';
import type { Store } from '../store/store.ts';
import type { User } from '../store/users.ts';
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

/** What became of a recipient; `removed`: their row goes; `quiet`: nobody is told. */
export type Result = Settled & { readonly removed?: boolean; readonly quiet?: boolean };

interface Report {
  readonly bytes: Uint8Array;
  readonly local: readonly User[];
  readonly remote: readonly string[];
}

/**
 * Writes down what became of recipients, and tells the sender of those who get nothing, or nothing yet (RFC 3464), in one
 * transaction: nobody is given up without a report, and nobody is reported twice.
 */
export class Settlement {
  readonly #options: SettlementOptions;

  constructor(options: SettlementOptions) {
    this.#options = options;
  }

  /** On disk when this resolves. */
  async settle(message: QueuedMessage, results: readonly Result[]): Promise<void> {
    const { store, clock } = this.#options;
    const now = clock.now();
    const known = results.flatMap((result) => {
      const before = store.queue.recipient(result.id);
      return before ? [{ ...before, ...result, isLateNow: result.delayTold && !before.delayTold }] : [];
    });
    const failed = known.filter(({ state, quiet }) => state === 'bounced' && !quiet);
    const late = known.filter(({ state, isLateNow }) => state === 'deferred' && isLateNow);
    const reports = [
      ...this.#report('failed', message, failed.filter(wants('FAILURE')), now),
      ...this.#report('delayed', message, late.filter(wants('DELAY')), now),
    ];
    const copies = reports.flatMap(({ bytes, local }) =>
      local.map((user) => ({ user, message: { bytes, stamp: reportStamp, flags: [], internalDate: now } })),
    );
    await store.deliver(copies, (_placed, _touched, contents) => {
      for (const result of results) {
        if (result.removed) store.queue.remove(result.id);
        else store.queue.settle(result);
      }
      store.queue.forgetWhenOver(message.id);
      for (const report of reports) if (report.remote.length > 0) this.#enqueue(report, contents, now);
    });
  }

  #report(
    kind: ReportKind,
    message: QueuedMessage,
    recipients: readonly QueuedRecipient[],
    at: number,
  ): readonly Report[] {
    const { store, directory, random, log, hostName } = this.#options;
    if (recipients.length === 0 || message.returnPath === '') return [];
    const route = directory.resolve(message.returnPath);
    if (isRefusal(route)) {
      log.warn('relay.reportFailed', { status: route.status });
      return [];
    }
    const bytes = writeDeliveryReport({
      ...{ kind, recipients, at, host: hostName(), id: randomId(random) },
      to: message.returnPath,
      envelopeId: message.envelopeId,
      arrivedAt: message.queuedAt,
      original: store.queue.bytes(message.id, reportHeaderMaxBytes),
    });
    return [{ bytes, local: route.local.map(({ user }) => user), remote: route.remote }];
  }

  #enqueue({ bytes, remote }: Report, contents: Map<Uint8Array, number>, now: number): void {
    const { store } = this.#options;
    store.queue.add({
      contentId: store.messages.content(bytes, contents),
      stamp: new Uint8Array(),
      size: bytes.length,
      returnPath: '', // RFC 3461 §6: no report of a report.
      envelopeId: '',
      queuedAt: now,
      expiresAt: now + expiryMs,
      recipients: remote.map((address) => ({ address, notify: ['NEVER'], originalRecipient: '' })),
    });
  }
}

const reportStamp = Buffer.from('Return-Path: <>\r\n');

/** RFC 3461 §4.1: who did not say gets both. */
function wants(wish: 'FAILURE' | 'DELAY') {
  return ({ notify }: QueuedRecipient) => notify.length === 0 || notify.includes(wish);
}
