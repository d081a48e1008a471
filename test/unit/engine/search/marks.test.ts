import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { snippetMaxChars } from '../../../../src/engine/search/limits.ts';
import { marksIn, snippetOf } from '../../../../src/engine/search/marks.ts';
import { matcherOf } from '../../../../src/engine/search/matchText.ts';
import { parseQuery } from '../../../../src/engine/search/parseQuery.ts';
import { textsOf } from '../../../../src/engine/search/query.ts';

const matchers = (query: string) => textsOf(parseQuery(query, 0).query).map(matcherOf);
const marked = (text: string, query: string) =>
  marksIn(text, matchers(query)).map(([start, end]) => text.slice(start, end));

describe('Marked words', () => {
  for (const [text, query, expected] of [
    ['Straße und STRASSE, Straßen', 'strasse', ['Straße', 'STRASSE']],
    ['Café cafe\u0301 cafeteria', 'cafe', ['Café', 'cafe\u0301']],
    ['cafeteria Café', 'caf*', ['caf', 'Caf']],
    ['我的iPhone手机壳 手机', '"iphone手机"', ['iPhone手机']],
    ['ﾃｽﾄ and テスト', 'テスト', ['ﾃｽﾄ', 'テスト']],
    ['foo, bar; foo baz', '"foo bar"', ['foo, bar']],
    ['𠮷野家 and 吉野家', '野家', ['野家', '野家']],
    ['none of it', 'xyz -none', []],
  ] as const) {
    test(`C02 ${query} in ${text}`, () => assert.deepEqual(marked(text, query), expected));
  }

  test('C02 the line shown has the word in it, marked, wherever in a long text it stands', () => {
    const text = `${'lorem ipsum\n'.repeat(900)}the last word is Ärger, as so often\n${'dolor '.repeat(300)}`;
    const snippet = snippetOf(text, matchers('arger'));
    assert.ok(snippet && snippet.text.length <= snippetMaxChars + 2);
    assert.deepEqual(
      snippet.marks.map(([start, end]) => snippet.text.slice(start, end)),
      ['Ärger'],
    );
    assert.equal(snippetOf(text, matchers('absent')), undefined);
    assert.equal(snippetOf('', matchers('absent')), undefined);
  });
});
