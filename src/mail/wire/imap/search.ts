/** SEARCH keys (RFC 3501 §6.4.4, RFC 9051 §6.4.4, RFC 5032, RFC 7162 §3.1.5, RFC 8474 §6), both ways. Dates are milliseconds of a day's start in UTC. */
import { formatSearchDate, parseSearchDate } from './dateTime.ts';
import { listMax } from './limits.ts';
import { type MessageSet, readMessageSet, writeMessageSet } from './messageSet.ts';
import { type Reader, WireError } from './reader.ts';
import type { Writer } from './writer.ts';

const bareKeys = [
  'ALL',
  'ANSWERED',
  'DELETED',
  'DRAFT',
  'FLAGGED',
  'NEW',
  'OLD',
  'RECENT',
  'SEEN',
  'UNANSWERED',
  'UNDELETED',
  'UNDRAFT',
  'UNFLAGGED',
  'UNSEEN',
] as const;
const textKeys = ['BCC', 'BODY', 'CC', 'FROM', 'SUBJECT', 'TEXT', 'TO'] as const;
const flagKeys = ['KEYWORD', 'UNKEYWORD'] as const;
const dateKeys = ['BEFORE', 'ON', 'SINCE', 'SENTBEFORE', 'SENTON', 'SENTSINCE'] as const;
const sizeKeys = ['LARGER', 'SMALLER'] as const;
const setKeys = ['UID', 'SEQ'] as const;
const ageKeys = ['OLDER', 'YOUNGER'] as const;
const idKeys = ['EMAILID', 'THREADID'] as const;

export type SearchKey =
  | { readonly key: (typeof bareKeys)[number] }
  | { readonly key: (typeof textKeys)[number]; readonly text: string }
  | { readonly key: (typeof flagKeys)[number]; readonly flag: string }
  | { readonly key: (typeof dateKeys)[number]; readonly day: number }
  | { readonly key: (typeof sizeKeys)[number]; readonly bytes: number }
  /** Compared with the age by INTERNALDATE. */
  | { readonly key: (typeof ageKeys)[number]; readonly seconds: number }
  | { readonly key: (typeof idKeys)[number]; readonly id: string }
  /** `SEQ` is a bare sequence set. */
  | { readonly key: (typeof setKeys)[number]; readonly set: MessageSet }
  /** `entry`: the flag and whose that the mod-sequence is asked of, as written; null without. */
  | { readonly key: 'MODSEQ'; readonly entry: string | null; readonly modSeq: number }
  | { readonly key: 'HEADER'; readonly name: string; readonly text: string }
  | { readonly key: 'NOT'; readonly of: SearchKey }
  | { readonly key: 'OR'; readonly left: SearchKey; readonly right: SearchKey }
  /** All must hold. */
  | { readonly key: 'AND'; readonly of: readonly SearchKey[] };

/** The keys up to the end of the command; several mean all of them. */
export function readSearchKeys(reader: Reader): SearchKey {
  const keys = [readSearchKey(reader)];
  while (!reader.ended) {
    reader.sp();
    if (keys.length >= listMax) throw new WireError('fewer search keys');
    keys.push(readSearchKey(reader));
  }
  const [only] = keys;
  return only && keys.length === 1 ? only : { key: 'AND', of: keys };
}

export function readSearchKey(reader: Reader): SearchKey {
  if (reader.peek('(')) return { key: 'AND', of: atLeastOne(reader.list(() => readSearchKey(reader), listMax)) };
  if ([...'0123456789*$'].some((start) => reader.peek(start))) return { key: 'SEQ', set: readMessageSet(reader) };
  const word = reader.word();
  const bare = bareKeys.find((key) => key === word);
  if (bare) return { key: bare };
  reader.sp();
  const text = textKeys.find((key) => key === word);
  if (text) return { key: text, text: reader.astring() };
  const flag = flagKeys.find((key) => key === word);
  if (flag) return { key: flag, flag: reader.atom() };
  const date = dateKeys.find((key) => key === word);
  if (date) return { key: date, day: readDay(reader) };
  const size = sizeKeys.find((key) => key === word);
  if (size) return { key: size, bytes: reader.number() };
  const age = ageKeys.find((key) => key === word);
  if (age) return { key: age, seconds: reader.number() };
  const id = idKeys.find((key) => key === word);
  if (id) return { key: id, id: reader.atom() };
  return readCompoundKey(reader, word);
}

/** Writes what {@link readSearchKey} reads. */
export function writeSearchKey(writer: Writer, key: SearchKey): void {
  if (key.key === 'AND') {
    writer.list(key.of, (one) => writeSearchKey(writer, one));
  } else if (key.key === 'SEQ') writer.raw(writeMessageSet(key.set));
  else if (key.key === 'UID') writer.raw(`UID ${writeMessageSet(key.set)}`);
  else if (key.key === 'MODSEQ') writer.raw(`MODSEQ ${key.entry === null ? '' : `${key.entry} `}${key.modSeq}`);
  else if (key.key === 'NOT') {
    writer.raw('NOT ');
    writeSearchKey(writer, key.of);
  } else if (key.key === 'OR') {
    writer.raw('OR ');
    writer.spaced([key.left, key.right], (one) => writeSearchKey(writer, one));
  } else if (key.key === 'HEADER') writer.raw('HEADER ').astring(key.name).raw(' ').string(key.text);
  else if ('text' in key) writer.raw(`${key.key} `).string(key.text);
  else if ('seconds' in key) writer.raw(`${key.key} ${key.seconds}`);
  else if ('id' in key) writer.raw(`${key.key} ${key.id}`);
  else if ('flag' in key) writer.raw(`${key.key} ${key.flag}`);
  else if ('day' in key) writer.raw(`${key.key} ${formatSearchDate(key.day)}`);
  else if ('bytes' in key) writer.raw(`${key.key} ${key.bytes}`);
  else writer.raw(key.key);
}

function readCompoundKey(reader: Reader, word: string): SearchKey {
  if (word === 'UID') return { key: 'UID', set: readMessageSet(reader) };
  if (word === 'MODSEQ') return readModSeqKey(reader);
  if (word === 'NOT') return { key: 'NOT', of: reader.nested(() => readSearchKey(reader)) };
  if (word === 'OR') {
    return reader.nested(() => {
      const left = readSearchKey(reader);
      reader.sp();
      return { key: 'OR', left, right: readSearchKey(reader) };
    });
  }
  if (word !== 'HEADER') throw new WireError('search-key');
  const name = reader.astring();
  reader.sp();
  return { key: 'HEADER', name, text: reader.astring() };
}

function readModSeqKey(reader: Reader): SearchKey {
  if (!reader.peek('"')) return { key: 'MODSEQ', entry: null, modSeq: reader.modSeq() };
  const flag = reader.string();
  reader.sp();
  const entry = `"${flag.replace(/[\\"]/g, '\\$&')}" ${reader.word().toLowerCase()}`;
  reader.sp();
  return { key: 'MODSEQ', entry, modSeq: reader.modSeq() };
}

function readDay(reader: Reader): number {
  const day = parseSearchDate(reader.peek('"') ? reader.string() : reader.atom());
  if (day === null) throw new WireError('date');
  return day;
}

function atLeastOne(keys: readonly SearchKey[]): readonly SearchKey[] {
  if (keys.length === 0) throw new WireError('search-key');
  return keys;
}
