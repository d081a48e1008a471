import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseQuery } from '../../../../src/engine/search/parseQuery.ts';
import { gmailQuery, imapCriteria } from '../../../../src/engine/search/serverQuery.ts';
import type { Argument } from '../../../../src/mail/imap/connection.ts';

const now = Date.UTC(2026, 2, 10);
const inScope = ({ name }: { readonly name: string }) => name === 'here';

function written(argument: Argument): string {
  if (Array.isArray(argument)) return `(${argument.map(written).join(' ')})`;
  if (!('value' in argument)) return '?';
  return argument.type === 'STRING' ? `"${argument.value}"` : argument.value;
}

const imap = (query: string) => {
  const criteria = imapCriteria(parseQuery(query, now).query, inScope);
  return typeof criteria === 'boolean' ? criteria : criteria.map(written).join(' ');
};
const gmail = (query: string) => gmailQuery(parseQuery(query, now).query, inScope);

describe('A search for the server', () => {
  for (const [query, expected] of [
    ['foo', 'TEXT "foo"'],
    ['from:ann "two words"', '(FROM "ann" TEXT "two words")'],
    ['a OR b OR c', 'OR (OR (TEXT "a") (TEXT "b")) (TEXT "c")'],
    ['-(a b) is:unread', '(NOT (TEXT "a" TEXT "b") UNSEEN)'],
    ['list:dev larger:1k', '(HEADER LIST-ID "dev" LARGER 1024)'],
    ['body:你好', 'BODY "你好"'],
    ['older_than:1d', 'OR (SENTBEFORE 11-Mar-2026) (BEFORE 11-Mar-2026)'],
    ['foo in:here', '(TEXT "foo")'],
    ['foo in:elsewhere', false],
    ['foo OR in:here', true],
    ['foo -in:elsewhere', '(TEXT "foo")'],
    // It knows no attachment names: more is found, and sifted here.
    ['foo has:attachment filename:x', '(TEXT "foo")'],
    ['foo OR filename:x', true],
    ['foo -filename:x', '(TEXT "foo")'],
    ['-(foo filename:x)', true],
  ] as const) {
    test(`C02 IMAP: ${query}`, () => assert.equal(imap(query), expected));
  }

  for (const [query, expected] of [
    ['foo from:ann', '("foo" from:"ann")'],
    ['a OR has:attachment', '{"a" has:attachment}'],
    ['-(a b) is:unread larger:5M', '(-("a" "b") is:unread larger:5242880)'],
    ['filename:x.pdf older_than:1d', '(filename:"x.pdf" before:2026/3/11)'],
    ['fo*', true],
    ['foo in:elsewhere', false],
    ['a -is:unflagged', '("a" (is:starred))'],
  ] as const) {
    test(`C02 Gmail: ${query}`, () => assert.equal(gmail(query), expected));
  }
});
