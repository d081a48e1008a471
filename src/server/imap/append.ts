import { type Handler, userOf } from './context.ts';
import { no, ok } from './reply.ts';

/** RFC 9051 §6.3.12, with APPENDUID (RFC 4315 §3). The message is on disk before the reply. */
export const append: Handler<'APPEND'> = (context, { mailbox: name, flags, internalDate, message }) => {
  const { store, clock } = context;
  const mailbox = store.mailboxes.find(userOf(context).id, name);
  if (!mailbox) return no('TRYCREATE', 'no such mailbox');
  const uid = store.write([mailbox.id], () =>
    store.messages.append(mailbox.id, { bytes: message, flags, internalDate: internalDate ?? clock.now() }),
  );
  return ok(`APPENDUID ${mailbox.uidValidity} ${uid}`);
};
