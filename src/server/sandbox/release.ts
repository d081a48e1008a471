import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import { writeDate } from '../../mail/mime/writeHeader.ts';
import { type Endpoint, machineTrust, type Trust } from '../../mail/net/endpoint.ts';
import { openSmtp } from '../../mail/smtp/connection.ts';
import { submit } from '../../mail/smtp/submit.ts';
import { canonicalAddress } from '../address.ts';

/** Where released mail goes through, and to whom it may go. Given at the start of the server only, never over the API. */
export interface ReleaseOptions {
  readonly endpoint: Endpoint;
  /** Empty user: without signing in. */
  readonly user: string;
  readonly password: string;
  /** Whole addresses, or `*@domain`. */
  readonly allow: readonly string[];
  /** Default: the machine's certificates. */
  readonly trust?: Trust;
}

export interface ReleasedMail {
  readonly from: string;
  /** As it was sent to the sandbox. */
  readonly bytes: Uint8Array;
}

/** The header that every released mail carries, above all others. */
export const releaseMark = 'X-Mailroom-Released';

/**
 * The one way out of the sandbox: hands a captured mail to the smart host, for addresses of the list alone. Throws, before
 * anything is connected, `sandbox.noSmartHost`, `server.badAddress` and `sandbox.notAllowed` when one of them is not on it;
 * then `net.*`, `auth.*` and `sandbox.releaseFailed` when the smart host takes it for less than all.
 */
export async function releaseMail(
  { from, bytes }: ReleasedMail,
  to: readonly string[],
  options: ReleaseOptions | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<void> {
  const recipients = [...new Set(to.map(canonicalAddress))];
  if (recipients.length === 0) throw new MailError('server.badAddress', { data: { address: '' } });
  if (!options) throw new MailError('sandbox.noSmartHost', { retry: 'afterUser' });
  const refused = recipients.find((address) => !isAllowed(options.allow, address));
  if (refused !== undefined)
    throw new MailError('sandbox.notAllowed', { retry: 'afterUser', data: { address: refused } });
  const { endpoint, user, password, trust = machineTrust } = options;
  const mark = Buffer.from(`${releaseMark}: ${writeDate(clock.now())}\r\n`, 'latin1');
  const marked = Buffer.concat([mark, withLineEnds(bytes)]);
  const session = await openSmtp({ endpoint, trust, clock, log });
  try {
    if (user !== '') await session.login({ user, secret: password });
    const has8Bit = marked.some((byte) => byte > 0x7f);
    const submission = { from, recipients, size: marked.length, has8Bit, bytes: once(marked) };
    const { verdicts, lost } = await submit(session, submission, { beforeFinalDot: () => {} });
    const failed = verdicts.find(({ outcome }) => outcome !== 'accepted');
    if (failed) throw failure(endpoint, failed.reply?.text ?? lost?.code ?? failed.outcome);
  } finally {
    session.close();
  }
}

export function isAllowed(allow: readonly string[], address: string): boolean {
  const wanted = canonicalAddress(address);
  return allow.some((entry) => {
    const pattern = canonicalAddress(entry);
    return pattern.startsWith('*@') ? wanted.endsWith(pattern.slice(1)) : wanted === pattern;
  });
}

/** Lone LF and CR become CRLF, as SMTP wants them (RFC 5321 §2.3.8). */
function withLineEnds(bytes: Uint8Array): Uint8Array {
  return Buffer.from(
    Buffer.from(bytes)
      .toString('latin1')
      .replace(/\r\n|\r|\n/g, '\r\n'),
    'latin1',
  );
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function failure({ host }: Endpoint, detail: string): MailError {
  return new MailError('sandbox.releaseFailed', { retry: 'later', data: { host, detail } });
}
