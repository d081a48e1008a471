import { contentCommand, type Exchange } from './dialogue.ts';
import type { Reply } from './reply.ts';

/** At which command the server decided. */
export type Stage = 'mail' | 'rcpt' | 'data' | 'content';

/**
 * What became of one recipient. `accepted`: the server has taken the message for them. `deferred` and `refused`: it said
 * no, for now or for good. `untouched`: the message was not delivered into the server's hands. `unknown`: the final dot
 * may have left and no reply came.
 */
export interface Verdict {
  readonly address: string;
  readonly outcome: 'accepted' | 'deferred' | 'refused' | 'untouched' | 'unknown';
  readonly stage: Stage | undefined;
  readonly reply: Reply | undefined;
}

/**
 * Reads the verdict for each recipient from the transaction's exchanges, in the order of RFC 5321 §3.3. `dotSent`: the
 * end of the message may have left; only then does a 2xx to the message count, and only then is silence a doubt.
 */
export function judge(
  exchanges: readonly Exchange[],
  recipients: readonly string[],
  dotSent: boolean,
): readonly Verdict[] {
  const start = exchanges.findLastIndex(({ command }) => /^MAIL FROM:/i.test(command));
  const transaction = start < 0 ? [] : exchanges.slice(start);
  const mail = transaction[0]?.reply;
  const data = replyTo(transaction, 'DATA');
  const content = replyTo(transaction, contentCommand);
  const rcpt = transaction.filter(({ command }) => /^RCPT TO:/i.test(command));
  return recipients.map((address, index) => {
    const own = rcpt[index]?.reply;
    if (mail && !isYes(mail)) return verdict(address, 'mail', mail);
    if (own && !isYes(own)) return verdict(address, 'rcpt', own);
    if (data && !isYes(data) && !isGoOn(data)) return verdict(address, 'data', data);
    if (content && !isYes(content) && content.code >= 400) return verdict(address, 'content', content);
    if (content && isYes(content) && dotSent && own) return verdict(address, 'content', content);
    return { address, outcome: dotSent && own ? 'unknown' : 'untouched', stage: undefined, reply: own };
  });
}

function replyTo(transaction: readonly Exchange[], command: string): Reply | undefined {
  return transaction.find((exchange) => exchange.command === command)?.reply;
}

/**
 * True where the server says of a recipient only that there were too many before: 452, and from older servers 552
 * (RFC 5321 §4.5.3.1.10). The next transaction may have them.
 */
export function isTooMany({ stage, reply }: Pick<Verdict, 'stage' | 'reply'>): boolean {
  if (stage !== 'rcpt' || !reply || (reply.code !== 452 && reply.code !== 552)) return false;
  return /^[45]\.5\.3$/.test(reply.enhanced) || /too many/i.test(reply.text);
}

function verdict(address: string, stage: Stage, reply: Reply): Verdict {
  if (isYes(reply)) return { address, outcome: 'accepted', stage, reply };
  const isFinal = reply.code >= 500 && !isTooMany({ stage, reply });
  // No code at all: the server speaks nonsense, and nothing was accepted. Time may mend it.
  return { address, outcome: isFinal ? 'refused' : 'deferred', stage, reply };
}

function isYes({ code }: Reply): boolean {
  return code >= 200 && code < 300;
}

function isGoOn({ code }: Reply): boolean {
  return code >= 300 && code < 400;
}
