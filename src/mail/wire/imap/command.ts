/** IMAP commands as values: what a client may say to our server (RFC 3501 §6 and the extensions that it offers). */
import { formatInternalDate, parseInternalDate } from './dateTime.ts';
import { type FetchAttribute, readFetchAttributes, writeFetchAttributes } from './fetch.ts';
import { readFlagList, uniqueFlags, writeFlagList } from './flags.ts';
import { listMax } from './limits.ts';
import { canonicalMailbox, decodeMailboxName, encodeMailboxName, readMailbox, writeMailbox } from './mailboxName.ts';
import { type Reader, WireError } from './reader.ts';
import { readSearchKeys, type SearchKey, writeSearchKey } from './search.ts';
import { readSequenceSet, type SequenceSet, writeSequenceSet } from './sequenceSet.ts';
import type { Writer } from './writer.ts';

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
const mailboxNames = ['SELECT', 'EXAMINE', 'DELETE', 'SUBSCRIBE', 'UNSUBSCRIBE'] as const;
const statusItems = [
  'MESSAGES',
  'RECENT',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'SIZE',
  'DELETED',
  'HIGHESTMODSEQ',
] as const;
export type StatusItem = (typeof statusItems)[number];

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
  /** `select` and `return` hold the options of RFC 5258 and RFC 6154 in upper case. */
  | {
      readonly name: 'LIST';
      readonly select: readonly string[];
      readonly reference: string;
      readonly patterns: readonly string[];
      readonly return: readonly string[];
    }
  | { readonly name: 'LSUB'; readonly reference: string; readonly pattern: string }
  | { readonly name: 'STATUS'; readonly mailbox: string; readonly items: readonly StatusItem[] }
  /** `internalDate` in milliseconds; null = now. */
  | {
      readonly name: 'APPEND';
      readonly mailbox: string;
      readonly flags: readonly string[];
      readonly internalDate: number | null;
      readonly message: Uint8Array;
    }
  | { readonly name: 'UID EXPUNGE'; readonly set: SequenceSet }
  | { readonly name: 'SEARCH'; readonly uid: boolean; readonly charset: string | null; readonly key: SearchKey }
  | {
      readonly name: 'FETCH';
      readonly uid: boolean;
      readonly set: SequenceSet;
      readonly attributes: readonly FetchAttribute[];
    }
  | {
      readonly name: 'STORE';
      readonly uid: boolean;
      readonly set: SequenceSet;
      readonly mode: StoreMode;
      readonly silent: boolean;
      readonly flags: readonly string[];
    }
  | { readonly name: 'COPY' | 'MOVE'; readonly uid: boolean; readonly set: SequenceSet; readonly mailbox: string };

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
  return { name: 'UID EXPUNGE', set: readSequenceSet(reader) };
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
]);

function readMessageCommand(reader: Reader, word: string, uid: boolean): Command {
  if (word !== 'SEARCH' && word !== 'FETCH' && word !== 'STORE' && word !== 'COPY' && word !== 'MOVE') {
    throw new WireError('command');
  }
  reader.sp();
  if (word === 'SEARCH') return readSearch(reader, uid);
  const set = readSequenceSet(reader);
  reader.sp();
  if (word === 'FETCH') return { name: word, uid, set, attributes: readFetchAttributes(reader) };
  if (word === 'STORE') return readStore(reader, uid, set);
  return { name: word, uid, set, mailbox: readMailbox(reader) };
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

function readList(reader: Reader): Command {
  const select = reader.peek('(') ? upper(reader.list(() => reader.flag(), listMax)) : [];
  if (select.length > 0 || reader.peek(' ')) reader.sp();
  const reference = readMailbox(reader);
  reader.sp();
  const pattern = () => canonicalMailbox(decodeMailboxName(reader.listMailbox()));
  const patterns = reader.peek('(') ? reader.list(pattern, listMax) : [pattern()];
  if (!reader.skipIf(' ')) return { name: 'LIST', select, reference, patterns, return: [] };
  if (reader.word() !== 'RETURN') throw new WireError('RETURN');
  reader.sp();
  return { name: 'LIST', select, reference, patterns, return: upper(reader.list(() => reader.atom(), listMax)) };
}

function readLsub(reader: Reader): Command {
  const reference = readMailbox(reader);
  reader.sp();
  return { name: 'LSUB', reference, pattern: canonicalMailbox(decodeMailboxName(reader.listMailbox())) };
}

function readStatus(reader: Reader): Command {
  const mailbox = readMailbox(reader);
  reader.sp();
  const items = reader.list(() => {
    const word = reader.word();
    const item = statusItems.find((known) => known === word);
    if (!item) throw new WireError('status-att');
    return item;
  }, listMax);
  return { name: 'STATUS', mailbox, items };
}

function readAppend(reader: Reader): Command {
  const mailbox = readMailbox(reader);
  reader.sp();
  const flags = reader.peek('(') ? readFlagList(reader) : [];
  reader.skipIf(' ');
  let internalDate: number | null = null;
  if (reader.peek('"')) {
    internalDate = parseInternalDate(reader.string());
    if (internalDate === null) throw new WireError('date-time');
    reader.sp();
  }
  return { name: 'APPEND', mailbox, flags, internalDate, message: reader.literal() };
}

function readSearch(reader: Reader, uid: boolean): Command {
  let charset: string | null = null;
  if (reader.skipWordIf('CHARSET')) {
    reader.sp();
    charset = reader.astring().toUpperCase();
    reader.sp();
  }
  return { name: 'SEARCH', uid, charset, key: readSearchKeys(reader) };
}

function readStore(reader: Reader, uid: boolean, set: SequenceSet): Command {
  const mode = reader.skipIf('+') ? 'add' : reader.skipIf('-') ? 'remove' : 'replace';
  const word = reader.word();
  if (word !== 'FLAGS' && word !== 'FLAGS.SILENT') throw new WireError('store-att-flags');
  reader.sp();
  const flags = reader.peek('(') ? readFlagList(reader) : uniqueFlags(readFlags(reader));
  return { name: 'STORE', uid, set, mode, silent: word === 'FLAGS.SILENT', flags };
}

function readFlags(reader: Reader): string[] {
  const flags = [reader.flag()];
  while (reader.skipIf(' ') && flags.length < listMax) flags.push(reader.flag());
  return flags;
}

function upper(words: readonly string[]): string[] {
  return words.map((word) => word.toUpperCase());
}

/** Writes what {@link readCommand} reads, without tag and CRLF. */
export function writeCommand(writer: Writer, command: Command): void {
  writer.raw('uid' in command && command.uid ? `UID ${command.name}` : command.name);
  switch (command.name) {
    case 'CREATE':
      writeMailbox(writer.raw(' '), command.mailbox);
      if (command.specialUse.length > 0) writer.raw(` (USE (${command.specialUse.join(' ')}))`);
      return;
    case 'RENAME':
      writeMailbox(writer.raw(' '), command.mailbox);
      writeMailbox(writer.raw(' '), command.to);
      return;
    case 'ID':
      if (!command.fields) writer.raw(' NIL');
      else writer.raw(' ').list(command.fields, (field) => writer.nstring(field));
      return;
    case 'LOGIN':
      writer.raw(' ').astring(command.user).raw(' ').astring(command.password);
      return;
    case 'AUTHENTICATE':
      writer.raw(` ${command.mechanism}${command.initial === null ? '' : ` ${command.initial}`}`);
      return;
    case 'ENABLE':
      writer.raw(` ${command.capabilities.join(' ')}`);
      return;
    case 'LIST':
    case 'LSUB':
      writeList(writer, command);
      return;
    case 'STATUS':
      writeMailbox(writer.raw(' '), command.mailbox);
      writer.raw(` (${command.items.join(' ')})`);
      return;
    case 'APPEND':
      writeMailbox(writer.raw(' '), command.mailbox);
      writer.raw(` ${writeFlagList(command.flags)} `);
      if (command.internalDate !== null) writer.raw(`"${formatInternalDate(command.internalDate)}" `);
      writer.literal(command.message);
      return;
    default:
      if ('mailbox' in command && !('set' in command)) writeMailbox(writer.raw(' '), command.mailbox);
      else writeMessageCommand(writer, command);
  }
}

function writeList(writer: Writer, command: Extract<Command, { name: 'LIST' | 'LSUB' }>): void {
  const pattern = (text: string) => writer.string(encodeMailboxName(text));
  if (command.name === 'LSUB') {
    writer.raw(' ').string(encodeMailboxName(command.reference)).raw(' ');
    pattern(command.pattern);
    return;
  }
  if (command.select.length > 0) writer.raw(` (${command.select.join(' ')})`);
  writer.raw(' ').string(encodeMailboxName(command.reference)).raw(' ');
  const [only] = command.patterns;
  if (only !== undefined && command.patterns.length === 1) pattern(only);
  else writer.list(command.patterns, pattern);
  if (command.return.length > 0) writer.raw(` RETURN (${command.return.join(' ')})`);
}

function writeMessageCommand(writer: Writer, command: Command): void {
  if (command.name === 'SEARCH') {
    writer.raw(command.charset === null ? ' ' : ` CHARSET ${command.charset} `);
    writeSearchKey(writer, command.key);
    return;
  }
  if (!('set' in command)) return;
  writer.raw(` ${writeSequenceSet(command.set)}`);
  if (command.name === 'FETCH') writeFetchAttributes(writer.raw(' '), command.attributes);
  else if (command.name === 'STORE') {
    const sign = command.mode === 'add' ? '+' : command.mode === 'remove' ? '-' : '';
    writer.raw(` ${sign}FLAGS${command.silent ? '.SILENT' : ''} ${writeFlagList(command.flags)}`);
  } else if ('mailbox' in command) writeMailbox(writer.raw(' '), command.mailbox);
}
