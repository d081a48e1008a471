import { MailError } from '../../base/errors.ts';
import { writeFlagList } from '../../mail/wire/imap/flags.ts';
import type { MessageSet } from '../../mail/wire/imap/messageSet.ts';
import { sequenceSetTest } from '../../mail/wire/imap/sequenceSet.ts';
import type { Mailbox } from '../store/mailboxes.ts';
import type { MessageHead } from '../store/messages.ts';
import type { Store } from '../store/store.ts';

/** A message as one session numbers it. */
export interface Numbered {
  readonly sequence: number;
  readonly uid: number;
}

/**
 * What one session has been told of its selected mailbox. Message sequence numbers change only when the session is told
 * (RFC 9051 §5.2, §7.5.1), so they live here and not in the store.
 */
export class MailboxView {
  readonly mailboxId: number;
  readonly readOnly: boolean;
  /** UIDs that the last SEARCH saved (RFC 5182). */
  saved: ReadonlySet<number> = new Set();
  readonly #store: Store;
  readonly #uids: number[];
  readonly #recent = new Set<number>();
  /** Changes this session made itself and was told of, by UID: the mod-sequence up to which nothing is news. */
  readonly #told = new Map<number, number>();
  #expunged: number[] = [];
  #modSeq: number;

  constructor(store: Store, mailbox: Mailbox, readOnly: boolean) {
    this.#store = store;
    this.mailboxId = mailbox.id;
    this.readOnly = readOnly;
    this.#modSeq = mailbox.modSeq;
    this.#uids = store.messages.uids(mailbox.id);
    this.#noteRecent();
  }

  get count(): number {
    return this.#uids.length;
  }

  get recentCount(): number {
    return this.#recent.size;
  }

  isRecent(uid: number): boolean {
    return this.#recent.has(uid);
  }

  /** Flags as this session sees them, `\Recent` among them. */
  flagList({ uid, flags }: MessageHead): string {
    return writeFlagList(this.#recent.has(uid) ? [...flags, '\\Recent'] : flags);
  }

  all(): Numbered[] {
    return this.#uids.map((uid, index) => ({ sequence: index + 1, uid }));
  }

  /** The messages of a set. Throws `message.unknown` for a sequence number past the end; unknown UIDs are no error. */
  resolve(set: MessageSet, byUid: boolean): Numbered[] {
    if (set === '$') return this.all().filter(({ uid }) => this.saved.has(uid));
    if (byUid) {
      const test = sequenceSetTest(set, this.#uids.at(-1) ?? 0);
      return this.all().filter(({ uid }) => test(uid));
    }
    const beyond = set.some(({ first, last }) => isPast(first, this.count) || isPast(last, this.count));
    if (beyond) throw new MailError('message.unknown');
    const test = sequenceSetTest(set, this.count);
    return this.all().filter(({ sequence }) => test(sequence));
  }

  firstUnseen(): number {
    for (const { sequence, uid } of this.all()) {
      if (!this.#store.messages.head(this.mailboxId, uid)?.flags.includes('\\Seen')) return sequence;
    }
    return 0;
  }

  /** The session tells of these messages' flags itself: {@link refresh} is silent about changes up to now. */
  noteTold(uids: readonly number[]): void {
    for (const uid of uids) {
      const head = this.#store.messages.head(this.mailboxId, uid);
      if (head) this.#told.set(uid, head.modSeq);
    }
  }

  /**
   * Takes in what changed since the last call and gives the untagged lines that say so. Without `expunges` the numbers
   * stay, and what went is told another time. Throws `mailbox.gone` when the mailbox was deleted.
   */
  refresh({ expunges }: { expunges: boolean }): string[] {
    const mailbox = this.#store.mailboxes.byId(this.mailboxId);
    if (!mailbox) throw new MailError('mailbox.gone');
    const lines: string[] = [];
    if (mailbox.modSeq !== this.#modSeq) this.#takeChanges(mailbox, lines);
    if (expunges) this.#takeExpunges(lines);
    return lines;
  }

  #takeChanges(mailbox: Mailbox, lines: string[]): void {
    const { messages } = this.#store;
    this.#expunged.push(...messages.expungedSince(this.mailboxId, this.#modSeq));
    const changed = messages.changedSince(this.mailboxId, this.#modSeq);
    this.#modSeq = mailbox.modSeq;
    const last = this.#uids.at(-1) ?? 0;
    const arrived = changed.filter(({ uid }) => uid > last);
    if (arrived.length > 0) {
      for (const { uid } of arrived) this.#uids.push(uid);
      this.#noteRecent();
      lines.push(`* ${this.count} EXISTS\r\n* ${this.recentCount} RECENT\r\n`);
    }
    for (const head of changed) {
      if (head.uid > last || (this.#told.get(head.uid) ?? 0) >= head.modSeq) continue;
      const sequence = this.#indexOf(head.uid) + 1;
      if (sequence > 0) lines.push(`* ${sequence} FETCH (UID ${head.uid} FLAGS ${this.flagList(head)})\r\n`);
    }
    this.#told.clear();
  }

  #takeExpunges(lines: string[]): void {
    for (const uid of this.#expunged) {
      const index = this.#indexOf(uid);
      if (index < 0) continue;
      this.#uids.splice(index, 1);
      this.#recent.delete(uid);
      lines.push(`* ${index + 1} EXPUNGE\r\n`);
    }
    this.#expunged = [];
  }

  /** A message is \Recent to the first session that is told of it with the right to change it (RFC 3501 §2.3.2). */
  #noteRecent(): void {
    const { mailboxes } = this.#store;
    const from = this.readOnly ? mailboxes.recentFrom(this.mailboxId) : mailboxes.takeRecent(this.mailboxId);
    for (let i = this.#uids.length - 1; i >= 0; i--) {
      const uid = this.#uids[i] ?? 0;
      if (uid < from) break;
      this.#recent.add(uid);
    }
  }

  #indexOf(uid: number): number {
    let low = 0;
    let high = this.#uids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#uids[middle] ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    return this.#uids[low] === uid ? low : -1;
  }
}

function isPast(number: number, count: number): boolean {
  return number !== Number.POSITIVE_INFINITY && number > count;
}
