import type { Clock } from '../../base/clock.ts';
import { isMailError, messageOf } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { machineTrust, type Trust } from '../../mail/net/endpoint.ts';
import { openSmtp, type SmtpSession } from '../../mail/smtp/connection.ts';
import { replyText } from '../../mail/smtp/reply.ts';
import { submit } from '../../mail/smtp/submit.ts';
import { NoExchanger } from './exchangers.ts';
import type { Door, Hop } from './hops.ts';
import { keptReplyMaxChars } from './limits.ts';

/** What one attempt brought a recipient. `reply`: the server's words with their numbers, or why there are none. */
export interface Attempted {
  readonly outcome: 'delivered' | 'deferred' | 'refused';
  readonly reply: string;
}

export interface OutgoingMail {
  readonly from: string;
  readonly recipients: readonly string[];
  readonly bytes: Uint8Array;
}

export interface TransmitOptions {
  /** Asked for when the hop is signed in to. */
  readonly password: () => string;
  readonly ownName: string;
  readonly trust?: Trust | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** The server was not reached, so that others who wait for it need not try now. */
export interface Unreached {
  readonly unreached: Attempted;
}

/**
 * Hands a mail to the next server in one transaction: what became of each recipient, in their order. Throws
 * `engine.cancelled` when the server stops.
 */
export async function transmit(
  hop: Hop,
  mail: OutgoingMail,
  options: TransmitOptions,
): Promise<readonly Attempted[] | Unreached> {
  const { signal } = options;
  let session: SmtpSession;
  try {
    session = await reach(hop, options);
  } catch (error) {
    if (signal.aborted) throw error;
    return { unreached: failureOf(error) };
  }
  const { from, recipients, bytes } = mail;
  try {
    const has8Bit = bytes.some((byte) => byte > 0x7f);
    const submission = { from, recipients, size: bytes.length, has8Bit, bytes: once(bytes) };
    const { verdicts, lost } = await submit(session, submission, { beforeFinalDot: () => {} }, { signal });
    return verdicts.map(({ outcome, reply }) => {
      const words = reply ? replyText(reply) : lost ? failureOf(lost).reply : outcome;
      const told = outcome === 'accepted' ? 'delivered' : outcome === 'refused' ? 'refused' : 'deferred';
      return { outcome: told, reply: words.replace(/\s+/g, ' ').slice(0, keptReplyMaxChars) };
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return recipients.map(() => failureOf(error));
  } finally {
    session.close();
  }
}

/** The first door that opens. */
async function reach(hop: Hop, options: TransmitOptions): Promise<SmtpSession> {
  const doors = await hop.doors();
  let failure: unknown;
  for (const door of doors) {
    try {
      return await enter(door, hop.user, options);
    } catch (error) {
      if (options.signal.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

async function enter(
  { endpoint, opportunistic }: Door,
  user: string,
  { ownName, password, trust = machineTrust, clock, log, signal }: TransmitOptions,
): Promise<SmtpSession> {
  const session = await openSmtp({ endpoint, trust, clock, log, signal, opportunistic, ownName });
  try {
    if (user !== '') await session.login({ user, secret: password() });
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** A failure of the line is for now; what the other server can never take is for good. */
function failureOf(error: unknown): Attempted {
  if (error instanceof NoExchanger) {
    const outcome = error.status.startsWith('5') ? 'refused' : 'deferred';
    return { outcome, reply: `${error.status} ${error.message}` };
  }
  if (isMailError(error, 'send.tooLarge')) return { outcome: 'refused', reply: '5.3.4 larger than that server takes' };
  if (isMailError(error, 'send.recipientRefused'))
    return { outcome: 'refused', reply: '5.6.7 that server takes no addresses beyond ASCII (SMTPUTF8)' };
  if (!isMailError(error)) return { outcome: 'deferred', reply: `4.3.0 ${messageOf(error)}` };
  const { host, port, serverSaid } = error.data;
  const place = [host, port].filter((piece) => piece !== undefined).join(':');
  const said = serverSaid ? ` (${String(serverSaid)})` : '';
  return { outcome: 'deferred', reply: `4.4.1 ${error.code} ${place}${said}`.trim().slice(0, keptReplyMaxChars) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
