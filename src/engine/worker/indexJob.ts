import { htmlToText } from '../../mail/html/htmlToText.ts';
import type { ByteSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import { fold } from '../search/fold.ts';
import { noTexts, type PackedTexts, packTexts } from '../search/packTexts.ts';
import { PairCollector } from '../search/pairFilter.ts';
import { addressText, isReadAgain, sourceTexts } from '../search/sourceTexts.ts';
import { attachmentToken } from '../search/tokenQuery.ts';
import { bodyTokens, fieldTokens } from '../search/words.ts';
import { searchable } from '../sync/toRow.ts';
import type { IndexEntry, IndexJob, WorkerIndexed } from './job.ts';
import { withSource } from './withSource.ts';

/** Messages as the full-text index takes them. Throws only what reading a file throws. */
export function indexJob({ entries }: IndexJob): readonly WorkerIndexed[] {
  return entries.map(indexEntry);
}

function indexEntry(entry: IndexEntry): WorkerIndexed {
  const [from, to] = [addressTexts(entry.from).join(', '), addressTexts(entry.to).join(', ')];
  const { texts, kept } = entry.source ? withSource(entry.source, readTexts) : listed(entry);
  const tokens = [
    fieldTokens('subject', entry.subject),
    fieldTokens('from', from),
    fieldTokens('to', to),
    fieldTokens('cc', texts.cc),
    fieldTokens('list', texts.list),
    fieldTokens('filename', texts.filename),
    entry.hasAttachment ? attachmentToken : '',
    bodyTokens(texts.body),
  ];
  for (const text of [entry.subject, from, to, ...Object.values(texts)]) collector.add(fold(text));
  return {
    tokens: tokens.filter((token) => token !== '').join(' '),
    pairs: collector.take(),
    texts: packTexts(kept),
  };
}

const collector = new PairCollector();

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
