import { type Handler, viewOf } from './context.ts';
import { done, no } from './reply.ts';

/** RFC 9051 §6.4.6. */
export const store: Handler<'STORE'> = (context, { uid: byUid, set, mode, silent, flags }) => {
  const view = viewOf(context);
  if (view.readOnly) return no('READ-ONLY');
  const { messages } = context.store;
  const { mailboxId } = view;
  const targets = view.resolve(set, byUid);
  const uids = targets.map(({ uid }) => uid);
  const changed = context.store.write([mailboxId], () => messages.store(mailboxId, uids, mode, flags));
  view.noteTold(changed);
  for (const { sequence, uid } of silent ? [] : targets) {
    const head = messages.head(mailboxId, uid);
    if (head) context.send(`* ${sequence} FETCH (${byUid ? `UID ${uid} ` : ''}FLAGS ${view.flagList(head)})\r\n`);
  }
  return done;
};
