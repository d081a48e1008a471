import type { CommandOf, Handler, ImapContext } from './context.ts';
import { userOf } from './context.ts';
import { ok, type Reply } from './reply.ts';
import { flagLines } from './simple.ts';
import { MailboxView } from './view.ts';

/** RFC 3501 §6.3.1. */
export const select: Handler<'SELECT'> = (context, command) => open(context, command, false);

/** RFC 3501 §6.3.2: the same without the right to change anything. */
export const examine: Handler<'EXAMINE'> = (context, command) => open(context, command, true);

function open(context: ImapContext, { mailbox: name }: CommandOf<'SELECT' | 'EXAMINE'>, readOnly: boolean): Reply {
  if (context.view) context.send('* OK [CLOSED] the mailbox before\r\n');
  context.view = undefined;
  const mailbox = context.store.mailboxes.get(userOf(context).id, name);
  const view = new MailboxView(context.store, mailbox, readOnly);
  context.send(flagLines(context.store.messages.keywords(mailbox.id), readOnly));
  const unseen = view.firstUnseen();
  const lines = [
    `* ${view.count} EXISTS`,
    `* ${view.recentCount} RECENT`,
    ...(unseen > 0 ? [`* OK [UNSEEN ${unseen}] first unseen`] : []),
    `* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs valid`,
    `* OK [UIDNEXT ${mailbox.uidNext}] next UID`,
  ];
  context.send(lines.map((line) => `${line}\r\n`).join(''));
  context.view = view;
  return ok(readOnly ? 'READ-ONLY' : 'READ-WRITE');
}
