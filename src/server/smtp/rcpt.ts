import { readRcpt } from '../../mail/wire/smtp/rcpt.ts';
import { isReply, reply } from '../../mail/wire/smtp/reply.ts';
import { isRefusal } from '../directory/directory.ts';
import { recipientsMax } from '../limits.ts';
import type { Handler } from './context.ts';

/** RFC 5321 §4.1.1.3: one recipient. Only who lives here gets mail: nobody's mail is passed on for a stranger. */
export const rcpt: Handler = (context, argument) => {
  const { transaction } = context;
  if (!transaction) return reply(503, '5.5.1', 'MAIL first');
  if (transaction.content) return reply(503, '5.5.1', 'the message has begun');
  const command = readRcpt(argument, transaction.mail.smtpUtf8);
  if (isReply(command)) return command;
  if (transaction.recipients.length >= recipientsMax) return reply(452, '4.5.3', 'too many recipients');
  const { delivery, gate, log } = context.settings;
  const route = gate?.recipient(command.to) ?? delivery.route(command.to, transaction.mail.size);
  if (isRefusal(route)) {
    transaction.refused++;
    if (!context.recipientUnknown()) return reply(route.code, route.status, route.words);
    context.afterReply = 'close';
    return reply(421, '4.7.0', 'too many recipients that nobody has');
  }
  if (route.local.length === 0) {
    transaction.refused++;
    return reply(550, '5.7.1', 'not passed on: that recipient does not live here');
  }
  // Somebody forwards what they get to an address elsewhere, and nothing leaves from here yet: their own copy stays.
  if (route.remote.length > 0) log.warn('smtp.notForwarded', { count: route.remote.length });
  transaction.recipients.push({ ...command, route });
  return reply(250, '2.1.5', 'go on');
};
