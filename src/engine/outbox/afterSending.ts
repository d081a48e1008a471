import type { Disposable } from '../../base/dispose.ts';
import type { OutboxId } from '../../protocol/records.ts';
import type { OutboxItem } from './outboxItem.ts';

/** What follows a send: the copy in Sent and the marks on the mails that it answers. Both survive a restart. */
export interface AfterSending {
  /** Notes where Sent stands before a mail leaves. Waits only so long; never throws. */
  beforeLeaving(item: OutboxItem, signal: AbortSignal): Promise<void>;
  /** The mail has been accepted for somebody: see that Sent has it, once. May be called again for the same mail. */
  accepted(item: OutboxItem): void;
  /** Looks for the mail in Sent. Throws `net.*`, `auth.*`. */
  isInSent(item: OutboxItem, options: { readonly signal?: AbortSignal | undefined }): Promise<boolean>;
  /** It has become clear whether Sent has a mail. */
  onCopied(listener: (id: OutboxId) => void): Disposable;
  /** Begins nothing new and finishes what is under way, until `signal` says that time is up. */
  stop(options: { readonly signal: AbortSignal }): Promise<void>;
}

/** The journal's part, as far as the outbox needs it. */
export interface ReplyMarks {
  /** Sets `\Answered` on the mails with these Message-IDs and `$Forwarded` on the messages with these ids; durable when it returns. */
  mark(item: Pick<OutboxItem, 'account' | 'answers' | 'forwards'>): void;
}
