import { readRcpt } from '../../mail/wire/smtp/rcpt.ts';
import { isReply, type Reply, reply } from '../../mail/wire/smtp/reply.ts';
import { canonicalAddress } from '../address.ts';
import { isRefusal, type Route } from '../directory/directory.ts';
import { recipientsMax } from '../limits.ts';
import type { Handler, SmtpContext, Transaction } from './context.ts';

/** RFC 5321 §4.1.1.3: one recipient. Nobody's mail is passed on for a stranger. */
export const rcpt: Handler = (context, argument) => {
  const { transaction } = context;
  if (!transaction) return reply(503, '5.5.1', 'MAIL first');
  if (transaction.content) return reply(503, '5.5.1', 'the message has begun');
  const command = readRcpt(argument, transaction.mail.smtpUtf8);
  if (isReply(command)) return command;
  if (transaction.recipients.length >= recipientsMax) return reply(452, '4.5.3', 'too many recipients');
  const { delivery, gate } = context.settings;
  const route = gate?.recipient(command.to) ?? delivery.route(command.to, transaction.mail.size);
  if (isRefusal(route)) {
    transaction.refused++;
    if (!context.recipientUnknown()) return reply(route.code, route.status, route.words);
    context.afterReply = 'close';
    return reply(421, '4.7.0', 'too many recipients that nobody has');
  }
  const barred = refuseElsewhere(context, transaction, command.to, route);
  if (barred) {
    transaction.refused++;
    return barred;
  }
  transaction.recipients.push({ ...command, route });
  return reply(250, '2.1.5', 'go on');
};

/**
 * Why an address elsewhere gets nothing from this client. Where somebody here forwards their mail it leaves whoever sent
 * it: that is their own wish.
 */
function refuseElsewhere(
  { settings: { relay, log }, user }: SmtpContext,
  { mail }: Transaction,
  to: string,
  { local, remote }: Route,
): Reply | undefined {
  if (relay?.isOn) {
    const isElsewhere = remote.some((address) => canonicalAddress(address) === canonicalAddress(to));
    const refused = isElsewhere ? relay.refuses({ user, from: mail.from }) : undefined;
    return refused && reply(refused.code, refused.status, refused.words);
  }
  if (local.length === 0) return reply(550, '5.7.1', 'not passed on: that recipient does not live here');
  if (remote.length > 0) log.warn('smtp.notForwarded', { count: remote.length });
  return undefined;
}
