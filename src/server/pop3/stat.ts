import { type Handler, maildropOf } from './context.ts';
import { ok } from './reply.ts';

/** RFC 1939 §5: how many messages are there that are not marked, and their octets. */
export const stat: Handler<'STAT'> = (context) => {
  const { entries } = maildropOf(context);
  return ok(`${entries.length} ${entries.reduce((sum, { size }) => sum + size, 0)}`);
};
