import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §3.5.3, §7.3: nobody is told who lives here; a mail finds out. */
export const vrfy: Handler = (_context, argument) =>
  argument === ''
    ? reply(501, '5.5.4', 'VRFY and an address')
    : reply(252, '2.5.0', 'not told here; a mail to them is taken or refused');

/** RFC 5321 §3.5.2: lists have no members to be told of. */
export const expn: Handler = () => reply(502, '5.5.1', 'EXPN is not offered');
