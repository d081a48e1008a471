import { sequenceSetOf, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import { type CommandOf, type Handler, type ImapContext, userOf, viewOf } from './context.ts';
import { expunged } from './expunge.ts';
import { overQuota } from './quota.ts';
import { done, no, ok, type Reply } from './reply.ts';

/** RFC 9051 §6.4.7, with COPYUID (RFC 4315 §3). All messages or none. */
export const copy: Handler<'COPY'> = (context, command) => {
  const code = transfer(context, command, false);
  if (typeof code !== 'string') return code;
  return code === '' ? done : ok(code);
};

/** RFC 6851: copied and expunged in one transaction; COPYUID is told before the EXPUNGEs (§4.3). */
export const move: Handler<'MOVE'> = (context, command) => {
  if (viewOf(context).readOnly) return no('READ-ONLY');
  const code = transfer(context, command, true);
  if (typeof code !== 'string') return code;
  if (code !== '') context.send(`* OK [${code}] moved\r\n`);
  return expunged(context);
};

/** The COPYUID code, empty when the set names no message; or the refusal. */
function transfer(
  context: ImapContext,
  { uid: byUid, set, mailbox: name }: CommandOf<'COPY' | 'MOVE'>,
  isMove: boolean,
): string | Reply {
  const { store } = context;
  const view = viewOf(context);
  const target = store.mailboxes.find(userOf(context).id, name);
  if (!target) return no('TRYCREATE', 'no such mailbox');
  const uids = view.resolve(set, byUid).map(({ uid }) => uid);
  const bytes = uids.reduce((sum, uid) => sum + (store.messages.head(view.mailboxId, uid)?.size ?? 0), 0);
  const refusal = overQuota(context, { mailboxId: target.id, bytes, isMove });
  if (refusal) return refusal;
  const pairs = store.write([view.mailboxId, target.id], () => {
    const copied = store.messages.copy(view.mailboxId, uids, target.id);
    if (isMove) store.messages.expunge(view.mailboxId, uids);
    return copied;
  });
  if (pairs.length === 0) return '';
  const side = (uidsOf: readonly number[]) => writeSequenceSet(sequenceSetOf(uidsOf));
  return `COPYUID ${target.uidValidity} ${side(pairs.map(({ from }) => from))} ${side(pairs.map(({ to }) => to))}`;
}
