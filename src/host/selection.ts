import type { AccountRecord, MailboxRecord, MessageRow, OutboxRecord } from '../protocol/records.ts';
import type { SmsRecord } from '../protocol/sms.ts';
import type { DraftItem } from './items.ts';

/**
 * What a command acts on. `clicked` and `selected` are the arguments VS Code gave the command: the row under the
 * pointer and the selected ones. Without them (a key, the palette): the reader in front, else the view's selection.
 */
export interface Selection {
  /** Empty when there is nothing to act on. */
  messages(clicked?: unknown, selected?: unknown): readonly MessageRow[];
  mailbox(clicked?: unknown): MailboxRecord | undefined;
  account(clicked?: unknown): AccountRecord | undefined;
  outboxItems(clicked?: unknown, selected?: unknown): readonly OutboxRecord[];
  smsItems(clicked?: unknown, selected?: unknown): readonly SmsRecord[];
  draft(clicked?: unknown): DraftItem | undefined;
}
