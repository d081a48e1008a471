/** STLS (RFC 2595 §4): wanted means required. */
import { MailError } from '../../base/errors.ts';
import type { Pop3Connection } from './connection.ts';

/** Throws `net.startTlsMissing` where the server will not, `net.certificate*`. Nothing else was said before. */
export async function secureByStls(connection: Pop3Connection): Promise<void> {
  const { host, port } = connection.endpoint;
  const { ok, words } = await connection.ask({ name: 'STLS' });
  if (!ok) throw new MailError('net.startTlsMissing', { retry: 'afterUser', data: { host, port, serverSaid: words } });
  await connection.secure();
}
