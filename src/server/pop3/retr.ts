import { type Handler, maildropOf } from './context.ts';
import { messageGone, noSuchMessage, ok } from './reply.ts';

/** RFC 1939 §5: a message, whole. */
export const retr: Handler<'RETR'> = (context, { message }) => {
  const maildrop = maildropOf(context);
  const entry = maildrop.entry(message);
  if (!entry) return noSuchMessage;
  const bytes = maildrop.bytes(entry);
  return bytes ? { ...ok(`${bytes.length} octets`), message: bytes } : messageGone;
};
