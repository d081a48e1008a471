/** CAPA (RFC 2449 §5). */
import type { Pop3Connection } from './connection.ts';

/** Name in capitals → its arguments. Empty for a server that has no such command. */
export type Capabilities = ReadonlyMap<string, string>;

export async function askCapabilities(connection: Pop3Connection): Promise<Capabilities> {
  const { ok } = await connection.ask({ name: 'CAPA' });
  if (!ok) return new Map();
  const lines = await connection.listing();
  return new Map(
    lines.map((line): [string, string] => {
      const [name = '', rest = ''] = line.split(/ (.*)/s, 2);
      return [name.toUpperCase(), rest.toUpperCase()];
    }),
  );
}
