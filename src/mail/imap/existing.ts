/** Which messages are still there. FETCH says it (RFC 9051 §6.4.9): UID SEARCH finds nothing on servers whose SEARCH is broken. */
import type { ImapConnection, Response, Tokens } from './connection.ts';
import { uidRangesPerCommand } from './limits.ts';
import { packUidsInPieces } from './uidSet.ts';

/** Those of the UIDs that the selected mailbox has. */
export async function existingUids(connection: ImapConnection, uids: readonly number[]): Promise<ReadonlySet<number>> {
  const asked = new Set(uids);
  const there = new Set<number>();
  const onFetch = ({ attributes = [] }: Response) => {
    const uid = uidOf(attributes);
    if (asked.has(uid)) there.add(uid);
  };
  for (const { set } of packUidsInPieces(uids, uidRangesPerCommand)) {
    const args = [
      { type: 'SEQUENCE', value: set },
      { type: 'ATOM', value: 'UID' },
    ] as const;
    await connection.command('UID FETCH', args, { FETCH: onFetch });
  }
  return there;
}

/** `* 5 FETCH (UID 12)`: the list behind the name, names and values by turns. */
function uidOf(attributes: readonly Tokens[]): number {
  const list: readonly Tokens[] = attributes.find((token) => Array.isArray(token)) ?? [];
  const name = list.findIndex((token) => textOf(token).toUpperCase() === 'UID');
  return name < 0 ? 0 : Number(textOf(list[name + 1] ?? null));
}

function textOf(token: Tokens): string {
  return token && !Array.isArray(token) && 'value' in token && typeof token.value === 'string' ? token.value : '';
}
