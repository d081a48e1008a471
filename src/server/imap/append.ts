import { sequenceSetOf, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import { messageMaxBytes } from '../limits.ts';
import { type Handler, userOf } from './context.ts';
import { overQuota } from './quota.ts';
import { bad, no, ok } from './reply.ts';

/**
 * RFC 9051 §6.3.12, with APPENDUID (RFC 4315 §3); several messages are all there or none (RFC 3502). On disk before the
 * reply.
 */
export const append: Handler<'APPEND'> = (context, { mailbox: name, messages }) => {
  const { store, clock } = context;
  const mailbox = store.mailboxes.find(userOf(context).id, name);
  if (!mailbox) return no('TRYCREATE', 'no such mailbox');
  if (messages.some(({ utf8 }) => utf8) && !context.enabled.has('UTF8=ACCEPT')) return bad('ENABLE UTF8=ACCEPT first');
  if (messages.some(({ bytes }) => bytes.length > messageMaxBytes)) return no('TOOBIG', 'too large');
  const bytes = messages.reduce((sum, message) => sum + message.bytes.length, 0);
  const refusal = overQuota(context, { mailboxId: mailbox.id, bytes });
  if (refusal) return refusal;
  const uids = store.write([mailbox.id], () =>
    messages.map(({ bytes, flags, internalDate }) =>
      store.messages.append(mailbox.id, { bytes, flags, internalDate: internalDate ?? clock.now() }),
    ),
  );
  return ok(`APPENDUID ${mailbox.uidValidity} ${writeSequenceSet(sequenceSetOf(uids))}`);
};
