/** IMAP commands as values: what a client may say to our server (RFC 3501 §6 and the extensions that it offers). */
import { type AppendCommand, readAppend } from './appendCommand.ts';
import { type FetchAttribute, readFetchAttributes } from './fetch.ts';
import { readFlagList, uniqueFlags } from './flags.ts';
import { listMax } from './limits.ts';
import { type ListCommand, type LsubCommand, readList, readLsub } from './listCommand.ts';
import { readMailbox } from './mailboxName.ts';
import { type MessageSet, readMessageSet } from './messageSet.ts';
import { type Reader, WireError } from './reader.ts';
import {
  readSearch,
  readSort,
  readThread,
  type SearchCommand,
  type SortCommand,
  type ThreadCommand,
} from './searchCommand.ts';
import { readSelect, type SelectCommand } from './selectCommand.ts';
import { readStatusItems, type StatusItem } from './statusItems.ts';

const bareNames = [
  'CAPABILITY',
  'NOOP',
  'LOGOUT',
  'STARTTLS',
  'CHECK',
  'CLOSE',
  'UNSELECT',
  'EXPUNGE',
  'IDLE',
  'NAMESPACE',
] as const;
const mailboxNames = ['DELETE', 'SUBSCRIBE', 'UNSUBSCRIBE', 'GETQUOTAROOT'] as const;
/** How a STORE changes flags: `FLAGS`, `+FLAGS`, `-FLAGS`. */
export type StoreMode = 'replace' | 'add' | 'remove';

export type Command =
  | { readonly name: (typeof bareNames)[number] }
  | { readonly name: (typeof mailboxNames)[number]; readonly mailbox: string }
  /** RFC 6154 §3: `specialUse` from USE (…), where given. */
  | { readonly name: 'CREATE'; readonly mailbox: string; readonly specialUse: readonly string[] }
  | { readonly name: 'RENAME'; readonly mailbox: string; readonly to: string }
  | { readonly name: 'ID'; readonly fields: readonly (string | null)[] | null }
  | { readonly name: 'LOGIN'; readonly user: string; readonly password: string }
  /** `initial` is base64, `=` for an empty one (RFC 4959). */
  | { readonly name: 'AUTHENTICATE'; readonly mechanism: string; readonly initial: string | null }
  | { readonly name: 'ENABLE'; readonly capabilities: readonly string[] }
  | SelectCommand
  | ListCommand
  | LsubCommand
  | { readonly name: 'STATUS'; readonly mailbox: string; readonly items: readonly StatusItem[] }
  | AppendCommand
  /** RFC 9208 §4.1.2. */
  | { readonly name: 'GETQUOTA'; readonly root: string }
  /** RFC 4978. */
  | { readonly name: 'COMPRESS'; readonly mechanism: string }
  | { readonly name: 'UID EXPUNGE'; readonly set: MessageSet }
  | SearchCommand
  | SortCommand
  | ThreadCommand
  | {
      readonly name: 'FETCH';
      readonly uid: boolean;
      readonly set: MessageSet;
      readonly attributes: readonly FetchAttribute[];
      /** RFC 7162 §3.1.4: only what changed after this mod-sequence; null without. */
      readonly changedSince: number | null;
      /** RFC 7162 §3.2.6: also what went since then. */
      readonly vanished: boolean;
    }
  | {
      readonly name: 'STORE';
      readonly uid: boolean;
      readonly set: MessageSet;
      /** RFC 7162 §3.1.3: leaves what changed after this mod-sequence; null without. */
      readonly unchangedSince: number | null;
      readonly mode: StoreMode;
      readonly silent: boolean;
      readonly flags: readonly string[];
    }
  | { readonly name: 'COPY' | 'MOVE'; readonly uid: boolean; readonly set: MessageSet; readonly mailbox: string };

export type CommandName = Command['name'];

/** Reads the command after its tag and the space, to the end of the line. Throws {@link WireError}. */
export function readCommand(reader: Reader): Command {
  const word = reader.word();
  const command = word === 'UID' ? readUidCommand(reader) : readPlainCommand(reader, word);
  reader.end();
  return command;
}

function readUidCommand(reader: Reader): Command {
  reader.sp();
  const word = reader.word();
  if (word !== 'EXPUNGE') return readMessageCommand(reader, word, true);
  reader.sp();
  return { name: 'UID EXPUNGE', set: readMessageSet(reader) };
}

function readPlainCommand(reader: Reader, word: string): Command {
  const bare = bareNames.find((name) => name === word);
  if (bare) return { name: bare };
  const onMailbox = mailboxNames.find((name) => name === word);
  if (onMailbox) {
    reader.sp();
    return { name: onMailbox, mailbox: readMailbox(reader) };
  }
  const read = readers.get(word);
  if (!read) return readMessageCommand(reader, word, false);
  reader.sp();
  return read(reader);
}

const readers = new Map<string, (reader: Reader) => Command>([
  ['CREATE', readCreate],
  ['RENAME', readRename],
  ['ID', readId],
  ['LOGIN', readLogin],
  ['AUTHENTICATE', readAuthenticate],
  ['ENABLE', (reader) => ({ name: 'ENABLE', capabilities: readWords(reader) })],
  ['LIST', readList],
  ['LSUB', readLsub],
  ['STATUS', readStatus],
  ['APPEND', readAppend],
  ['SELECT', (reader) => readSelect(reader, 'SELECT')],
  ['EXAMINE', (reader) => readSelect(reader, 'EXAMINE')],
  ['GETQUOTA', (reader) => ({ name: 'GETQUOTA', root: reader.astring() })],
  ['COMPRESS', (reader) => ({ name: 'COMPRESS', mechanism: reader.word() })],
]);

function readMessageCommand(reader: Reader, word: string, uid: boolean): Command {
  const read = messageReaders.get(word);
  if (!read) throw new WireError('command');
  reader.sp();
  return read(reader, uid);
}

const messageReaders = new Map<string, (reader: Reader, uid: boolean) => Command>([
  ['SEARCH', readSearch],
  ['SORT', readSort],
  ['THREAD', readThread],
  ['FETCH', readFetch],
  ['STORE', readStore],
  ['COPY', (reader, uid) => ({ name: 'COPY', uid, ...readTarget(reader) })],
  ['MOVE', (reader, uid) => ({ name: 'MOVE', uid, ...readTarget(reader) })],
]);

function readTarget(reader: Reader): { set: MessageSet; mailbox: string } {
  const set = readMessageSet(reader);
  reader.sp();
  return { set, mailbox: readMailbox(reader) };
}

function readCreate(reader: Reader): Command {
  const mailbox = readMailbox(reader);
  if (!reader.skipIf(' (')) return { name: 'CREATE', mailbox, specialUse: [] };
  if (reader.word() !== 'USE') throw new WireError('USE');
  reader.sp();
  const specialUse = reader.list(() => reader.flag(), listMax);
  reader.expect(')');
  return { name: 'CREATE', mailbox, specialUse };
}

function readRename(reader: Reader): Command {
  const mailbox = readMailbox(reader);
  reader.sp();
  return { name: 'RENAME', mailbox, to: readMailbox(reader) };
}

function readLogin(reader: Reader): Command {
  const user = reader.astring();
  reader.sp();
  return { name: 'LOGIN', user, password: reader.astring() };
}

function readId(reader: Reader): Command {
  if (reader.skipWordIf('NIL')) return { name: 'ID', fields: null };
  return { name: 'ID', fields: reader.list(() => reader.nstring(), 60) };
}

function readAuthenticate(reader: Reader): Command {
  const mechanism = reader.word();
  return { name: 'AUTHENTICATE', mechanism, initial: reader.skipIf(' ') ? reader.rest() : null };
}

function readWords(reader: Reader): string[] {
  const words = [reader.word()];
  while (reader.skipIf(' ') && words.length < listMax) words.push(reader.word());
  return words;
}

function readStatus(reader: Reader): Command {
  const mailbox = readMailbox(reader);
  reader.sp();
  return { name: 'STATUS', mailbox, items: readStatusItems(reader) };
}

function readFetch(reader: Reader, uid: boolean): Command {
  const set = readMessageSet(reader);
  reader.sp();
  const attributes = readFetchAttributes(reader);
  let changedSince: number | null = null;
  let vanished = false;
  if (reader.skipIf(' ')) {
    reader.list(() => {
      const word = reader.word();
      if (word === 'VANISHED') vanished = true;
      else if (word === 'CHANGEDSINCE') changedSince = readModSeq(reader);
      else throw new WireError('fetch-modifier');
    }, listMax);
  }
  return { name: 'FETCH', uid, set, attributes, changedSince, vanished };
}

function readStore(reader: Reader, uid: boolean): Command {
  const set = readMessageSet(reader);
  reader.sp();
  let unchangedSince: number | null = null;
  if (reader.peek('(')) {
    reader.list(() => {
      if (reader.word() !== 'UNCHANGEDSINCE') throw new WireError('store-modifier');
      unchangedSince = readModSeq(reader);
    }, listMax);
    reader.sp();
  }
  const mode = reader.skipIf('+') ? 'add' : reader.skipIf('-') ? 'remove' : 'replace';
  const word = reader.word();
  if (word !== 'FLAGS' && word !== 'FLAGS.SILENT') throw new WireError('store-att-flags');
  reader.sp();
  const flags = reader.peek('(') ? readFlagList(reader) : uniqueFlags(readFlags(reader));
  return { name: 'STORE', uid, set, unchangedSince, mode, silent: word === 'FLAGS.SILENT', flags };
}

function readModSeq(reader: Reader): number {
  reader.sp();
  return reader.modSeq();
}

function readFlags(reader: Reader): string[] {
  const flags = [reader.flag()];
  while (reader.skipIf(' ') && flags.length < listMax) flags.push(reader.flag());
  return flags;
}
