/** Signing in: AUTH PLAIN (RFC 5034) where it is offered, else USER and PASS (RFC 1939 §7). */
import { MailError } from '../../base/errors.ts';
import { writePlain } from '../wire/sasl/plain.ts';
import type { Capabilities } from './capa.ts';
import type { Pop3Connection } from './connection.ts';
import { signInRefused } from './refusal.ts';

export interface Credentials {
  readonly user: string;
  readonly secret: string;
}

/** Throws `auth.refused`, `mailbox.inUse`, `mailbox.refused`, `auth.noMechanism` for what no line can carry, `net.*`. */
export async function signIn(
  connection: Pop3Connection,
  { user, secret }: Credentials,
  capabilities: Capabilities,
): Promise<void> {
  const { endpoint } = connection;
  if (/\bPLAIN\b/.test(capabilities.get('SASL') ?? '')) {
    connection.send([{ name: 'AUTH', mechanism: 'PLAIN', initial: null }]);
    const asked = await connection.status({ mayAsk: true });
    if (asked) throw signInRefused(asked, endpoint);
    connection.answer(writePlain({ user, password: secret }));
    const answer = await connection.status();
    if (!answer?.ok) throw signInRefused(answer ?? { ok: false, code: '', words: '' }, endpoint);
    return;
  }
  if (/[\r\n\0]/.test(user + secret))
    throw new MailError('auth.noMechanism', { retry: 'afterUser', data: { host: endpoint.host, port: endpoint.port } });
  const named = await connection.ask({ name: 'USER', user });
  if (!named.ok) throw signInRefused(named, endpoint);
  const admitted = await connection.ask({ name: 'PASS', password: secret });
  if (!admitted.ok) throw signInRefused(admitted, endpoint);
}
