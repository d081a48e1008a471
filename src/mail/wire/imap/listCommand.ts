/** LIST (RFC 9051 §6.3.9) with the options of RFC 5258, RFC 5819 and RFC 6154, and LSUB. */
import { listMax } from './limits.ts';
import { canonicalMailbox, decodeMailboxName, encodeMailboxName, readMailbox } from './mailboxName.ts';
import { type Reader, WireError } from './reader.ts';
import { readStatusItems, type StatusItem } from './statusItems.ts';
import type { Writer } from './writer.ts';

/** `select` and `return` hold options in upper case; `status` what RETURN (STATUS (…)) asks for, null without it. */
export interface ListCommand {
  readonly name: 'LIST';
  readonly select: readonly string[];
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly return: readonly string[];
  readonly status: readonly StatusItem[] | null;
}

export interface LsubCommand {
  readonly name: 'LSUB';
  readonly reference: string;
  readonly pattern: string;
}

export function readList(reader: Reader): ListCommand {
  const select = reader.peek('(') ? upper(reader.list(() => reader.flag(), listMax)) : [];
  if (select.length > 0 || reader.peek(' ')) reader.sp();
  const reference = readMailbox(reader);
  reader.sp();
  const patterns = reader.peek('(') ? reader.list(() => readPattern(reader), listMax) : [readPattern(reader)];
  const wanted: string[] = [];
  let status: readonly StatusItem[] | null = null;
  if (reader.skipIf(' ')) {
    if (reader.word() !== 'RETURN') throw new WireError('RETURN');
    reader.sp();
    reader.list(() => {
      const word = reader.word();
      if (word !== 'STATUS') wanted.push(word);
      else {
        reader.sp();
        status = readStatusItems(reader);
      }
    }, listMax);
  }
  return { name: 'LIST', select, reference, patterns, return: wanted, status };
}

export function writeList(writer: Writer, command: ListCommand): void {
  const { select, reference, patterns, return: wanted, status } = command;
  if (select.length > 0) writer.raw(` (${select.join(' ')})`);
  writer.raw(' ').string(encodeMailboxName(reference)).raw(' ');
  const [only] = patterns;
  const pattern = (text: string) => writer.string(encodeMailboxName(text));
  if (only !== undefined && patterns.length === 1) pattern(only);
  else writer.list(patterns, pattern);
  const options = [...wanted, ...(status ? [`STATUS (${status.join(' ')})`] : [])];
  if (options.length > 0) writer.raw(` RETURN (${options.join(' ')})`);
}

export function readLsub(reader: Reader): LsubCommand {
  const reference = readMailbox(reader);
  reader.sp();
  return { name: 'LSUB', reference, pattern: readPattern(reader) };
}

export function writeLsub(writer: Writer, { reference, pattern }: LsubCommand): void {
  writer.raw(' ').string(encodeMailboxName(reference)).raw(' ').string(encodeMailboxName(pattern));
}

function readPattern(reader: Reader): string {
  const pattern = reader.listMailbox();
  return canonicalMailbox(reader.utf8 ? pattern : decodeMailboxName(pattern));
}

function upper(words: readonly string[]): string[] {
  return words.map((word) => word.toUpperCase());
}
