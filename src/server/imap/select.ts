import type { KnownState } from '../../mail/wire/imap/selectCommand.ts';
import { sequenceSetOf, sequenceSetTest, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import type { Mailbox } from '../store/mailboxes.ts';
import type { CommandOf, Handler, ImapContext } from './context.ts';
import { userOf } from './context.ts';
import { listLine } from './list.ts';
import { bad, ok, type Reply } from './reply.ts';
import { flagLines } from './simple.ts';
import { MailboxView } from './view.ts';

/** RFC 9051 §6.3.2, with what RFC 3501 tells beyond it; CONDSTORE and QRESYNC by RFC 7162. */
export const select: Handler<'SELECT'> = (context, command) => open(context, command, false);

/** RFC 9051 §6.3.3: the same without the right to change anything. */
export const examine: Handler<'EXAMINE'> = (context, command) => open(context, command, true);

function open(context: ImapContext, command: CommandOf<'SELECT' | 'EXAMINE'>, readOnly: boolean): Reply {
  const { mailbox: name, condstore, qresync } = command;
  if (qresync && !context.enabled.has('QRESYNC')) return bad('ENABLE QRESYNC first');
  if (context.view) context.send('* OK [CLOSED] the mailbox before\r\n');
  context.view = undefined;
  const mailbox = context.store.mailboxes.get(userOf(context).id, name);
  if (condstore) context.enabled.add('CONDSTORE');
  const view = new MailboxView(context.store, mailbox, readOnly);
  context.send(flagLines(context.store.messages.summary(mailbox).keywords, readOnly));
  context.send(stateLines(context, mailbox, view));
  if (qresync) tellDifference(context, mailbox, view, qresync);
  context.view = view;
  return ok(readOnly ? 'READ-ONLY' : 'READ-WRITE');
}

function stateLines(context: ImapContext, mailbox: Mailbox, view: MailboxView): string {
  const rev2 = context.enabled.has('IMAP4rev2');
  const unseen = rev2 ? undefined : context.store.messages.summary(mailbox).firstUnseen;
  const [first] = unseen === undefined ? [] : view.numbered([unseen]);
  const lines = [
    `* ${view.count} EXISTS\r\n`,
    ...(rev2 ? [listLine(context, mailbox.name)] : [`* ${view.recentCount} RECENT\r\n`]),
    ...(first ? [`* OK [UNSEEN ${first.sequence}] first unseen\r\n`] : []),
    `* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs valid\r\n`,
    `* OK [UIDNEXT ${mailbox.uidNext}] next UID\r\n`,
    `* OK [HIGHESTMODSEQ ${mailbox.modSeq}] highest mod-sequence\r\n`,
    `* OK [MAILBOXID (F${mailbox.id})] id\r\n`,
  ];
  return lines.join('');
}

/** RFC 7162 §3.2.5: what went and what changed since the client was here. Its sequence numbers are not needed: nothing is forgotten. */
function tellDifference(context: ImapContext, mailbox: Mailbox, view: MailboxView, known: KnownState): void {
  if (known.uidValidity !== mailbox.uidValidity) return;
  const { messages } = context.store;
  const isKnown = known.uids ? sequenceSetTest(known.uids, mailbox.uidNext - 1) : () => true;
  const gone = messages.expungedSince(mailbox.id, known.modSeq).filter(isKnown);
  if (gone.length > 0) context.send(`* VANISHED (EARLIER) ${writeSequenceSet(sequenceSetOf(gone))}\r\n`);
  for (const head of messages.changedSince(mailbox.id, known.modSeq)) {
    const [at] = isKnown(head.uid) ? view.numbered([head.uid]) : [];
    if (!at) continue;
    const items = `UID ${head.uid} FLAGS ${view.flagList(head)} MODSEQ (${head.modSeq})`;
    context.send(`* ${at.sequence} FETCH (${items})\r\n`);
  }
}
