/** Thousands of lifelike mails for one person: conversations, charsets, files, lists. The same seed gives the same bytes. */
import { assert } from '../../base/assert.ts';
import { type Random, randomInteger } from '../../base/random.ts';
import { sampleAttachment } from './attachments.ts';
import { LegacyEncoder } from './legacyCharset.ts';
import {
  type Letter,
  letterBytes,
  newMessageId,
  type Person,
  type SampleAttachment,
  type TextEncoding,
} from './message.ts';
import { type Language, languages } from './phrases.ts';
import type { SampleMessage } from './sampleMail.ts';

export interface ManyMails {
  readonly random: Random;
  readonly count: number;
  readonly owner: Person;
}

interface Correspondent extends Person {
  readonly language: Language;
  readonly encoding: TextEncoding | undefined;
  readonly isList: boolean;
}

interface Conversation {
  readonly subject: string;
  readonly with: Correspondent;
  readonly references: readonly string[];
  readonly lastText: string;
}

/** The newest mail; fixed, so that a seed says the same on any day. */
const newest = Date.UTC(2026, 0, 1, 12);
/** From one mail to the next at most, seconds: 10,000 are some 14 months. */
const gapMaxSeconds = 7_200;
const correspondents = 150;
/** Conversations that may still be answered. */
const openMax = 60;

/** Oldest first. */
export function* manyMails({ random, count, owner }: ManyMails): Generator<SampleMessage> {
  const chance = (percent: number) => randomInteger(random, 1, 100) <= percent;
  const encoder = new LegacyEncoder();
  const people = Array.from({ length: correspondents }, (_, index) => correspondent(random, encoder, index));
  const files = (['budget', 'chart', 'offer', 'logs', 'photo'] as const).map(sampleAttachment);
  const gaps = Array.from({ length: count }, () => randomInteger(random, 1, gapMaxSeconds));
  let date = newest - gaps.reduce((sum, gap) => sum + gap, 0) * 1_000;
  const open: Conversation[] = [];
  for (const gap of gaps) {
    date += gap * 1_000;
    const place = open.length > 0 && chance(45) ? randomInteger(random, 0, open.length - 1) : open.length;
    const before = open[place];
    const other = before?.with ?? pick(random, people);
    const isOwn = before !== undefined && chance(25);
    const { letter, text } = write({ random, before, other, owner, isOwn, date });
    const attachments = chance(12) ? [pick(random, files)] : chance(3) ? [table(random)] : [];
    const bytes = letterBytes({ ...letter, ...(chance(30) ? { html: htmlOf(text) } : {}), attachments }, random);
    const references = [...(before?.references ?? []), letter.messageId].slice(-20);
    open[place] = { subject: before?.subject ?? letter.subject, with: other, references, lastText: text };
    if (open.length > openMax) open.shift();
    const mailbox = isOwn ? 'Sent' : other.isList ? 'Lists/harbour' : chance(55) ? 'INBOX' : 'Archive';
    const isSeen = isOwn || chance(mailbox === 'Archive' ? 98 : 70);
    const flags = [...(isSeen ? ['\\Seen'] : []), ...(chance(3) ? ['\\Flagged'] : [])];
    yield { mailbox, flags, internalDate: date, bytes };
  }
}

interface Turn {
  readonly random: Random;
  readonly before: Conversation | undefined;
  readonly other: Correspondent;
  readonly owner: Person;
  readonly isOwn: boolean;
  readonly date: number;
}

function write({ random, before, other, owner, isOwn, date }: Turn): { letter: Letter; text: string } {
  const { language } = other;
  const from = isOwn ? owner : other;
  const own = Array.from({ length: randomInteger(random, 1, 4) }, () => paragraph(random, language)).join('\n\n');
  const text = `${own}\n\n${language.closing}\n${from.name}`;
  const quoted = before ? `\n\n${quote(before.lastText)}` : '';
  const list = other.isList
    ? { headers: [['List-Id', '<harbour.lists.harbour.example>'] as const, ['Precedence', 'list'] as const] }
    : {};
  const letter = {
    from,
    to: [isOwn ? other : owner],
    subject: before ? `${language.reply}${before.subject}` : filled(random, language, pick(random, language.subjects)),
    date,
    messageId: newMessageId(random, from),
    references: before?.references ?? [],
    text: text + quoted,
    ...(other.encoding ? { encoding: other.encoding } : {}),
    ...list,
  };
  return { letter, text };
}

/** One of their charsets, if it can say all that people of this language write. */
function correspondent(random: Random, encoder: LegacyEncoder, index: number): Correspondent {
  const language = pick(random, languages);
  const charset = pick(random, language.charsets);
  const words = [
    language.names,
    language.things,
    language.subjects,
    language.sentences,
    [language.closing, language.reply],
  ];
  const canSay = charset !== 'utf-8' && encoder.encode(words.flat().join(''), labelOf(charset)) !== undefined;
  const encode = (text: string) => encoder.encode(text, labelOf(charset)) ?? Buffer.from(text, 'utf8');
  return {
    name: pick(random, language.names),
    address: `p${index}@${pick(random, ['harbour', 'quay', 'tide', 'north', 'lagoon'])}.example`,
    zone: pick(random, [-300, 0, 60, 180, 480, 540]),
    language,
    encoding: canSay ? { charset, encode } : undefined,
    isList: randomInteger(random, 1, 100) <= 12,
  };
}

/** ASCII is a part of what this decoder reads. */
function labelOf(charset: string): string {
  return charset === 'us-ascii' ? 'windows-1252' : charset;
}

function paragraph(random: Random, language: Language): string {
  const count = randomInteger(random, 1, 4);
  return Array.from({ length: count }, () => filled(random, language, pick(random, language.sentences))).join(' ');
}

function filled(random: Random, { things }: Language, pattern: string): string {
  return pattern.replace('{n}', String(randomInteger(random, 2, 48))).replace('{w}', pick(random, things));
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}

function htmlOf(text: string): string {
  const paragraphs = text.split('\n\n').map((one) => `<p>${one.replace(/\n/g, '<br>')}</p>`);
  return `<html><body>${paragraphs.join('\n')}</body></html>`;
}

function table(random: Random): SampleAttachment {
  const rows = Array.from({ length: 20 }, (_, row) => `${row + 1},${randomInteger(random, 1, 9_999)}`);
  return { name: 'counts.csv', type: 'text/csv', bytes: Buffer.from(`day,count\r\n${rows.join('\r\n')}\r\n`) };
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[randomInteger(random, 0, list.length - 1)];
  assert(found !== undefined, 'there is something to pick');
  return found;
}
