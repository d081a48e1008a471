import { type Handler, maildropOf } from './context.ts';
import { noSuchMessage, ok } from './reply.ts';

/** RFC 1939 §5: the size of one message, or of each. */
export const list: Handler<'LIST'> = (context, { message }) => {
  const maildrop = maildropOf(context);
  if (message === null) {
    const { entries } = maildrop;
    return { ...ok(`${entries.length} messages`), lines: entries.map(({ number, size }) => `${number} ${size}`) };
  }
  const entry = maildrop.entry(message);
  return entry ? ok(`${entry.number} ${entry.size}`) : noSuchMessage;
};
