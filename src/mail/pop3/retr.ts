/** RETR (RFC 1939 §5), several on their way at once where the server takes that (RFC 2449 §6.6). */

import { pipelineMax, pipelineMaxBytes } from './limits.ts';
import type { Pop3Session } from './open.ts';

export interface Wanted {
  readonly number: number;
  /** Octets, as LIST told. */
  readonly size: number;
}

export interface RetrieveOptions<T extends Wanted> {
  /** A message past it ends the session: `net.limit`. */
  readonly maxBytes: number;
  readonly onMessage: (message: T, bytes: Uint8Array) => void | Promise<void>;
  /** The server would not give this one; the others follow. */
  readonly onRefused: (message: T, words: string) => void;
}

/** Gives each message to `onMessage`, in the order of `wanted`. Throws `net.*`, `engine.cancelled`. */
export async function retrieve<T extends Wanted>(
  { connection, capabilities }: Pop3Session,
  wanted: readonly T[],
  { maxBytes, onMessage, onRefused }: RetrieveOptions<T>,
): Promise<void> {
  const ahead = capabilities.has('PIPELINING') ? pipelineMax : 1;
  let asked = 0;
  let askedBytes = 0;
  for (const [at, message] of wanted.entries()) {
    for (let next = wanted[asked]; next; next = wanted[asked]) {
      if (asked > at && (asked - at >= ahead || askedBytes + next.size > pipelineMaxBytes)) break;
      connection.send([{ name: 'RETR', message: next.number }]);
      asked += 1;
      askedBytes += next.size;
    }
    const status = await connection.status();
    askedBytes -= message.size;
    if (status?.ok) await onMessage(message, await connection.message(maxBytes));
    else onRefused(message, status?.words ?? '');
  }
}
