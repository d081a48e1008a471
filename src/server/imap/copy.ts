import { sequenceSetOf, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import { type CommandOf, type Handler, type ImapContext, userOf, viewOf } from './context.ts';
import { expunged } from './expunge.ts';
import { done, no, ok } from './reply.ts';

/** RFC 9051 §6.4.7, with COPYUID (RFC 4315 §3). All messages or none. */
export const copy: Handler<'COPY'> = (context, command) => {
  const code = transfer(context, command, false);
  return code === undefined ? no('TRYCREATE', 'no such mailbox') : code === '' ? done : ok(code);
};

/** RFC 6851: copied and expunged in one transaction; COPYUID is told before the EXPUNGEs (§4.3). */
export const move: Handler<'MOVE'> = (context, command) => {
  if (viewOf(context).readOnly) return no('READ-ONLY');
  const code = transfer(context, command, true);
  if (code === undefined) return no('TRYCREATE', 'no such mailbox');
  if (code !== '') context.send(`* OK [${code}] moved\r\n`);
  return expunged(context);
};

/** The COPYUID code; empty when the set names no message, undefined when there is no such mailbox. */
function transfer(
  context: ImapContext,
  { uid: byUid, set, mailbox: name }: CommandOf<'COPY' | 'MOVE'>,
  moves: boolean,
): string | undefined {
  const { store } = context;
  const view = viewOf(context);
  const target = store.mailboxes.find(userOf(context).id, name);
  if (!target) return undefined;
  const uids = view.resolve(set, byUid).map(({ uid }) => uid);
  const pairs = store.write([view.mailboxId, target.id], () => {
    const copied = store.messages.copy(view.mailboxId, uids, target.id);
    if (moves) store.messages.expunge(view.mailboxId, uids);
    return copied;
  });
  if (pairs.length === 0) return '';
  const side = (uidsOf: readonly number[]) => writeSequenceSet(sequenceSetOf(uidsOf));
  return `COPYUID ${target.uidValidity} ${side(pairs.map(({ from }) => from))} ${side(pairs.map(({ to }) => to))}`;
}
