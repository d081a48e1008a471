import { type Handler, type ImapContext, viewOf } from './context.ts';
import { done, no, ok, type Reply } from './reply.ts';
import type { MailboxView } from './view.ts';

/** RFC 9051 §6.4.3. What went is told before the reply. */
export const expunge: Handler<'EXPUNGE'> = (context) => {
  const view = viewOf(context);
  if (view.readOnly) return no('READ-ONLY');
  expungeDeleted(context, view, () => true);
  return expunged(context);
};

/** RFC 4315 §2.1: only those of the set, so that nobody else's \Deleted goes with them. */
export const uidExpunge: Handler<'UID EXPUNGE'> = (context, { set }) => {
  const view = viewOf(context);
  if (view.readOnly) return no('READ-ONLY');
  const chosen = new Set(view.resolve(set, true).map(({ uid }) => uid));
  expungeDeleted(context, view, (uid) => chosen.has(uid));
  return expunged(context);
};

export function expungeDeleted({ store }: ImapContext, view: MailboxView, isChosen: (uid: number) => boolean): void {
  const { mailboxId } = view;
  const known = view.numbered(store.messages.flagged(mailboxId, '\\Deleted')).map(({ uid }) => uid);
  const uids = known.filter(isChosen);
  if (uids.length > 0) store.write([mailboxId], () => store.messages.expunge(mailboxId, uids));
}

/** RFC 7162 §3.2.7: with QRESYNC the reply says up to where the client has heard of changes. */
export function expunged(context: ImapContext): Reply {
  context.flush({ expunges: true });
  const { view, enabled } = context;
  return view && enabled.has('QRESYNC') ? ok(`HIGHESTMODSEQ ${view.modSeq}`) : done;
}
