import { readMail } from '../../mail/wire/smtp/mail.ts';
import { isReply, reply } from '../../mail/wire/smtp/reply.ts';
import { messageMaxBytes } from '../limits.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §4.1.1.2: begins a mail. */
export const mail: Handler = (context, argument) => {
  if (!context.greeting) return reply(503, '5.5.1', 'EHLO first');
  if (context.transaction) return reply(503, '5.5.1', 'a mail is begun already: RSET ends it');
  const { sandbox, strangers, gate } = context.settings;
  if (context.signedInAs === '' && !sandbox && !strangers) return reply(530, '5.7.0', 'sign in first');
  const command = readMail(argument);
  if (isReply(command)) return command;
  if (command.size > messageMaxBytes) return reply(552, '5.3.4', 'message too large'); // RFC 1870 §6.1
  const barred = gate?.sender(command.from);
  if (barred) return reply(barred.code, barred.status, barred.words);
  context.begin(command);
  return reply(250, '2.1.0', 'go on');
};
