/** FETCH of what lists show: flags, dates, size, envelope, structure; and of what changed since (RFC 7162). */
import { FetchReader, type FetchRecord } from '../wire/imap/fetchResponse.ts';
import { FlagLineReader, type OnFlags } from '../wire/imap/flagLines.ts';
import type { Argument, BulkRow, ImapConnection, Response, Tokens } from './connection.ts';
import { unpackUids } from './uidSet.ts';

export interface ListFetch {
  /** UIDs as a set (`5:*`), or message numbers where `by` is `sequence`. */
  readonly set: string;
  readonly by: 'uid' | 'sequence';
  /** Reads the responses, and knows who wrote before; of one listing, the same. */
  readonly reader?: FetchReader;
}

/** Gives each message of the set to `onRow`, in the server's order. Rows that are only news of flags are left out. */
export async function fetchList(
  connection: ImapConnection,
  { set, by, reader = new FetchReader() }: ListFetch,
  onRow: (row: FetchRecord) => void,
): Promise<void> {
  await connection.bulkFetch(
    by === 'uid' ? 'UID FETCH' : 'FETCH',
    [sequence(set), listItemsOf(connection)],
    (line, literals) => {
      const row = reader.read(line, literals);
      const isListed = row.uid > 0 && row.hasEnvelope;
      if (isListed) onRow(row);
      return isListed;
    },
  );
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
export async function fetchAllFlags(connection: ImapConnection, onFlags: OnFlags): Promise<void> {
  const lines = new FlagLineReader(onFlags);
  const others = new FetchReader();
  const onRow: BulkRow = (line, literals) => {
    const { uid, flags } = others.read(line, literals);
    if (uid > 0) onFlags(uid, flags);
    return uid > 0;
  };
  await connection.bulkFetch('UID FETCH', [sequence('1:*'), flagItems], onRow, { takeRun: lines.read.bind(lines) });
}

/** The flags of all messages, or of those changed since a mod-sequence. With QRESYNC also what went since. */
export async function fetchFlags(connection: ImapConnection, changedSince?: bigint): Promise<FlagChanges> {
  const rows: FlagRow[] = [];
  const reader = new FetchReader();
  const vanished: number[] = [];
  const modifiers: Argument[] = [];
  if (changedSince !== undefined) {
    const names = ['CHANGEDSINCE', changedSince.toString(), ...(connection.hasQresync ? ['VANISHED'] : [])];
    modifiers.push(names.map((value) => ({ type: 'ATOM', value })));
  }
  const onVanished = (response: Response) => {
    vanished.push(...unpackUids(lastText(response.attributes ?? [])));
  };
  await connection.bulkFetch(
    'UID FETCH',
    [sequence('1:*'), flagItems, ...modifiers],
    (line, literals) => {
      const { uid, flags } = reader.read(line, literals);
      if (uid > 0) rows.push({ uid, flags });
      return uid > 0;
    },
    { untagged: { VANISHED: onVanished } },
  );
  return { rows, vanished };
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
