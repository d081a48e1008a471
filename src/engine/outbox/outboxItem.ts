import { assert } from '../../base/assert.ts';
import type {
  AccountId,
  Failure,
  OutboxId,
  OutboxRecord,
  OutboxState,
  RecipientRecord,
} from '../../protocol/records.ts';

/** One mail in the outbox, as user.db has it. Times in ms; 0 = not yet. */
export interface OutboxItem {
  readonly id: OutboxId;
  readonly account: AccountId;
  readonly state: OutboxState;
  readonly subject: string;
  /** With angle brackets; made once, the same in every attempt. */
  readonly messageId: string;
  readonly returnPath: string;
  readonly size: number;
  readonly eightBit: boolean;
  readonly recipients: readonly RecipientRecord[];
  readonly createdAt: number;
  /** When a person last wanted it to leave. */
  readonly queuedAt: number;
  readonly dueAt: number;
  /** The time that a person chose for it to leave; 0 for at once. */
  readonly sendAt: number;
  /** What servers shall report (RFC 3461 §4.1), as NOTIFY has it; '' what they report anyway. */
  readonly notify: string;
  /** Its readers were asked for a receipt (RFC 8098 §2.1). */
  readonly receipt: boolean;
  readonly attempts: number;
  /** Set before the end of the message can leave, and kept until it is known what became of it. */
  readonly finalDotAt: number;
  /** The server's first "not now" since a person last wanted it to leave. */
  readonly deferredSince: number;
  readonly finishedAt: number;
  readonly failure: Failure | null;
  readonly sentCopy: OutboxRecord['sentCopy'];
  readonly sentUidValidity: number;
  readonly sentUidNext: number;
  readonly draft: string;
  readonly draftDigest: string;
  /** Message-IDs that it answers; ids of messages that it forwards. */
  readonly answers: readonly string[];
  readonly forwards: readonly string[];
  /** True once those carry `\Answered` and `$Forwarded`. */
  readonly marked: boolean;
}

/** Recipients whose server has not yet decided. */
export function isOpen({ state }: RecipientRecord): boolean {
  return state === 'pending' || state === 'deferred';
}

export function hasAccepted({ recipients }: OutboxItem): boolean {
  return recipients.some(({ state }) => state === 'accepted');
}

/** A recipient before anything was said of it. */
export function newRecipient(address: string): RecipientRecord {
  return {
    ...{ address, state: 'pending', code: 0, reply: '' },
    ...{ fate: '', fateStatus: '', fateReason: '', fateAt: 0, readAs: '', readAt: 0 },
  };
}

/** What must hold of every item, before it is written and after it was read. */
export function assertSound(item: OutboxItem): void {
  const { state, recipients, finalDotAt } = item;
  const has = (wanted: RecipientRecord['state']) => recipients.some((recipient) => recipient.state === wanted);
  assert(recipients.length > 0, 'a mail in the outbox has recipients');
  assert((state === 'inDoubt') === has('inDoubt'), 'a mail is in doubt exactly when a recipient is');
  assert(finalDotAt === 0 || state === 'sending' || state === 'inDoubt', 'a final dot belongs to a mail under way');
  assert(state !== 'inDoubt' || finalDotAt > 0, 'only a final dot makes doubt');
  assert(state !== 'sent' || recipients.every((one) => one.state === 'accepted'), 'sent means accepted for everybody');
  assert(state !== 'cancelled' || !has('accepted'), 'what was accepted is not cancelled');
  const waits = state === 'held' || state === 'queued' || state === 'sending';
  assert(!waits || recipients.some(isOpen), 'a mail waits only for recipients that are open');
}

/** A change may never take an acceptance back: a second copy would be on its way. */
export function assertNext(before: OutboxItem, after: OutboxItem): void {
  assert(before.id === after.id && before.messageId === after.messageId, 'a mail keeps its name');
  assert(before.recipients.length === after.recipients.length, 'a mail keeps its recipients');
  before.recipients.forEach(({ state, address }, index) => {
    const next = after.recipients[index];
    assert(next?.address === address, 'recipients keep their order');
    assert(state !== 'accepted' || next.state === 'accepted', 'an acceptance is final');
  });
}
