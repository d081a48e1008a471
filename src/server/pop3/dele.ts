import { type Handler, maildropOf } from './context.ts';
import { noSuchMessage, ok } from './reply.ts';

/** RFC 1939 §5: marks a message; it goes at QUIT and not before. */
export const dele: Handler<'DELE'> = (context, { message }) => {
  const maildrop = maildropOf(context);
  const entry = maildrop.entry(message);
  if (!entry) return noSuchMessage;
  maildrop.mark(entry);
  return ok(`message ${message} goes at QUIT`);
};
