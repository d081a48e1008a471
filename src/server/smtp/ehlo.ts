import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';
import { extensions } from './extensions.ts';
import { isGreetingName } from './helo.ts';

/** RFC 5321 §4.1.1.1: greets, tells the extensions, and ends a mail that was begun (§4.1.4). */
export const ehlo: Handler = (context, argument) => {
  if (!isGreetingName(argument)) return reply(501, '5.5.4', 'EHLO and the name of your machine');
  context.reset();
  context.greeting = { name: argument, extended: true };
  // RFC 2034 §4: the answer to EHLO has no enhanced status.
  return reply(250, '', `${context.hostName} greets ${argument.replace(/[^\x20-\x7e]/g, '?')}`, ...extensions(context));
};
