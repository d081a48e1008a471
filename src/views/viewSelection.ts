import { isEditorAddress, isFromList, isItem, itemsOf } from '../host/items.ts';
import type { Selection } from '../host/selection.ts';
import type { MailState } from './mailState.ts';
import type { ReaderOpener } from './readerOpener.ts';

/** The rows selected in a tree, newest selection last. */
export interface SelectionSource {
  readonly selected: readonly unknown[];
}

export interface SelectionSources {
  readonly mailboxes: SelectionSource;
  readonly messages: SelectionSource;
  readonly outbox: SelectionSource;
  readonly reader: Pick<ReaderOpener, 'current'>;
  readonly mail: Pick<MailState, 'snapshot'>;
}

/** What commands act on: what was clicked, else the reader in front, else what the view has selected. */
export function createSelection({ mailboxes, messages, outbox, reader, mail }: SelectionSources): Selection {
  const first = (clicked: unknown, { selected }: SelectionSource) => clicked ?? selected[0];
  return {
    messages(given, selected) {
      const clicked = isEditorAddress(given) ? undefined : given;
      const inList = () => itemsOf('message', undefined, messages.selected).map(({ row }) => row);
      if (isFromList(clicked)) return inList();
      const rows = isEditorAddress(given) ? [] : itemsOf('message', clicked, selected).map(({ row }) => row);
      if (rows.length > 0 || clicked !== undefined) return rows;
      const current = reader.current();
      return current ? [current] : inList();
    },
    mailbox(clicked) {
      const item = first(clicked, mailboxes);
      return isItem(item, 'mailbox') ? item.mailbox : undefined;
    },
    account(clicked) {
      const item = first(clicked, mailboxes);
      if (isItem(item, 'account')) return item.account;
      return mail.snapshot?.accounts.find(({ id }) => id === item); // The buttons of an error name an account by its id.
    },
    outboxItems(clicked, selected) {
      const given = itemsOf('outbox', clicked, selected);
      const found = given.length > 0 || clicked !== undefined ? given : itemsOf('outbox', undefined, outbox.selected);
      return found.map(({ item }) => item);
    },
    smsItems(clicked, selected) {
      const given = itemsOf('sms', clicked, selected);
      const found = given.length > 0 || clicked !== undefined ? given : itemsOf('sms', undefined, outbox.selected);
      return found.map(({ item }) => item);
    },
    draft(clicked) {
      const item = first(clicked, outbox);
      return isItem(item, 'draft') ? item : undefined;
    },
  };
}
