import { htmlToText } from '../../mail/html/htmlToText.ts';
import type { ByteSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import { fold } from '../search/fold.ts';
import { noTexts, type PackedTexts, packTexts } from '../search/packTexts.ts';
import { PairCollector } from '../search/pairFilter.ts';
import { addressText, isReadAgain, sourceTexts } from '../search/sourceTexts.ts';
import { attachmentToken } from '../search/tokenQuery.ts';
import { bodyTokens, fieldTokens, type PrefixedField } from '../search/words.ts';
import { searchable } from '../sync/toRow.ts';
import type { IndexEntry, IndexJob, WorkerIndexed } from './job.ts';
import { withSource } from './withSource.ts';

/** Messages as the full-text index takes them. Throws only what reading a file throws. */
export function indexJob({ entries }: IndexJob): readonly WorkerIndexed[] {
  return entries.map(indexEntry);
}

function indexEntry(entry: IndexEntry): WorkerIndexed {
  const { texts, kept } = entry.source ? withSource(entry.source, readTexts) : listed(entry);
  const { cc, list, filename } = texts;
  const [from, to] = [addressTexts(entry.from).join(', '), addressTexts(entry.to).join(', ')];
  const body = fold(texts.body);
  collector.add(body);
  const tokens = [
    fieldOf('subject', entry.subject),
    fieldOf('from', from),
    fieldOf('to', to),
    fieldOf('cc', cc),
    fieldOf('list', list),
    fieldOf('filename', filename),
    entry.hasAttachment ? attachmentToken : '',
    bodyTokens(body),
  ];
  return {
    tokens: tokens.filter((token) => token !== '').join(' '),
    pairs: collector.take(),
    texts: packTexts(kept),
  };
}

const collector = new PairCollector();

function fieldOf(field: PrefixedField, text: string): string {
  const folded = fold(text);
  collector.add(folded);
  return fieldTokens(field, folded);
}

/** Texts to index, and those to keep. */
interface EntryTexts {
  readonly texts: PackedTexts;
  readonly kept: PackedTexts;
}

function readTexts(source: ByteSource): EntryTexts {
  const message = readMessage(source);
  const texts = sourceTexts(message, htmlToText);
  return { texts, kept: isReadAgain(message) ? noTexts : texts };
}

/** What a list row knows beside its columns: the words of Cc, which come last. */
function listed({ subject, words, ...entry }: IndexEntry): EntryTexts {
  const before = searchable([subject, ...addressTexts(entry.from), ...addressTexts(entry.to)].join(' ')).length;
  const texts = { ...noTexts, cc: words.slice(before).trim() };
  return { texts, kept: texts };
}

function addressTexts(json: string): readonly string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.map(addressText) : [];
}
