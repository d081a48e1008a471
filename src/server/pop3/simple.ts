import { type Handler, maildropOf } from './context.ts';
import { err, ok } from './reply.ts';

/** RFC 1939 §5. */
export const noop: Handler<'NOOP'> = () => ok();

/** RFC 1939 §5: takes back every mark. */
export const rset: Handler<'RSET'> = (context) => {
  maildropOf(context).unmarkAll();
  return ok('nothing is marked');
};

/** RFC 2595 §4: the state before sign-in, on a connection without TLS. */
export const stls: Handler<'STLS'> = (context) => {
  if (context.secure) return err('', 'TLS is on');
  context.afterReply = 'startTls';
  return ok('begin TLS');
};
