import { sequenceSetOf, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import { type Handler, userOf } from './context.ts';
import { no, ok } from './reply.ts';

/** RFC 9051 §6.3.12, with APPENDUID (RFC 4315 §3). The message is on disk before the reply. */
export const append: Handler<'APPEND'> = (context, { mailbox: name, messages }) => {
  const { store, clock } = context;
  const mailbox = store.mailboxes.find(userOf(context).id, name);
  if (!mailbox) return no('TRYCREATE', 'no such mailbox');
  const uids = store.write([mailbox.id], () =>
    messages.map(({ bytes, flags, internalDate }) =>
      store.messages.append(mailbox.id, { bytes, flags, internalDate: internalDate ?? clock.now() }),
    ),
  );
  return ok(`APPENDUID ${mailbox.uidValidity} ${writeSequenceSet(sequenceSetOf(uids))}`);
};
