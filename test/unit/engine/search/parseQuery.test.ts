import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { conditionsMax, depthMax, queryMaxChars } from '../../../../src/engine/search/limits.ts';
import { parseQuery } from '../../../../src/engine/search/parseQuery.ts';
import type { Query } from '../../../../src/engine/search/query.ts';
import { seeded } from '../../../support/seeded.ts';

const now = Date.UTC(2026, 2, 1);

/** The query as one line: fields before words, `|` between alternatives. */
function shown(query: Query): string {
  switch (query.kind) {
    case 'and':
      return `(${query.items.map(shown).join(' ')})`;
    case 'or':
      return `(${query.items.map(shown).join(' | ')})`;
    case 'not':
      return `-${shown(query.item)}`;
    case 'text':
      return `${query.field}=${query.words.map(({ text }) => text).join('_')}${query.startsWith ? '*' : ''}`;
    case 'flag':
      return `${query.set ? '+' : '-'}${query.flag}`;
    case 'mailbox':
    case 'account':
      return `${query.kind}=${query.name}`;
    case 'before':
    case 'after':
      return `${query.kind}=${query.ms - now}`;
    case 'attachment':
      return 'attachment';
    default:
      return `${query.kind}=${query.bytes}`;
  }
}

const read = (text: string) => shown(parseQuery(text, now).query);
const problems = (text: string) =>
  parseQuery(text, now).problems.map(({ code, start, end }) => [code, text.slice(start, end)]);
const day = 86_400_000;

describe('The query language', () => {
  for (const [text, expected] of [
    ['foo bar', '(any=foo any=bar)'],
    ['"foo bar" baz*', '(any=foo_bar any=baz*)'],
    ['from:ann report OR invoice', '(from=ann (any=report | any=invoice))'],
    ['(from:ann report) OR invoice', '((from=ann any=report) | any=invoice)'],
    ['from:(ann OR "bob b") -subject:draft', '((from=ann | from=bob_b) -subject=draft)'],
    ['NOT (a b) AND c | d', '(-(any=a any=b) (any=c | any=d))'],
    ['from：王小明 “你好 世界” （甲 OR 乙）', '(from=王小明 any=你好_世界 (any=甲 | any=乙))'],
    ['iPhone手机', 'any=iphone_手机'],
    ['Ｃａｆé', 'any=cafe'],
    ['to:x cc:y body:z filename:a.pdf list:dev', '(to=x cc=y body=z filename=a_pdf list=dev)'],
    ['has:attachment is:unread is:flagged is:read', '(attachment -\\Seen +\\Flagged +\\Seen)'],
    ['in:"My Folder" account:ann@example.test', '(mailbox=My Folder account=ann@example.test)'],
    ['larger:5M smaller:1.5k larger:10', '(larger=5242880 smaller=1536 larger=10)'],
    ['older_than:2w newer_than:1d', `(before=${-14 * day} after=${-day})`],
    ['well-known e-mail', '(any=well_known any=e_mail)'],
    ['--foo', 'any=foo'],
    ['http://example.test 12:30', '(any=http_example_test any=12_30)'],
  ] as const) {
    test(`C02 ${text}`, () => {
      assert.equal(read(text), expected);
      assert.deepEqual(problems(text), []);
    });
  }

  test('C02 days are days of this machine', () => {
    const { query } = parseQuery('after:2026-03-05 before:2026/4', now);
    assert.deepEqual(query.kind === 'and' && query.items.map((item) => ('ms' in item ? item.ms : 0)), [
      new Date(2026, 2, 5).getTime(),
      new Date(2026, 3, 1).getTime(),
    ]);
  });

  for (const [text, expected, said] of [
    ['foo "bar baz', '(any=foo any=bar_baz)', [['search.unclosed', '"']]],
    ['(a OR b', '(any=a | any=b)', [['search.unclosed', '(']]],
    ['a) b', '(any=a any=b)', [['search.unclosed', ')']]],
    ['form:ann x', '(any=form_ann any=x)', [['search.unknownOperator', 'form:']]],
    ['from: ann', 'any=ann', [['search.badValue', 'from:']]],
    ['before:yesterday x', 'any=x', [['search.badValue', 'before:yesterday']]],
    ['after:2026-13-01 x', 'any=x', [['search.badValue', 'after:2026-13-01']]],
    [
      'is:purple larger:big x',
      'any=x',
      [
        ['search.badValue', 'is:purple'],
        ['search.badValue', 'larger:big'],
      ],
    ],
    ['is:constructor x', 'any=x', [['search.badValue', 'is:constructor']]],
    ['!!! x', 'any=x', [['search.badValue', '!!!']]],
  ] as const) {
    test(`C02 ${text} is read as far as it makes sense, and what does not is said with its place`, () => {
      assert.equal(read(text), expected);
      assert.deepEqual(problems(text), said);
    });
  }

  test('C02 its limits: so many conditions, so deep, so long; what is beyond is left out and said', () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
    assert.deepEqual(problems(words(conditionsMax)), []);
    assert.deepEqual(problems(words(conditionsMax + 1)), [['search.tooLong', `w${conditionsMax}`]]);
    const deep = (depth: number) => `${'('.repeat(depth)}x${')'.repeat(depth)}`;
    assert.deepEqual(problems(deep(depthMax)), []);
    assert.equal(problems(deep(depthMax + 1))[0]?.[0], 'search.tooLong');
    assert.deepEqual(problems('x'.repeat(queryMaxChars)), []);
    assert.deepEqual(problems(`${'x'.repeat(queryMaxChars)}y`), [['search.tooLong', 'y']]);
  });

  test('C02 whatever is typed is read without an error, and problems lie inside it', () => {
    const piece = fc.constantFrom(
      ...[
        '(',
        ')',
        '"',
        '“',
        '-',
        'OR',
        'AND',
        'NOT',
        '|',
        ' ',
        '*',
        ':',
        'from:',
        'is:',
        'in:',
        'before:',
        '：',
        '（',
      ],
      ...['ann', '你好', 'unread', '5M', '2026', '\u0301', '\ud800', 'constructor', '\n'],
    );
    const typed = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
      fc.string({ maxLength: 200, unit: 'binary' }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        for (const { start, end } of parseQuery(text, now).problems)
          assert.ok(start >= 0 && start <= end && end <= text.length, `${start} ${end}`);
      }),
      seeded(7, 500),
    );
  });

  test('C02 a query written out is read as it was', () => {
    const leaf = fc.constantFrom('any=foo', 'from=ann_b', 'subject=你好*', 'attachment', '-\\Seen', 'larger=10');
    const written: { readonly [leaf: string]: string } = {
      ...{
        'any=foo': 'foo',
        'from=ann_b': 'from:"ann b"',
        'subject=你好*': 'subject:你好*',
        attachment: 'has:attachment',
      },
      ...{ '-\\Seen': 'is:unread', 'larger=10': 'larger:10' },
    };
    type Both = readonly [text: string, expected: string];
    const { all } = fc.letrec<{ all: Both }>((tie) => ({
      all: fc.oneof(
        { maxDepth: 4 },
        leaf.map((one): Both => [written[one] ?? '', one]),
        fc.tuple(tie('all'), tie('all')).map(([a, b]): Both => [`(${a[0]} ${b[0]})`, `(${a[1]} ${b[1]})`]),
        fc.tuple(tie('all'), tie('all')).map(([a, b]): Both => [`(${a[0]} OR ${b[0]})`, `(${a[1]} | ${b[1]})`]),
        tie('all').map(([text, expected]): Both => [`-(${text})`, `-${expected}`]),
      ),
    }));
    fc.assert(
      fc.property(all, ([text, expected]) => assert.equal(read(text), expected)),
      seeded(8, 300),
    );
  });
});
