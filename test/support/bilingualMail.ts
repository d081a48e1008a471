/**
 * Mail in English, Chinese, Japanese, Korean and languages with diacritics, for tests and benches of search: made by a
 * seeded generator, each message with the words it was written of, so that what a search ought to find can be worked
 * out without reading the bytes. Words follow Zipf's law, as those of people do.
 */
import { message } from './message.ts';

export interface BilingualMail {
  readonly number: number;
  readonly bytes: Buffer;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  /** As it was written, lines ended by LF. */
  readonly body: string;
  /** Attachment names. */
  readonly files: readonly string[];
  /** The List-Id header; empty when there is none. */
  readonly list: string;
  readonly date: Date;
  readonly flags: readonly ('\\Seen' | '\\Flagged')[];
}

export interface BilingualOptions {
  readonly count: number;
  /** The newest mail's date; each older one is half an hour before the next. */
  readonly newest?: Date;
  readonly seed?: number;
}

type Language = 'en' | 'zh' | 'ja' | 'ko' | 'fr';
type Chance = () => number;

const halfHourMs = 1_800_000;

/** Oldest first. Equal options give equal bytes. */
export function* bilingualMails({
  count,
  newest = new Date(Date.UTC(2026, 2, 1, 12)),
  seed = 1,
}: BilingualOptions): Generator<BilingualMail> {
  const words = new Words(chanceOf(seed));
  for (let number = 1; number <= count; number += 1) {
    const chance = chanceOf(seed * 1_000_003 + number);
    yield bilingualMail(number, new Date(newest.getTime() - (count - number) * halfHourMs), words, chance);
  }
}

/** The words that mails of this seed are made of, the most frequent first. */
export function vocabulary(language: Language, seed = 1): readonly string[] {
  return new Words(chanceOf(seed)).of(language);
}

function bilingualMail(number: number, date: Date, words: Words, chance: Chance): BilingualMail {
  const language = pick(chance, languages);
  const text = (wordCount: number) => words.text(language, wordCount, chance);
  const subject = `${chance() < 0.4 ? 'Re: ' : ''}${text(3 + Math.floor(chance() * 6))}`;
  const body = paragraphs(language, words, chance);
  const people = [person(words, chance), person(words, chance), person(words, chance)];
  const cc = chance() < 0.3 ? (people[2] ?? '') : '';
  const files =
    chance() < 0.1 ? [`${words.one(language, chance)}-${number}.${pick(chance, ['pdf', 'png', '表格.xlsx'])}`] : [];
  const list = chance() < 0.2 ? `${pick(chance, lists)} discussion <${pick(chance, lists)}.lists.example.test>` : '';
  const [from = '', to = ''] = people;
  const bytes = message({
    ...{ from, to, subject, date, text: body, messageId: `<bilingual-${number}@example.test>` },
    ...(cc === '' ? {} : { cc }),
    ...(list === '' ? {} : { headers: [['List-Id', list]] as const }),
    ...(chance() < 0.3 ? { html: htmlOf(body) } : {}),
    attachments: files.map((filename) => ({ filename, content: Buffer.alloc(2_000, number) })),
  });
  const flags = [
    ...(chance() < 0.9 ? (['\\Seen'] as const) : []),
    ...(chance() < 0.04 ? (['\\Flagged'] as const) : []),
  ];
  return { number, bytes, from, to, cc, subject, body, files, list, date, flags };
}

/** A few short paragraphs, now and then many; some with a line quoted. */
function paragraphs(language: Language, words: Words, chance: Chance): string {
  const count = 1 + Math.floor(4 * chance() + (chance() < 0.05 ? 20 : 0));
  const written = Array.from(
    { length: count },
    () => `${words.text(language, 20 + Math.floor(chance() * 80), chance)}.`,
  );
  // Most who write another language have English words between.
  if (language !== 'en') written.push(words.text('en', 10 + Math.floor(chance() * 20), chance));
  if (chance() < 0.3) written.push(`> ${words.text(language, 12, chance)}`);
  return `${written.join('\n\n')}\n`;
}

function htmlOf(body: string): string {
  const escaped = body.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<html><body>${escaped
    .split('\n\n')
    .map((paragraph) => `<p style="margin:0 0 1em 0">${paragraph}</p>`)
    .join('')}</body></html>`;
}

const languages: readonly Language[] = ['en', 'en', 'en', 'en', 'en', 'en', 'zh', 'zh', 'zh', 'ja', 'ko', 'fr'];
const lists = ['engine', 'release', 'harbour', 'design'];

/** One of 300 people, the first ones much more often than the last. */
function person(words: Words, chance: Chance): string {
  const number = Math.floor(300 ** chance());
  const given = words.of('en')[number * 7] ?? 'ann';
  const name =
    number % 4 === 0 ? (words.of('zh')[number] ?? '') : `${capital(given)} ${capital(words.of('fr')[number] ?? '')}`;
  return `${name} <${given}${number}@${number % 3 === 0 ? 'example.test' : 'mail.example.org'}>`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Words of each language, made once. */
class Words {
  readonly #words: { readonly [language in Language]: readonly string[] };

  constructor(chance: Chance) {
    this.#words = {
      en: unique(20_000, () => syllables(chance, latin)),
      zh: unique(8_000, () => characters(chance, 0x4e00, 2_500, 2)),
      ja: unique(4_000, () => characters(chance, 0x4e00, 1_500, 1) + characters(chance, 0x3042, 80, 2)),
      ko: unique(6_000, () => characters(chance, 0xac00, 2_000, 2 + Math.floor(chance() * 2))),
      fr: unique(8_000, () => syllables(chance, accented)),
    };
  }

  of(language: Language): readonly string[] {
    return this.#words[language];
  }

  /** By Zipf's law: the n-th word is chosen about 1/n as often as the first. */
  one(language: Language, chance: Chance): string {
    const words = this.#words[language];
    return words[Math.floor(words.length ** chance()) - 1] ?? '';
  }

  text(language: Language, count: number, chance: Chance): string {
    const spaced = language === 'en' || language === 'fr' || language === 'ko';
    let text = '';
    for (let index = 0; index < count; index += 1) {
      text += this.one(language, chance);
      const ends = chance() < 0.08;
      if (index < count - 1) text += spaced ? (ends ? ', ' : ' ') : ends ? '，' : '';
    }
    return text;
  }
}

function unique(count: number, make: () => string): readonly string[] {
  const words = new Set<string>();
  while (words.size < count) words.add(make());
  return [...words];
}

function syllables(chance: Chance, { first, vowels, last }: typeof latin): string {
  const count = 1 + Math.floor(chance() * 3);
  let word = '';
  for (let index = 0; index < count; index += 1) word += pick(chance, first) + pick(chance, vowels);
  return word + pick(chance, last);
}

const latin = {
  first: ['b', 'c', 'd', 'f', 'g', 'h', 'j', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w', 'st', 'tr', 'pl', 'ch'],
  vowels: ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'io'],
  last: ['', 'n', 's', 'r', 't', 'ng', 'ly', 'ed'],
};
const accented: typeof latin = {
  first: latin.first,
  vowels: ['é', 'è', 'a', 'ï', 'ô', 'ü', 'e', 'ö'],
  last: ['', 's', 'ç', 'ñ', 'ß', 'r'],
};

function characters(chance: Chance, first: number, range: number, count: number): string {
  return Array.from({ length: count }, () => String.fromCharCode(first + Math.floor(range ** chance()) - 1)).join('');
}

function pick<T>(chance: Chance, of: readonly T[]): T {
  const found = of[Math.floor(chance() * of.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** mulberry32: numbers from 0 to below 1. */
function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
