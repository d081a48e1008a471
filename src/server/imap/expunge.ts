import { type Handler, type ImapContext, viewOf } from './context.ts';
import { done, no } from './reply.ts';
import type { Numbered } from './view.ts';

/** RFC 9051 §6.4.3. The session's news before the reply tells what went. */
export const expunge: Handler<'EXPUNGE'> = (context) => {
  const view = viewOf(context);
  if (view.readOnly) return no('READ-ONLY');
  expungeDeleted(context, view.all());
  return done;
};

/** RFC 4315 §2.1: only those of the set, so that nobody else's \Deleted goes with them. */
export const uidExpunge: Handler<'UID EXPUNGE'> = (context, { set }) => {
  const view = viewOf(context);
  if (view.readOnly) return no('READ-ONLY');
  expungeDeleted(context, view.resolve(set, true));
  return done;
};

export function expungeDeleted({ store, view }: ImapContext, candidates: readonly Numbered[]): void {
  if (!view) return;
  const { mailboxId } = view;
  const isDeleted = ({ uid }: Numbered) => store.messages.head(mailboxId, uid)?.flags.includes('\\Deleted') ?? false;
  const uids = candidates.filter(isDeleted).map(({ uid }) => uid);
  if (uids.length > 0) store.write([mailboxId], () => store.messages.expunge(mailboxId, uids));
}
