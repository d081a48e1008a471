import type { AccountRecord, MailboxRecord, MessageRow, OutboxRecord } from '../protocol/records.ts';
import type { SmsRecord } from '../protocol/sms.ts';

/** What a tree row stands for. VS Code hands the row's element to the command that is run on it. */
export interface AccountItem {
  readonly kind: 'account';
  readonly account: AccountRecord;
}

export interface MailboxItem {
  readonly kind: 'mailbox';
  readonly mailbox: MailboxRecord;
}

export interface MessageItem {
  readonly kind: 'message';
  readonly row: MessageRow;
}

export interface OutboxItem {
  readonly kind: 'outbox';
  readonly item: OutboxRecord;
}

export interface SmsItem {
  readonly kind: 'sms';
  readonly item: SmsRecord;
}

/** A draft on disk. `uri` as text. */
export interface DraftItem {
  readonly kind: 'draft';
  readonly uri: string;
  readonly subject: string;
  readonly to: string;
  readonly updatedAt: number;
}

export type MailItem = AccountItem | MailboxItem | MessageItem | OutboxItem | SmsItem | DraftItem;

type ItemOf<K extends MailItem['kind']> = Extract<MailItem, { kind: K }>;

/** True when `value` (whatever a menu, a key binding or another extension passed) is a row of this kind. */
export function isItem<K extends MailItem['kind']>(value: unknown, kind: K): value is ItemOf<K> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

/** The rows of one kind among what a command was given: the selected ones when the clicked one is among them. */
export function itemsOf<K extends MailItem['kind']>(
  kind: K,
  clicked: unknown,
  selected: unknown,
): readonly ItemOf<K>[] {
  const all: readonly unknown[] = Array.isArray(selected) ? selected : [];
  const chosen = all.includes(clicked) || clicked === undefined ? all : [clicked];
  return chosen.filter((value): value is ItemOf<K> => isItem(value, kind));
}

/** True for what keys of a list pass along: its rows are meant, whatever editor is in front. */
export function isFromList(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'from' in value && value.from === 'list';
}

/** True for what buttons of an editor's title bar pass along: its address. That editor is in front then. */
export function isEditorAddress(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'scheme' in value;
}
