/** FETCH of BODYSTRUCTURE, and of chosen sections of several messages at once (RFC 9051 §6.4.5). Never marks them \Seen. */
import { type BodyPart, readBodyStructure } from './bodyStructure.ts';
import type { Argument, ImapConnection, Response, Token, Tokens } from './connection.ts';
import { packUids } from './uidSet.ts';

/** UID → structure, of those that the selected mailbox still has and whose structure can be read. */
export async function fetchStructures(
  connection: ImapConnection,
  uids: readonly number[],
): Promise<ReadonlyMap<number, BodyPart>> {
  const found = new Map<number, BodyPart>();
  await askFor(connection, uids, [{ type: 'ATOM', value: 'BODYSTRUCTURE' }], (uid, items) => {
    const at = items.findIndex((token) => nameOf(token) === 'BODYSTRUCTURE');
    const structure = at < 0 ? undefined : readBodyStructure(items[at + 1] ?? null);
    if (structure) found.set(uid, structure);
  });
  return found;
}

/** UID → section (`1.MIME`, `HEADER`) → its bytes. What the server did not send is not there. */
export async function fetchSections(
  connection: ImapConnection,
  uids: readonly number[],
  sections: readonly string[],
): Promise<ReadonlyMap<number, ReadonlyMap<string, Uint8Array>>> {
  const found = new Map<number, ReadonlyMap<string, Uint8Array>>();
  const items = sections.map(
    (section): Argument => ({ type: 'ATOM', value: 'BODY.PEEK', section: [{ type: 'ATOM', value: section }] }),
  );
  await askFor(connection, uids, items, (uid, answer) => {
    const bytes = new Map<string, Uint8Array>();
    for (const [at, token] of answer.entries()) {
      const section = nameOf(token) === 'BODY' && isToken(token) ? sectionOf(token) : '';
      const value = section === '' ? undefined : bytesOf(answer[at + 1] ?? null);
      if (value) bytes.set(section, value);
    }
    found.set(uid, bytes);
  });
  return found;
}

async function askFor(
  connection: ImapConnection,
  uids: readonly number[],
  items: readonly Argument[],
  onMessage: (uid: number, items: readonly Tokens[]) => void,
): Promise<void> {
  const asked = new Set(uids);
  const onFetch = ({ attributes = [] }: Response) => {
    const list: readonly Tokens[] = attributes.find((token) => Array.isArray(token)) ?? [];
    const at = list.findIndex((token) => nameOf(token) === 'UID');
    const value = at < 0 ? null : (list[at + 1] ?? null);
    const uid = isToken(value) ? Number(value.value) : 0;
    if (asked.has(uid)) onMessage(uid, list);
  };
  const args: readonly Argument[] = [
    { type: 'SEQUENCE', value: packUids(uids) },
    [{ type: 'ATOM', value: 'UID' }, ...items],
  ];
  await connection.command('UID FETCH', args, { FETCH: onFetch });
}

function isToken(token: Tokens): token is Token {
  return token !== null && !Array.isArray(token);
}

function nameOf(token: Tokens): string {
  return isToken(token) && typeof token.value === 'string' ? token.value.toUpperCase() : '';
}

function sectionOf({ section }: Token): string {
  const [first = null] = section ?? [];
  return nameOf(first);
}

/** NIL is nothing; short ones may come quoted. */
function bytesOf(token: Tokens): Uint8Array | undefined {
  if (!isToken(token)) return undefined;
  if (token.value instanceof Uint8Array) return token.value;
  return typeof token.value === 'string' ? Buffer.from(token.value, 'utf8') : undefined;
}
