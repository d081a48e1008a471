import { type Reply, reply } from '../../mail/wire/smtp/reply.ts';
import { isRefusal } from '../directory/directory.ts';
import { goesRound } from '../relay/loops.ts';
import type { Content } from './content.ts';
import type { Handler, SmtpContext, Transaction } from './context.ts';

/** RFC 5321 §4.1.1.4: the message, up to the line with a single dot. */
export const data: Handler = (context, argument) => {
  const { transaction } = context;
  if (argument !== '') return reply(501, '5.5.4', 'DATA stands alone');
  if (transaction?.content) return reply(503, '5.5.1', 'BDAT has begun it: RSET ends it'); // RFC 3030 §2
  const refusal = refuseContent(context);
  if (!transaction || refusal) return refusal;
  if (context.waiting > 0) {
    // RFC 2920 §3.1: DATA is the last of its group. A client that goes on unasked would have its message read as commands
    // whenever DATA is refused, which is another way to smuggle.
    context.afterReply = 'close';
    return reply(554, '5.5.0', 'the message came before it was asked for');
  }
  const content = context.newContent({ dots: true });
  context.receive({
    push: (chunk) => content.push(chunk),
    get ended() {
      return content.ended;
    },
    finish: () => takeContent(context, transaction, content),
    drop: () => content.drop(),
  });
  return reply(354, '', 'go on; a dot alone on its line ends it');
};

/** Why there can be no message now (RFC 5321 §3.3). */
export function refuseContent({ transaction, user, remoteAddress, settings }: SmtpContext): Reply | undefined {
  if (!transaction) return reply(503, '5.5.1', 'MAIL first');
  const recipients = transaction.recipients.length;
  if (recipients === 0)
    return transaction.refused > 0 ? reply(554, '5.5.1', 'no valid recipients') : reply(503, '5.5.1', 'RCPT first');
  if (transaction.admitted) return undefined;
  const sender = user ? { user: user.address } : {};
  const tooMuch = settings.gate?.message({ ...sender, remoteAddress, recipients });
  if (tooMuch) return reply(tooMuch.code, tooMuch.status, tooMuch.words);
  transaction.admitted = true;
  return undefined;
}

/** Ends the mail: delivered when 250 is said, else refused with the reason. */
export async function takeContent(context: SmtpContext, transaction: Transaction, content: Content): Promise<Reply> {
  const bytes = content.finish();
  const { problem } = content;
  const { id, mail, recipients } = transaction;
  const { delivery, relay, clock, log } = context.settings;
  try {
    if (problem) return problem;
    const full = nobodyHasRoom(context, transaction, bytes.length);
    if (full) return full;
    const leaves = recipients.some(({ route }) => route.remote.length > 0);
    if (leaves && relay?.isOn && goesRound(bytes)) return reply(554, '5.4.6', 'this mail goes round in a circle');
    delivery.announce(context, false);
    await delivery.deliver({
      from: mail.from,
      recipients: recipients.map(({ to }) => to),
      routes: recipients.map(({ route }) => route),
      bytes,
      receivedAt: clock.now(),
      reports: { envelopeId: mail.envelopeId, wishes: recipients },
      trace: {
        id,
        by: context.hostName,
        greeting: context.greeting?.name ?? '',
        address: context.remoteAddress,
        protocol: protocolOf(context, mail.smtpUtf8),
      },
    });
    return reply(250, '2.0.0', `stored as ${id}`);
  } catch (error) {
    log.error('smtp.deliveryFailed', { error });
    return reply(451, '4.3.0', 'not stored, try later');
  } finally {
    content.drop();
    if (context.transaction === transaction) context.reset();
  }
}

/**
 * Quota by the size that it really has, where less or none was announced. One answer stands for all recipients: while one
 * has room the mail is taken for all, so that nobody's is lost and nobody gets it twice.
 */
function nobodyHasRoom({ settings }: SmtpContext, { mail, recipients }: Transaction, bytes: number): Reply | undefined {
  if (bytes <= mail.size) return undefined;
  let full: Reply | undefined;
  for (const { to } of recipients) {
    const route = settings.delivery.route(to, bytes);
    if (!isRefusal(route)) return undefined;
    full ??= reply(route.code, route.status, route.words);
  }
  return full;
}

/** The name of the way it came, for Received (RFC 3848, RFC 6531 §4.3). */
function protocolOf({ greeting, secure, user }: SmtpContext, smtpUtf8: boolean): string {
  if (!greeting?.extended) return 'SMTP';
  return `${smtpUtf8 ? 'UTF8SMTP' : 'ESMTP'}${secure ? 'S' : ''}${user ? 'A' : ''}`;
}
