import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { completeQuery } from '../../../../src/engine/search/completeQuery.ts';

const names = {
  mailboxes: (prefix: string) => ['INBOX', 'My Mail'].filter((name) => name.toLowerCase().startsWith(prefix)),
  accounts: () => ['ann@example.test'],
  people: (prefix: string) => (prefix === 'bo' ? ['bob@example.test'] : []),
};

/** Each suggestion put in its place. `^` is the cursor. */
function completed(typed: string): readonly string[] {
  const cursor = typed.indexOf('^');
  const query = typed.replace('^', '');
  return completeQuery(query, cursor, names).map(
    ({ insert, start, end }) => query.slice(0, start) + insert + query.slice(end),
  );
}

describe('Completion of a search', () => {
  for (const [typed, expected] of [
    ['foo fr^', ['foo from:']],
    ['-i^', ['-is:', '-in:']],
    ['(be^ foo)', ['(before: foo)']],
    ['is:u^', ['is:unread', 'is:unflagged']],
    ['has:^', ['has:attachment']],
    ['in:i^', ['in:INBOX']],
    ['in:"my^', ['in:"My Mail"']],
    ['x account:^', ['x account:ann@example.test']],
    ['from:bo^', ['from:bob@example.test']],
    ['larger:^', ['larger:1M', 'larger:5M', 'larger:10M']],
    ['bogus:x^', []],
    ['你好^', []],
  ] as const) {
    test(`C02 ${typed}`, () => assert.deepEqual(completed(typed), expected));
  }

  test('C02 at the start all operators are offered', () => {
    const offered = completed('^');
    for (const name of [
      'from:',
      'to:',
      'cc:',
      'subject:',
      'body:',
      'has:',
      'filename:',
      'is:',
      'in:',
      'account:',
      'list:',
      'before:',
    ])
      assert.ok(offered.includes(name), name);
  });
});
