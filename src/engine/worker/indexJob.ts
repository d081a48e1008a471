import { htmlToText } from '../../mail/html/htmlToText.ts';
import { type ReadMessage, readMessage } from '../../mail/mime/read.ts';
import type { ReadAddress } from '../../mail/mime/readAddresses.ts';
import { textMaxChars } from '../search/limits.ts';
import { type PackedTexts, packTexts } from '../search/packTexts.ts';
import { attachmentToken } from '../search/tokenQuery.ts';
import { bodyTokens, fieldTokens, unspacedClass } from '../search/words.ts';
import { searchable } from '../sync/toRow.ts';
import type { IndexEntry, IndexJob, WorkerIndexed } from './job.ts';
import { withSource } from './withSource.ts';

/** Messages as the full-text index takes them. Throws only what reading a file throws. */
export function indexJob({ entries }: IndexJob): readonly WorkerIndexed[] {
  return entries.map(indexEntry);
}

function indexEntry(entry: IndexEntry): WorkerIndexed {
  const [from, to] = [addressTexts(entry.from), addressTexts(entry.to)];
  const texts = entry.source
    ? withSource(entry.source, (source) => textsOf(readMessage(source)))
    : listed(entry, from, to);
  const tokens = [
    fieldTokens('subject', entry.subject),
    fieldTokens('from', from.join(', ')),
    fieldTokens('to', to.join(', ')),
    fieldTokens('cc', texts.cc),
    fieldTokens('list', texts.list),
    fieldTokens('filename', texts.filename),
    entry.hasAttachment ? attachmentToken : '',
    bodyTokens(texts.body),
  ];
  return { tokens: tokens.filter((token) => token !== '').join(' '), texts: packTexts(texts) };
}

function textsOf(message: ReadMessage): PackedTexts {
  const list = message.fields.filter(({ name }) => name.toLowerCase() === 'list-id').map(({ value }) => value);
  const names = message.attachments.map(({ name }) => name).filter((name) => name !== '');
  return {
    cc: message.cc.map(addressText).join(', ').slice(0, headerMaxChars),
    list: list.join(', ').slice(0, headerMaxChars),
    filename: names.join('\n').slice(0, headerMaxChars),
    body: bodyText(message),
  };
}

/** What a list row knows beside its columns: the words of Cc, which come last. */
function listed({ subject, words }: IndexEntry, from: readonly string[], to: readonly string[]): PackedTexts {
  const before = searchable([subject, ...from, ...to].join(' ')).length;
  return { cc: words.slice(before).trim(), list: '', filename: '', body: '' };
}

/** The text as it is read; lines of a script without spaces are joined where a mail program broke them. */
function bodyText({ blocks }: ReadMessage): string {
  const text = blocks.map((block) => block.text ?? htmlToText(block.html ?? '')).join('\n\n');
  return text
    .replace(/\r\n/g, '\n')
    .replace(brokenBefore, (newline, at: number, whole: string) =>
      brokenAfter.test(whole.slice(Math.max(0, at - 2), at)) ? '' : newline,
    )
    .slice(0, textMaxChars);
}

/** Korean sets spaces, so that a line end in it is one. */
const unbroken = `[${unspacedClass}--\\p{sc=Hang}]`;
const brokenBefore = new RegExp(`\\n(?=${unbroken})`, 'gv');
const brokenAfter = new RegExp(`${unbroken}$`, 'v');
const headerMaxChars = 20_000;

function addressTexts(json: string): readonly string[] {
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.map(addressText) : [];
}

function addressText({ name, address }: ReadAddress): string {
  return `${name} ${address}`;
}
