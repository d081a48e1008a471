import { MailError } from '../../base/errors.ts';
import { writeFlagList } from '../../mail/wire/imap/flags.ts';
import type { MessageSet } from '../../mail/wire/imap/messageSet.ts';
import { mergedRanges, sequenceSetOf, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import type { Mailbox } from '../store/mailboxes.ts';
import type { MessageHead } from '../store/messages.ts';
import type { Store } from '../store/store.ts';

/** A message as one session numbers it. */
export interface Numbered {
  readonly sequence: number;
  readonly uid: number;
}

/** How a session is told of changes. */
export interface Telling {
  /** Also what went; else that is told another time. */
  readonly expunges: boolean;
  /** Changed flags with their mod-sequence (RFC 7162 §3.2.4). */
  readonly modSeq: boolean;
  /** What went as VANISHED (RFC 7162 §3.2.10). */
  readonly vanished: boolean;
  /** RECENT with every EXISTS: only for IMAP4rev1. */
  readonly recent: boolean;
}

/**
 * What one session has been told of its selected mailbox. Message sequence numbers change only when the session is told
 * (RFC 9051 §5.2, §7.5.1), so they live here and not in the store.
 */
export class MailboxView {
  readonly mailboxId: number;
  readonly readOnly: boolean;
  /** UIDs that the last SEARCH saved (RFC 5182), ascending. */
  saved: readonly number[] = [];
  readonly #store: Store;
  /** Shared with other sessions as long as this one has heard all. */
  #uids: readonly number[];
  /** Where UIDs are \Recent for this session: from the first up to, without, the second. */
  readonly #recent: { readonly from: number; readonly to: number }[] = [];
  /** Changes this session made itself and was told of, by UID: the mod-sequence up to which nothing is news. */
  readonly #told = new Map<number, number>();
  #expunged: number[] = [];
  #modSeq: number;

  constructor(store: Store, mailbox: Mailbox, readOnly: boolean) {
    this.#store = store;
    this.mailboxId = mailbox.id;
    this.readOnly = readOnly;
    this.#modSeq = mailbox.modSeq;
    this.#uids = store.messages.snapshot(mailbox);
    this.#noteRecent();
  }

  get count(): number {
    return this.#uids.length;
  }

  get uids(): readonly number[] {
    return this.#uids;
  }

  /** The mod-sequence up to which this session has heard of changes. */
  get modSeq(): number {
    return this.#modSeq;
  }

  get recentCount(): number {
    return this.#recent.reduce((sum, { from, to }) => sum + this.#lowerBound(to) - this.#lowerBound(from), 0);
  }

  isRecent(uid: number): boolean {
    return this.#recent.some(({ from, to }) => uid >= from && uid < to);
  }

  /** Flags as this session sees them, `\Recent` among them. */
  flagList({ uid, flags }: Pick<MessageHead, 'uid' | 'flags'>): string {
    return writeFlagList(this.isRecent(uid) ? [...flags, '\\Recent'] : flags);
  }

  all(): Numbered[] {
    return this.#uids.map((uid, index) => ({ sequence: index + 1, uid }));
  }

  /** The messages of a set. Throws `message.unknown` for a sequence number past the end; unknown UIDs are no error. */
  resolve(set: MessageSet, byUid: boolean): Numbered[] {
    if (set === '$') return this.numbered(this.saved);
    if (!byUid && set.some(({ first, last }) => isPast(first, this.count) || isPast(last, this.count))) {
      throw new MailError('message.unknown');
    }
    const found: Numbered[] = [];
    for (const { low, high } of mergedRanges(set, byUid ? (this.#uids.at(-1) ?? 0) : this.count)) {
      let index = byUid ? this.#lowerBound(low) : Math.max(0, low - 1);
      for (; index < this.count; index++) {
        const uid = this.#uids[index] ?? 0;
        if ((byUid ? uid : index + 1) > high) break;
        found.push({ sequence: index + 1, uid });
      }
    }
    return found;
  }

  /** Those of `uids` that this session knows. */
  numbered(uids: readonly number[]): Numbered[] {
    return uids.flatMap((uid) => {
      const index = this.#indexOf(uid);
      return index < 0 ? [] : [{ sequence: index + 1, uid }];
    });
  }

  /** The session tells of these messages' flags itself: {@link refresh} is silent about changes up to now. */
  noteTold(uids: readonly number[]): void {
    for (const uid of uids) {
      const head = this.#store.messages.head(this.mailboxId, uid);
      if (head) this.#told.set(uid, head.modSeq);
    }
  }

  /** Takes in what changed since the last call and gives the untagged lines that say so. Throws `mailbox.gone` when the mailbox was deleted. */
  refresh(telling: Telling): string[] {
    const mailbox = this.#store.mailboxes.byId(this.mailboxId);
    if (!mailbox) throw new MailError('mailbox.gone');
    const lines: string[] = [];
    if (mailbox.modSeq !== this.#modSeq) this.#takeChanges(mailbox, telling, lines);
    if (telling.expunges && this.#expunged.length > 0) this.#takeExpunges(mailbox, telling, lines);
    return lines;
  }

  #takeChanges(mailbox: Mailbox, { modSeq, recent }: Telling, lines: string[]): void {
    const { messages } = this.#store;
    for (const uid of messages.expungedSince(this.mailboxId, this.#modSeq)) this.#expunged.push(uid);
    const changed = messages.changedSince(this.mailboxId, this.#modSeq);
    this.#modSeq = mailbox.modSeq;
    const last = this.#uids.at(-1) ?? 0;
    const arrived = changed.filter(({ uid }) => uid > last).map(({ uid }) => uid);
    // As long as something went that this session was not told of, it counts by an array of its own.
    if (this.#expunged.length === 0) this.#uids = messages.snapshot(mailbox);
    else if (arrived.length > 0) this.#uids = this.#uids.concat(arrived);
    if (arrived.length > 0) {
      this.#noteRecent();
      lines.push(`* ${this.count} EXISTS\r\n${recent ? `* ${this.recentCount} RECENT\r\n` : ''}`);
    }
    for (const head of changed) {
      if (head.uid > last || (this.#told.get(head.uid) ?? 0) >= head.modSeq) continue;
      const sequence = this.#indexOf(head.uid) + 1;
      const count = modSeq ? ` MODSEQ (${head.modSeq})` : '';
      if (sequence > 0) lines.push(`* ${sequence} FETCH (UID ${head.uid} FLAGS ${this.flagList(head)}${count})\r\n`);
    }
    this.#told.clear();
  }

  #takeExpunges(mailbox: Mailbox, { vanished }: Telling, lines: string[]): void {
    const gone = this.#expunged.filter((uid) => this.#indexOf(uid) >= 0).sort((a, b) => a - b);
    if (vanished && gone.length > 0) lines.push(`* VANISHED ${writeSequenceSet(sequenceSetOf(gone))}\r\n`);
    // Each number is one less for each that went before it.
    else for (const [before, uid] of gone.entries()) lines.push(`* ${this.#indexOf(uid) + 1 - before} EXPUNGE\r\n`);
    this.#expunged = [];
    this.#uids = this.#store.messages.snapshot(mailbox);
  }

  /** A message is \Recent to the first session that is told of it with the right to change it (RFC 3501 §2.3.2). */
  #noteRecent(): void {
    const { mailboxes } = this.#store;
    const from = this.readOnly ? mailboxes.recentFrom(this.mailboxId) : mailboxes.takeRecent(this.mailboxId);
    const to = (this.#uids.at(-1) ?? 0) + 1;
    const last = this.#recent.at(-1);
    if (last && from <= last.to) this.#recent[this.#recent.length - 1] = { from: last.from, to: Math.max(to, last.to) };
    else if (from < to) this.#recent.push({ from, to });
  }

  #indexOf(uid: number): number {
    const index = this.#lowerBound(uid);
    return this.#uids[index] === uid ? index : -1;
  }

  /** The first index whose UID is `uid` or larger. */
  #lowerBound(uid: number): number {
    let low = 0;
    let high = this.#uids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#uids[middle] ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isPast(number: number, count: number): boolean {
  return number !== Number.POSITIVE_INFINITY && number > count;
}
