/** SEARCH with result options (RFC 4731, RFC 5182), SORT and THREAD (RFC 5256), SORT with the same options (RFC 5267 §3). */
import { listMax } from './limits.ts';
import { type Reader, WireError } from './reader.ts';
import { readSearchKeys, type SearchKey, writeSearchKey } from './search.ts';
import type { Writer } from './writer.ts';

const resultOptions = ['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE'] as const;
export type ResultOption = (typeof resultOptions)[number];

const sortKeys = ['ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO'] as const;

export interface SortCriterion {
  readonly by: (typeof sortKeys)[number];
  readonly reverse: boolean;
}

interface Searching {
  readonly uid: boolean;
  readonly charset: string | null;
  readonly key: SearchKey;
}

/** `results`: null without RETURN, which is answered by SEARCH or SORT; else by ESEARCH. */
export interface SearchCommand extends Searching {
  readonly name: 'SEARCH';
  readonly results: readonly ResultOption[] | null;
}

export interface SortCommand extends Searching {
  readonly name: 'SORT';
  readonly results: readonly ResultOption[] | null;
  readonly criteria: readonly SortCriterion[];
}

export interface ThreadCommand extends Searching {
  readonly name: 'THREAD';
  readonly algorithm: string;
}

export function readSearch(reader: Reader, uid: boolean): SearchCommand {
  const results = readResults(reader);
  let charset: string | null = null;
  if (reader.skipWordIf('CHARSET')) {
    reader.sp();
    charset = reader.astring().toUpperCase();
    reader.sp();
  }
  return { name: 'SEARCH', uid, results, charset, key: readSearchKeys(reader) };
}

export function readSort(reader: Reader, uid: boolean): SortCommand {
  const results = readResults(reader);
  const criteria = reader.list(() => readCriterion(reader), listMax);
  if (criteria.length === 0) throw new WireError('sort-key');
  return { name: 'SORT', uid, results, criteria, ...readCharsetAndKey(reader) };
}

export function readThread(reader: Reader, uid: boolean): ThreadCommand {
  const algorithm = reader.word();
  return { name: 'THREAD', uid, algorithm, ...readCharsetAndKey(reader) };
}

export function writeSearch(writer: Writer, command: SearchCommand | SortCommand | ThreadCommand): void {
  if (command.name !== 'THREAD' && command.results) writer.raw(` RETURN (${command.results.join(' ')})`);
  const { charset } = command;
  if (command.name === 'SEARCH') writer.raw(charset === null ? ' ' : ` CHARSET ${charset} `);
  else {
    const criteria = (list: readonly SortCriterion[]) =>
      `(${list.map(({ by, reverse }) => `${reverse ? 'REVERSE ' : ''}${by}`).join(' ')})`;
    writer.raw(` ${command.name === 'THREAD' ? command.algorithm : criteria(command.criteria)} ${charset} `);
  }
  writeSearchKey(writer, command.key);
}

function readResults(reader: Reader): ResultOption[] | null {
  if (!reader.skipWordIf('RETURN')) return null;
  reader.sp();
  const results = reader.list(() => {
    const word = reader.word();
    const option = resultOptions.find((known) => known === word);
    if (!option) throw new WireError('search-return-opt');
    return option;
  }, listMax);
  reader.sp();
  // RFC 4731 §3.1: nothing named means all.
  return results.length === 0 ? ['ALL'] : results;
}

function readCriterion(reader: Reader): SortCriterion {
  const reverse = reader.skipWordIf('REVERSE');
  if (reverse) reader.sp();
  const word = reader.word();
  const by = sortKeys.find((known) => known === word);
  if (!by) throw new WireError('sort-key');
  return { by, reverse };
}

function readCharsetAndKey(reader: Reader): { charset: string; key: SearchKey } {
  reader.sp();
  const charset = reader.astring().toUpperCase();
  reader.sp();
  return { charset, key: readSearchKeys(reader) };
}
