/** What a search finds in mail of five languages, beside a plain look through every mail that knows nothing of the index. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type BilingualMail, bilingualMails, vocabulary } from '../../../support/bilingualMail.ts';
import { type GrepField, grepMails, plain } from '../../../support/grepMails.ts';
import { type SearchWorld, searchWorld } from '../../../support/searchWorld.ts';
import { seeded } from '../../../support/seeded.ts';

const count = 800;
const mails = [...bilingualMails({ count })];
const [en, zh, ja, ko, fr] = (['en', 'zh', 'ja', 'ko', 'fr'] as const).map((language) => vocabulary(language));
const word = (words: readonly string[] | undefined, index: number) => words?.[index] ?? assert.fail('no such word');

const grep = grepMails(mails);
const has = (mail: BilingualMail, wanted: string, field?: GrepField, { start = false } = {}) =>
  grep(mail, wanted, { field, start });
const seen = (mail: BilingualMail) => mail.flags.includes('\\Seen');
const flagged = (mail: BilingualMail) => mail.flags.includes('\\Flagged');
/** Adjacent words of a mail's text, so that the phrase is somewhere. */
const phrase = (() => {
  const body = mails.find(({ body: text }) => /^[a-z]+ [a-z]+ [a-z]+/.test(text))?.body ?? '';
  return body
    .split(/[^a-z]+/)
    .slice(0, 3)
    .join(' ');
})();
const run = mails.find(({ body }) => /^\p{Script=Han}{6}/u.test(body))?.body.slice(1, 6) ?? '';

/** Query, and what a mail must be. */
const queries: readonly (readonly [query: string, wanted: (mail: BilingualMail) => boolean])[] = [
  [word(en, 0), (mail) => has(mail, word(en, 0))],
  [word(en, 300).toUpperCase(), (mail) => has(mail, word(en, 300))],
  [`${word(en, 3)} ${word(en, 9)}`, (mail) => has(mail, word(en, 3)) && has(mail, word(en, 9))],
  [`${word(en, 20)} OR ${word(zh, 5)}`, (mail) => has(mail, word(en, 20)) || has(mail, word(zh, 5))],
  [`${word(en, 1)} -${word(en, 2)}`, (mail) => has(mail, word(en, 1)) && !has(mail, word(en, 2))],
  [`"${phrase}"`, (mail) => has(mail, phrase)],
  [`${word(en, 0).slice(0, 3)}*`, (mail) => has(mail, word(en, 0).slice(0, 3), undefined, { start: true })],
  [word(zh, 0), (mail) => has(mail, word(zh, 0))],
  [word(zh, 2).slice(1), (mail) => has(mail, word(zh, 2).slice(1))],
  [run, (mail) => has(mail, run)],
  [word(ja, 1), (mail) => has(mail, word(ja, 1))],
  [word(ko, 3), (mail) => has(mail, word(ko, 3))],
  [plain(word(fr, 4)), (mail) => has(mail, word(fr, 4))],
  [`subject:${word(fr, 2)} `, (mail) => has(mail, word(fr, 2), 'subject')],
  [`from:${word(en, 7)}1@mail.example.org`, (mail) => has(mail, `${word(en, 7)}1@mail.example.org`, 'from')],
  ['to:example.test is:unread', (mail) => has(mail, 'example.test', 'to') && !seen(mail)],
  [`cc:${word(en, 7)}1`, (mail) => has(mail, `${word(en, 7)}1`, 'cc')],
  ['has:attachment filename:表格', ({ files }) => files.some((name) => name.includes('表格'))],
  [
    'list:harbour (is:flagged OR larger:6k)',
    (mail) => has(mail, 'harbour', 'list') && (flagged(mail) || mail.bytes.length > 6144),
  ],
  [
    `body:${word(zh, 1)} after:2026-02-20 -(from:${word(en, 14)}2 OR is:unread)`,
    (mail) =>
      has(mail, word(zh, 1), 'body') &&
      mail.date.getTime() >= new Date(2026, 1, 20).getTime() &&
      !(has(mail, `${word(en, 14)}2`, 'from') || !seen(mail)),
  ],
  [
    `-${word(en, 0)} before:2026-02-18`,
    (mail) => !has(mail, word(en, 0)) && mail.date.getTime() < new Date(2026, 1, 18).getTime(),
  ],
];

describe('Search in a bilingual mailbox', () => {
  let world: SearchWorld;
  before(async () => {
    world = searchWorld();
    world.list(mails);
    world.fetch(mails);
    await world.indexer.settled();
  });
  after(() => world[Symbol.asyncDispose]());

  const reference = (wanted: (mail: BilingualMail) => boolean) =>
    mails
      .filter(wanted)
      .map(({ number }) => number)
      .reverse();

  for (const [query, wanted] of queries) {
    test(`C02 ${query} finds what a look through every mail finds, newest first`, async () => {
      const expected = reference(wanted);
      assert.ok(expected.length > 0 && expected.length < count, `${expected.length} mails tell nothing apart`);
      assert.deepEqual(await world.find(query), expected);
      assert.deepEqual(await world.find(query, { limit: 5 }), expected.slice(0, 5));
      assert.deepEqual(
        (await world.find(query, { order: 'relevance' })).toSorted((a, b) => b - a),
        expected,
      );
    });
  }

  test('C02 any search of words, fields, flags, NOT, OR and parentheses finds what a look through every mail finds', async () => {
    await fc.assert(
      fc.asyncProperty(condition(), async ({ query, wanted }) => {
        assert.deepEqual(await world.find(query), reference(wanted), query);
      }),
      seeded(62, 60),
    );
  });
});

interface Asked {
  readonly query: string;
  readonly wanted: (mail: BilingualMail) => boolean;
}

/** Conditions with their meaning, nested. */
function condition(): fc.Arbitrary<Asked> {
  const any = fc.constantFrom(...[en, zh, ja, ko, fr].flatMap((words) => (words ?? []).slice(0, 40)));
  const leaf: fc.Arbitrary<Asked> = fc.oneof(
    any.map((text) => ({ query: text, wanted: (mail: BilingualMail) => has(mail, text) })),
    fc.tuple(fc.constantFrom('subject', 'body', 'from', 'to'), any).map(([field, text]) => ({
      query: `${field}:${text}`,
      wanted: (mail: BilingualMail) => has(mail, text, field as GrepField),
    })),
    fc
      .tuple(any, any)
      .map(([a, b]) => ({ query: `"${a} ${b}"`, wanted: (mail: BilingualMail) => has(mail, `${a} ${b}`) })),
    fc.constantFrom<Asked>(
      { query: 'is:unread', wanted: (mail) => !seen(mail) },
      { query: 'is:flagged', wanted: flagged },
      { query: 'has:attachment', wanted: ({ files }) => files.length > 0 },
      { query: 'larger:5k', wanted: ({ bytes }) => bytes.length > 5 * 1024 },
    ),
  );
  return fc.letrec<{ all: Asked; leaf: Asked }>((tie) => ({
    leaf,
    all: fc.oneof(
      { maxDepth: 3 },
      leaf,
      tie('all').map(({ query, wanted }) => ({ query: `-(${query})`, wanted: (mail: BilingualMail) => !wanted(mail) })),
      fc.tuple(tie('all'), tie('all')).map(([a, b]) => ({
        query: `(${a.query} ${b.query})`,
        wanted: (mail: BilingualMail) => a.wanted(mail) && b.wanted(mail),
      })),
      fc.tuple(tie('all'), tie('all')).map(([a, b]) => ({
        query: `(${a.query} OR ${b.query})`,
        wanted: (mail: BilingualMail) => a.wanted(mail) || b.wanted(mail),
      })),
    ),
  })).all;
}
