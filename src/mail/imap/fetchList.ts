/** FETCH of what lists show: flags, dates, size, envelope, structure; and of what changed since (RFC 7162). */
import { FetchReader, type FetchRecord } from '../wire/imap/fetchResponse.ts';
import { FlagLineReader, type OnFlags } from '../wire/imap/flagLines.ts';
import type { Argument, BulkRow, ImapConnection, Response, Tokens, UntaggedHandlers } from './connection.ts';
import { unpackUids } from './uidSet.ts';

export interface ListFetch {
  /** UIDs as a set (`5:*`), or message numbers where `by` is `sequence`. */
  readonly set: string;
  readonly by: 'uid' | 'sequence';
}

/** Gives each message of the set to `onRow`, in the server's order. Rows that are only news of flags are left out. */
export async function fetchList(
  connection: ImapConnection,
  fetch: ListFetch,
  onRow: (row: FetchRecord) => void,
): Promise<void> {
  const reader = new FetchReader();
  await askForList(connection, fetch, (line, literals) => {
    const row = reader.read(line, literals);
    const isListed = row.uid > 0 && row.hasEnvelope;
    if (isListed) onRow(row);
    return isListed;
  });
}

/** One response of a listing as it came: the line with its literals inline, or with their bytes apart in order. */
export interface ListResponse {
  readonly line: Uint8Array;
  readonly literals: readonly Uint8Array[] | undefined;
}

/** {@link fetchList} for a whole mailbox: each response as its bytes, to be read by a {@link FetchReader} in its time. */
export async function fetchListBytes(
  connection: ImapConnection,
  fetch: ListFetch,
  onResponse: (response: ListResponse) => void,
): Promise<void> {
  const reader = new FetchReader();
  await askForList(connection, fetch, (line, literals) => {
    // Only a server that writes the item otherwise has its rows read twice.
    const isListed = bytesOf(line).includes(envelopeItem) || reader.read(line, literals).hasEnvelope;
    if (isListed) onResponse({ line, literals });
    return isListed;
  });
}

function askForList(connection: ImapConnection, { set, by }: ListFetch, onRow: BulkRow): Promise<void> {
  return connection.bulkFetch(by === 'uid' ? 'UID FETCH' : 'FETCH', [sequence(set), listItemsOf(connection)], onRow);
}

export interface FlagRow {
  readonly uid: number;
  readonly flags: readonly string[];
}

export interface FlagChanges {
  readonly rows: readonly FlagRow[];
  /** UIDs that the server said are gone; only with QRESYNC. */
  readonly vanished: readonly number[];
}

/**
 * UID and flags of all messages, each told as it comes: in the server's order, and twice where one changes meanwhile.
 * Equal flags are one object.
 */
export function fetchAllFlags(connection: ImapConnection, onFlags: OnFlags): Promise<void> {
  return fetchFlagLines(connection, [], onFlags);
}

/** The flags of all messages, or of those changed since a mod-sequence. With QRESYNC also what went since. */
export async function fetchFlags(connection: ImapConnection, changedSince?: bigint): Promise<FlagChanges> {
  const rows: FlagRow[] = [];
  const vanished: number[] = [];
  const modifiers: Argument[] = [];
  if (changedSince !== undefined) {
    const names = ['CHANGEDSINCE', changedSince.toString(), ...(connection.hasQresync ? ['VANISHED'] : [])];
    modifiers.push(names.map((value) => ({ type: 'ATOM', value })));
  }
  const onVanished = (response: Response) => {
    vanished.push(...unpackUids(lastText(response.attributes ?? [])));
  };
  await fetchFlagLines(connection, modifiers, (uid, flags) => rows.push({ uid, flags }), { VANISHED: onVanished });
  return { rows, vanished };
}

async function fetchFlagLines(
  connection: ImapConnection,
  modifiers: readonly Argument[],
  onFlags: OnFlags,
  untagged: UntaggedHandlers = {},
): Promise<void> {
  const lines = new FlagLineReader(onFlags);
  const others = new FetchReader();
  const onRow: BulkRow = (line, literals) => {
    const { uid, flags } = others.read(line, literals);
    if (uid > 0) onFlags(uid, flags);
    return uid > 0;
  };
  const takeRun = lines.read.bind(lines);
  await connection.bulkFetch('UID FETCH', [sequence('1:*'), flagItems, ...modifiers], onRow, { untagged, takeRun });
}

/** With the server's own name for a message, where it has one that stays: RFC 8474 §5.1, else Gmail's X-GM-EXT-1. */
function listItemsOf(connection: ImapConnection): Argument {
  if (connection.has('OBJECTID')) return [...listItems, atom('EMAILID')];
  return connection.has('X-GM-EXT-1') ? [...listItems, atom('X-GM-MSGID')] : listItems;
}

const listItems: readonly Argument[] = [
  ...['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODYSTRUCTURE'].map(
    (value): Argument => ({ type: 'ATOM', value }),
  ),
  {
    type: 'ATOM',
    value: 'BODY.PEEK',
    section: [{ type: 'ATOM', value: 'HEADER.FIELDS' }, [{ type: 'ATOM', value: 'REFERENCES' }]],
  },
];

const flagItems: Argument = [atom('UID'), atom('FLAGS')];

const envelopeItem = Buffer.from('ENVELOPE (', 'latin1');

function bytesOf(line: Uint8Array): Buffer {
  return Buffer.isBuffer(line) ? line : Buffer.from(line.buffer, line.byteOffset, line.byteLength);
}

function sequence(value: string): Argument {
  return { type: 'SEQUENCE', value };
}

function atom(value: string): Argument {
  return { type: 'ATOM', value };
}

function lastText(tokens: readonly Tokens[]): string {
  const last = tokens.at(-1);
  return last && !Array.isArray(last) && 'value' in last && typeof last.value === 'string' ? last.value : '';
}
