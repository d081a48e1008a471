import { encodeMailboxName } from '../../mail/wire/imap/mailboxName.ts';
import { Writer } from '../../mail/wire/imap/writer.ts';
import { messageMaxBytes } from '../limits.ts';
import { type Handler, userOf } from './context.ts';
import { done } from './reply.ts';

/** RFC 3501 §6.3.10. */
export const status: Handler<'STATUS'> = (context, { mailbox: name, items }) => {
  const { mailboxes, messages } = context.store;
  const mailbox = mailboxes.get(userOf(context).id, name);
  const counts = messages.counts(mailbox.id);
  const recent = () => messages.uids(mailbox.id).filter((uid) => uid >= mailboxes.recentFrom(mailbox.id)).length;
  const values = {
    MESSAGES: () => counts.messages,
    RECENT: recent,
    UIDNEXT: () => mailbox.uidNext,
    UIDVALIDITY: () => mailbox.uidValidity,
    UNSEEN: () => counts.unseen,
    SIZE: () => counts.size,
    DELETED: () => counts.deleted,
    'DELETED-STORAGE': () => 0,
    APPENDLIMIT: () => messageMaxBytes,
    MAILBOXID: () => `(F${mailbox.id})`,
    HIGHESTMODSEQ: () => mailbox.modSeq,
  };
  const line = new Writer().raw('* STATUS ').astring(encodeMailboxName(name)).raw(' ');
  line.list(items, (item) => line.raw(`${item} ${values[item]()}`));
  context.send(line.raw('\r\n').take());
  return done;
};
