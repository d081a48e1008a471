import type { StatusItem } from '../../mail/wire/imap/statusItems.ts';
import { messageMaxBytes } from '../limits.ts';
import type { Mailbox } from '../store/mailboxes.ts';
import { type Handler, type ImapContext, userOf } from './context.ts';
import { mailboxText } from './mailboxText.ts';
import { done } from './reply.ts';

/** RFC 9051 §6.3.11, with RECENT of RFC 3501. */
export const status: Handler<'STATUS'> = (context, { mailbox: name, items }) => {
  context.send(statusLine(context, context.store.mailboxes.get(userOf(context).id, name), items));
  return done;
};

export function statusLine(context: ImapContext, mailbox: Mailbox, items: readonly StatusItem[]): string {
  const { mailboxes, messages } = context.store;
  if (items.includes('HIGHESTMODSEQ')) context.enabled.add('CONDSTORE');
  const counts = messages.counts(mailbox.id);
  const values: { readonly [item in StatusItem]: () => number | string } = {
    MESSAGES: () => counts.messages,
    RECENT: () => messages.uidsAfter(mailbox.id, mailboxes.recentFrom(mailbox.id) - 1).length,
    UIDNEXT: () => mailbox.uidNext,
    UIDVALIDITY: () => mailbox.uidValidity,
    UNSEEN: () => counts.unseen,
    SIZE: () => counts.size,
    DELETED: () => counts.deleted,
    'DELETED-STORAGE': () => counts.deletedSize,
    HIGHESTMODSEQ: () => mailbox.modSeq,
    APPENDLIMIT: () => messageMaxBytes,
    MAILBOXID: () => `(F${mailbox.id})`,
  };
  return `* STATUS ${mailboxText(context, mailbox.name, 'astring')} (${items.map((item) => `${item} ${values[item]()}`).join(' ')})\r\n`;
}
