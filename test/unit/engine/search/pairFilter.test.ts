import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fold } from '../../../../src/engine/search/fold.ts';
import { matcherOf } from '../../../../src/engine/search/matchText.ts';
import { PairCollector, sieveOf } from '../../../../src/engine/search/pairFilter.ts';
import { parseQuery } from '../../../../src/engine/search/parseQuery.ts';
import { wordsOf } from '../../../../src/engine/search/words.ts';
import { seeded } from '../../../support/seeded.ts';

const collector = new PairCollector();
function filterOf(...texts: readonly string[]): Uint8Array {
  for (const text of texts) collector.add(fold(text));
  return collector.take();
}
const mayMatch = (filter: Uint8Array, query: string) => sieveOf(parseQuery(query, 0).query)?.(filter);

// Much else, so that one of the pairs that are not there hardly seems to be.
const others = Array.from({ length: 300 }, (_, index) => `also${index}, `).join('');

describe('Which words stand side by side', () => {
  const filter = filterOf('The Harbour crane, 起重机 in Café', 'green boats', others);

  test('C02 a phrase is told from the words of it apart', () => {
    assert.equal(mayMatch(filter, '"harbour crane"'), true);
    assert.equal(mayMatch(filter, '"crane harbour"'), false);
    assert.equal(mayMatch(filter, '"the crane"'), false);
    assert.equal(mayMatch(filter, '"cafe green"'), false, 'of two texts');
    assert.equal(mayMatch(filter, '"harbour crane" -"green boats"'), true, 'what a NOT holds is no hint');
    assert.equal(mayMatch(filter, '"green boats" "the crane"'), false);
    assert.equal(mayMatch(filter, '"green boats" OR "the crane"'), true);
    assert.equal(mayMatch(filter, '"a boat" OR "the crane"'), false);
  });

  test('C02 a run may go on to either side, and the last word of a beginning', () => {
    assert.equal(mayMatch(filter, '"crane 起重"'), true);
    assert.equal(mayMatch(filter, '"重机 in"'), true);
    assert.equal(mayMatch(filter, '"重机 cafe"'), false);
    assert.equal(mayMatch(filter, '"the harbour cr*"'), true);
    assert.equal(mayMatch(filterOf(`一起重机器, ${others}`), '起重机器'), true);
    assert.equal(mayMatch(filterOf(`起重机, 重机器, ${others}`), '起重机器'), true, 'told by threes');
    assert.equal(mayMatch(filterOf(`起重, 重机, 机器, ${others}`), '起重机器'), false);
  });

  test('C02 what a filter cannot tell is left to others', () => {
    for (const query of ['harbour', '起重', '-"the crane"', 'is:unread', '"the crane" OR is:unread'])
      assert.equal(mayMatch(filter, query), undefined, query);
    assert.equal(filterOf('alone').length, 0);
    assert.equal(mayMatch(filterOf('alone'), '"alone here"'), false);
  });

  test('C02 of pairs that are not there nearly all are told', () => {
    const words = Array.from({ length: 400 }, (_, index) => `w${index}x${(index * 7) % 31}`);
    const [left, right] = [filterOf(words.slice(0, 200).join(' ')), words.slice(200)];
    const wrong = right.filter((word, index) => mayMatch(left, `"${word} ${right[index + 1] ?? 'z'}"`));
    assert.ok(wrong.length < 20, `${wrong.length} of ${right.length}`);
  });

  test('C02 no text that holds a phrase is ever sifted out', () => {
    const unit = fc.constantFrom(
      'a',
      'b',
      'Ab',
      'é',
      '起',
      '重',
      '機',
      '𠮷',
      '한',
      'が',
      ' ',
      ' ',
      ', ',
      '-',
      '’',
      '\u0301',
    );
    const text = fc.array(unit, { maxLength: 40 }).map((units) => units.join(''));
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(12), fc.boolean(), (whole, from, length, startsWith) => {
        const words = wordsOf(whole.slice(from, from + length));
        const phrase = { kind: 'text', field: 'any', words, startsWith, text: '' } as const;
        if (matcherOf(phrase).find(fold(whole), 0) === undefined) return;
        assert.notEqual(sieveOf(phrase)?.(filterOf(whole)), false);
      }),
      seeded(63, 2_000),
    );
  });
});
