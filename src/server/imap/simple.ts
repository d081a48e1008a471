import { systemFlags } from '../../mail/wire/imap/flags.ts';
import { Writer } from '../../mail/wire/imap/writer.ts';
import type { Handler } from './context.ts';
import { bad, done } from './reply.ts';

/** Commands that do next to nothing: the session itself tells the news before each reply. */

export const noop: Handler<'NOOP'> = () => done;

/** RFC 3501 §6.4.1: everything is on disk already. */
export const check: Handler<'CHECK'> = () => done;

export const logout: Handler<'LOGOUT'> = (context) => {
  context.send('* BYE until next time\r\n');
  context.afterReply = 'close';
  return done;
};

/** RFC 9051 §6.2.1. */
export const startTls: Handler<'STARTTLS'> = (context) => {
  if (context.secure) return bad('TLS is on');
  context.afterReply = 'startTls';
  return done;
};

/** RFC 2971. */
export const id: Handler<'ID'> = (context) => {
  context.send('* ID ("name" "Mailroom")\r\n');
  return done;
};

/** RFC 2342: one personal namespace. */
export const namespace: Handler<'NAMESPACE'> = (context) => {
  context.send('* NAMESPACE (("" "/")) NIL NIL\r\n');
  return done;
};

/** The FLAGS and PERMANENTFLAGS of a mailbox with these keywords. */
export function flagLines(keywords: readonly string[], readOnly: boolean): Uint8Array {
  const all = [...systemFlags, ...keywords].join(' ');
  const permanent = readOnly ? '' : `${all} \\*`;
  return new Writer().raw(`* FLAGS (${all})\r\n* OK [PERMANENTFLAGS (${permanent})] flags kept\r\n`).take();
}
