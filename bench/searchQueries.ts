import { type BilingualMail, vocabulary } from '../test/support/bilingualMail.ts';
import { type GrepField, grepMails } from '../test/support/grepMails.ts';

/** One search in the words of each program, and what a mail must be to be found. */
export interface SearchQuery {
  readonly ours: string;
  readonly mu: string;
  readonly notmuch: string;
  readonly wanted: (mail: BilingualMail) => boolean;
}

/** 200 searches: words from the most to the least frequent in five languages, fields, phrases, flags, several at once. */
export function searchQueries(mails: readonly BilingualMail[]): readonly SearchQuery[] {
  const has = grepMails(mails);
  const same = (query: string, wanted: SearchQuery['wanted']): SearchQuery => ({
    ours: query,
    mu: query,
    notmuch: query,
    wanted,
  });
  const word = (text: string) => same(text, (mail) => has(mail, text));
  const field = (name: GrepField, text: string) => same(`${name}:${text}`, (mail) => has(mail, text, { field: name }));
  const two = (a: string, b: string) => same(`${a} and ${b}`, (mail) => has(mail, a) && has(mail, b));
  const both = (a: string, b: string) => ({ ...two(a, b), ours: `${a} ${b}` });
  const phrase = (text: string) => same(`"${text}"`, (mail) => has(mail, text));
  const unread = (text: string): SearchQuery => ({
    ...{ ours: `${text} is:unread`, mu: `${text} flag:unread`, notmuch: `${text} tag:unread` },
    wanted: (mail) => has(mail, text) && !mail.flags.includes('\\Seen'),
  });
  const attached = (text: string): SearchQuery => ({
    ...{ ours: `${text} has:attachment`, mu: `${text} flag:attach`, notmuch: `${text} tag:attachment` },
    wanted: (mail) => has(mail, text) && mail.files.length > 0,
  });
  const [en, zh, ja, ko, fr] = (['en', 'zh', 'ja', 'ko', 'fr'] as const).map((language) => vocabulary(language));
  const at = (words: readonly string[] | undefined, index: number) => words?.[index] ?? '';
  /** From the first word to the 20,000th, closer and closer together. */
  const spread = (words: readonly string[] | undefined, count: number) =>
    Array.from({ length: count }, (_, index) => at(words, Math.floor((words?.length ?? 1) ** (index / count)) - 1));
  const phrases = mails.filter(({ body }) => /^[a-z]+ [a-z]+ /.test(body)).slice(0, 20);
  return [
    ...spread(en, 50).map(word),
    ...spread(zh, 30).map(word),
    ...spread(zh, 10).map((text, index) => word(text + at(zh, index))),
    ...spread(ja, 10).map(word),
    ...spread(ko, 10).map(word),
    ...spread(fr, 10).map(word),
    ...spread(en, 15).map((text) => field('subject', text)),
    ...Array.from({ length: 15 }, (_, index) => field('from', `${at(en, index * 7)}${index}`)),
    ...spread(en, 15).map((text, index) => both(text, at(en, index))),
    ...spread(en, 10).map(unread),
    ...spread(en, 5).map(attached),
    ...phrases.map(({ body }) =>
      phrase(
        body
          .split(/[^a-z]+/)
          .slice(0, 2)
          .join(' '),
      ),
    ),
  ];
}
