import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import { isMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import {
  type DeliveryReport,
  mayBeReport,
  type RecipientReport,
  readDeliveryReport,
} from '../../mail/mime/deliveryReport.ts';
import { mayBeReceipt, type ReadReceipt, readReceipt } from '../../mail/mime/readReceipt.ts';
import type { MessageId, RecipientRecord } from '../../protocol/records.ts';
import type { EngineEvents } from '../events.ts';
import { readRange } from '../files.ts';
import type { EngineService } from '../service.ts';
import type { CachedBody } from '../store/bodies.ts';
import type { ReportCandidate, ReportCandidates } from '../store/reportCandidates.ts';
import type { StoryStore } from '../store/stories.ts';
import * as limits from './limits.ts';
import type { OutboxItem } from './outboxItem.ts';

export interface DeliveryReportsDependencies {
  readonly store: StoryStore;
  readonly candidates: Pick<ReportCandidates, 'since'>;
  /** A message's whole source. Throws `message.*`. */
  readonly sourceOf: (id: MessageId, options: { readonly signal: AbortSignal }) => Promise<CachedBody>;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Reports that come back (RFC 3464, and those that follow no standard) and receipts of readers (RFC 8098) are found among new mail, matched to the mail and
 * its recipients and noted there. Each is read once; what is missed at a crash is found at the next start.
 */
export class DeliveryReports implements EngineService {
  readonly #dependencies: DeliveryReportsDependencies;
  readonly #lifetime = new AbortController();
  #listening: Disposable | undefined;
  #waiting: Disposable | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(dependencies: DeliveryReportsDependencies) {
    this.#dependencies = dependencies;
  }

  start(): void {
    this.#listening = this.#dependencies.events.on(({ name }) => {
      if (name === 'messagesChanged') this.#soon();
    });
    this.#soon();
  }

  async stop(): Promise<void> {
    this.#lifetime.abort();
    this.#listening?.dispose();
    this.#waiting?.dispose();
    await this.#looking;
  }

  #soon(): void {
    this.#waiting?.dispose();
    if (this.#lifetime.signal.aborted) return;
    this.#waiting = this.#dependencies.clock.after(limits.reportQuietMs, () => {
      this.#looking = this.#looking.then(() => this.#look());
    });
  }

  async #look(): Promise<void> {
    const { store, candidates, clock, log } = this.#dependencies;
    const since = clock.now() - limits.reportDaysMs;
    try {
      const asked = store.askedForReceipts(clock.now() - limits.receiptDaysMs);
      if (asked.size === 0 && !store.hasSentSince(since - limits.reportDaysMs)) return;
      // A receipt has any subject that its program likes: mail of those who were asked is looked into.
      const isReceipt = (one: ReportCandidate) =>
        asked.size > 0 &&
        one.size <= limits.receiptMaxBytes &&
        (asked.has(one.from.toLowerCase()) || mayBeReceipt(one));
      const fresh = candidates
        .since(since, limits.reportRowsMax)
        .filter((one) => (mayBeReport(one) && one.size <= limits.reportMaxBytes) || isReceipt(one))
        .filter(({ messageId }) => messageId !== '')
        .filter(({ account, messageId }) => !store.isReportRead(account, messageId));
      // The oldest first: a mail that was late and then came back ends as come back.
      for (const one of fresh.reverse().slice(0, limits.reportsAtOnce)) {
        if (this.#lifetime.signal.aborted) return;
        await this.#read(one);
      }
      if (fresh.length > limits.reportsAtOnce) this.#soon();
    } catch (error) {
      log.warn('report.lookFailed', { error }); // The next change of a mailbox looks again.
    }
  }

  async #read(candidate: ReportCandidate): Promise<void> {
    const { store, sourceOf, clock, log } = this.#dependencies;
    let report: DeliveryReport | undefined;
    let receipt: ReadReceipt | undefined;
    try {
      const body = await sourceOf(candidate.id, { signal: this.#lifetime.signal });
      const source = bytesSource(await startOf(body));
      receipt = readReceipt(source);
      report = receipt ? undefined : readDeliveryReport(source);
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (error.code !== 'message.gone' && error.code !== 'message.unknown') {
        log.info('report.notRead', { error }); // Tried again with the next change.
        return;
      }
    }
    if (report) this.#note(candidate, report);
    if (receipt) this.#noteRead(candidate, receipt);
    store.setReportRead(candidate.account, candidate.messageId, clock.now());
  }

  #note(candidate: ReportCandidate, report: DeliveryReport): void {
    const { store, events, log } = this.#dependencies;
    const item = this.#mailOf(candidate, report);
    log.info('report.read', { mail: item?.id, recipients: report.recipients.length });
    if (!item) return;
    for (const one of report.recipients) {
      const recipient = recipientOf(item, one);
      if (!recipient || rank[fates[one.action]] <= rank[recipient.fate]) continue;
      const { status, reason } = one;
      store.setFate(item.id, recipient.address, { fate: fates[one.action], status, reason, at: candidate.receivedAt });
      if (one.action === 'failed') events.send('mailReturned', { id: item.id, address: recipient.address });
    }
    events.send('outboxChanged', { id: item.id });
  }

  /** Only of mail that asked: anybody may write that anything was read. */
  #noteRead({ account, receivedAt }: ReportCandidate, { messageIds, addresses, as }: ReadReceipt): void {
    const { store, events, log } = this.#dependencies;
    const item = store.sentAs(account, messageIds).findLast(({ receipt }) => receipt);
    log.info('receipt.read', { mail: item?.id });
    if (!item) return;
    const named = addresses.map((address) => recipientOf(item, { address })).find((one) => one !== undefined);
    if (!named) return;
    store.setRead(item.id, named.address, as, receivedAt);
    events.send('outboxChanged', { id: item.id });
  }

  /** By the mail's own name, by the one that was given along, else by whom it went to and what it is called. */
  #mailOf({ account, receivedAt }: ReportCandidate, report: DeliveryReport): OutboxItem | undefined {
    const { store } = this.#dependencies;
    const named =
      store.sentAs(account, report.messageIds).at(-1) ??
      (report.envelopeId ? store.sentById(account, report.envelopeId) : undefined);
    if (named) return named;
    const addresses = report.recipients.map(({ address }) => address).filter(Boolean);
    if (addresses.length === 0) return undefined;
    const guessed = store.lastSentTo(account, addresses, receivedAt - limits.namelessReportMs);
    const isOther = report.subject !== '' && guessed && !isSameSubject(guessed.subject, report.subject);
    return isOther ? undefined : guessed;
  }
}

const fates = { failed: 'bounced', delayed: 'delayed', delivered: 'delivered', relayed: 'relayed' } as const;

/** What is said later does not take back what is final: a mail that came back did not arrive. */
const rank: { readonly [F in RecipientRecord['fate']]: number } = {
  '': 0,
  delayed: 1,
  relayed: 2,
  delivered: 3,
  bounced: 4,
};

/** A report that names nobody means the only recipient. */
function recipientOf(
  { recipients }: OutboxItem,
  { address }: Pick<RecipientReport, 'address'>,
): RecipientRecord | undefined {
  if (address === '') return recipients.length === 1 ? recipients[0] : undefined;
  const named = recipients.find((recipient) => recipient.address.toLowerCase() === address);
  return named ?? (recipients.length === 1 ? recipients[0] : undefined); // An alias: the report names where it led.
}

/** Encoded words are not undone in what a server quotes: such a subject tells nothing. */
function isSameSubject(ours: string, quoted: string): boolean {
  return /=\?/.test(quoted) || quoted.includes(ours.trim().slice(0, 60)) || ours.includes(quoted.trim());
}

/** As much as holds the report itself; the mail that came back, with its files, lies behind it. */
async function startOf(body: CachedBody): Promise<Uint8Array> {
  if ('bytes' in body) return body.bytes.subarray(0, limits.reportReadBytes);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readRange(body.path)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limits.reportReadBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, limits.reportReadBytes);
}
