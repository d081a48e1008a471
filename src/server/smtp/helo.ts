import { reply } from '../../mail/wire/smtp/reply.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §4.1.1.1: greets a client without extensions. */
export const helo: Handler = (context, argument) => {
  if (!isGreetingName(argument)) return reply(501, '5.5.4', 'HELO and the name of your machine');
  context.reset();
  context.greeting = { name: argument, extended: false };
  return reply(250, '', context.hostName);
};

/** RFC 5321 §4.1.4: a name that is not the client's is no reason to refuse it; something must stand there. */
export function isGreetingName(argument: string): boolean {
  return argument !== '' && argument.length <= 255;
}
