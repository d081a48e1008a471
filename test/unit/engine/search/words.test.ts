import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fold, foldWithOffsets } from '../../../../src/engine/search/fold.ts';
import { bodyTokens, fieldTokens, wordsOf } from '../../../../src/engine/search/words.ts';
import { seeded } from '../../../support/seeded.ts';

const words = (text: string) => wordsOf(text).map((word) => word.text);

describe('Words of a text', () => {
  for (const [text, expected] of [
    ['Crème BRÛLÉE naïve Straße Łódź İzmir', 'creme brulee naive strasse lodz izmir'],
    ['ＡＢＣ１２３ ﾊﾝｶｸ ｶﾞ ﬁn ①', 'abc123 ハンカク ガ fin 1'],
    ['ΕΛΛΆΣ Ёлка Йод', 'ελλασ елка иод'],
    ['がぎ は ば', 'がぎ は ば'],
    ['한국어'.normalize('NFD'), '한국어'],
    ['in\u00advisi\u200bble\ufeff', 'invisible'],
  ] as const) {
    test(`C02 ${text} folds to ${expected}`, () => assert.equal(fold(text), expected));
  }

  test('C02 scripts without spaces are runs, cut where letters of another kind or punctuation come', () => {
    assert.deepEqual(words('我的iPhone手机壳，2026年foo_bar'), [
      '我的',
      'iphone',
      '手机壳',
      '2026',
      '年',
      'foo',
      'bar',
    ]);
    assert.deepEqual(words('「ラーメン」サーバー々 한국어를 ภาษาไทย 𠮷野家'), [
      'ラーメン',
      'サーバー々',
      '한국어를',
      'ภาษาไทย',
      '𠮷野家',
    ]);
  });

  test('C02 a run is indexed by pairs, its last character alone', () => {
    assert.equal(bodyTokens('你好世界').trim(), '你好 好世 世界 界');
    assert.equal(bodyTokens('𠮷野').trim(), '𠮷野 野');
    assert.equal(fieldTokens('subject', 're: 订票 re'), 's·re s·订票 s·票');
  });

  test('C02 folding twice is folding once, and never makes a letter of what is none', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (text) => {
        assert.equal(fold(fold(text)), fold(text));
        assert.equal(words(fold(text)).join(' '), words(text).join(' '));
      }),
      seeded(11, 500),
    );
  });

  test('C02 each place of a folded text lies where it came from', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (text) => {
        const { folded, offsets } = foldWithOffsets(text);
        assert.equal(offsets.length, folded.length + 1);
        assert.equal(offsets.at(-1), text.length);
        for (let at = 1; at < offsets.length; at += 1) assert.ok((offsets[at] ?? 0) >= (offsets[at - 1] ?? 0));
      }),
      seeded(12, 300),
    );
    const { folded, offsets } = foldWithOffsets('Straße ｶﾞ!');
    assert.equal(folded, 'strasse ガ!');
    assert.deepEqual(offsets, [0, 1, 2, 3, 4, 4, 5, 6, 7, 9, 10]);
  });
});
