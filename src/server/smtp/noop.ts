import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §4.1.1.9; words behind it mean nothing. */
export const noop: Handler = () => reply(250, '2.0.0', 'here');
