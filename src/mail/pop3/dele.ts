/** DELE (RFC 1939 §5): a mark, which counts once QUIT is answered. */
import { pipelineMax } from './limits.ts';
import type { Pop3Session } from './open.ts';

/** Marks messages; gives those that the server marked. Throws `net.*`. */
export async function markDeleted(
  { connection, capabilities }: Pop3Session,
  numbers: readonly number[],
): Promise<ReadonlySet<number>> {
  const ahead = capabilities.has('PIPELINING') ? pipelineMax : 1;
  const marked = new Set<number>();
  for (let at = 0; at < numbers.length; at += ahead) {
    const some = numbers.slice(at, at + ahead);
    connection.send(some.map((message) => ({ name: 'DELE', message })));
    for (const number of some) if ((await connection.status())?.ok) marked.add(number);
  }
  return marked;
}
