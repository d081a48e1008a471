import { type Handler, maildropOf } from './context.ts';
import { noSuchMessage, ok } from './reply.ts';

/** RFC 1939 §7: the unique id of one message, or of each. */
export const uidl: Handler<'UIDL'> = (context, { message }) => {
  const maildrop = maildropOf(context);
  if (message === null) {
    return { ...ok('unique ids'), lines: maildrop.entries.map(({ number, uniqueId }) => `${number} ${uniqueId}`) };
  }
  const entry = maildrop.entry(message);
  return entry ? ok(`${entry.number} ${entry.uniqueId}`) : noSuchMessage;
};
