/** `-ERR`, as our coded errors. */
import type { ErrorCode } from '../../base/errorCodes.ts';
import { MailError } from '../../base/errors.ts';
import type { Endpoint } from '../net/endpoint.ts';
import { serverSaidMaxChars } from '../net/limits.ts';
import type { Status } from '../wire/pop3/status.ts';

/** A command after sign-in that the server would not do. */
export function commandRefused({ code, words }: Status): MailError {
  const data = { serverSaid: words.slice(0, serverSaidMaxChars), responseCode: code };
  return new MailError('mailbox.refused', { retry: code === 'SYS/PERM' ? 'never' : 'later', data });
}

/**
 * A sign-in that was refused (RFC 2449 §8.1, RFC 3206): `auth.refused` where the name or the password may be wrong,
 * `mailbox.inUse` while another program has the maildrop, `mailbox.refused` for what may pass.
 */
export function signInRefused({ code, words }: Status, { host, port }: Endpoint): MailError {
  const data = { host, port, serverSaid: words.slice(0, serverSaidMaxChars), responseCode: code };
  const known = byCode[code];
  if (known) return new MailError(known.code, { retry: known.retry, data });
  // Without a code the words tell: Dovecot and others said so for years.
  if (code === '' && /\block(ed)?\b|in use|already open/i.test(words))
    return new MailError('mailbox.inUse', { retry: 'later', data });
  return new MailError('auth.refused', { retry: 'afterUser', data });
}

const byCode: { readonly [code: string]: { readonly code: ErrorCode; readonly retry: 'later' | 'afterUser' } } = {
  'IN-USE': { code: 'mailbox.inUse', retry: 'later' },
  'LOGIN-DELAY': { code: 'mailbox.refused', retry: 'later' },
  'SYS/TEMP': { code: 'mailbox.refused', retry: 'later' },
  'SYS/PERM': { code: 'mailbox.refused', retry: 'afterUser' },
};
