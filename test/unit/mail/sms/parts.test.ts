import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countText } from '../../../../src/mail/sms/parts.ts';

describe('F04 length and parts of a text', () => {
  const shape = (text: string, options = {}) => {
    const { alphabet, units, parts, left } = countText(text, options);
    return [alphabet, units, parts, left];
  };

  test('F04 160 characters of the phones’ alphabet go alone, longer texts in parts of 153', () => {
    assert.deepEqual(shape(''), ['gsm7', 0, 1, 160]);
    assert.deepEqual(shape('a'.repeat(160)), ['gsm7', 160, 1, 0]);
    assert.deepEqual(shape('a'.repeat(161)), ['gsm7', 161, 2, 145]);
    assert.deepEqual(shape('a'.repeat(306)), ['gsm7', 306, 2, 0]);
    assert.deepEqual(shape('a'.repeat(307)), ['gsm7', 307, 3, 152]);
  });

  test('F04 characters of the extension table take two places', () => {
    assert.deepEqual(shape('€{}[]~|^\\\f'), ['gsm7', 20, 1, 140]);
    assert.deepEqual(shape('€'.repeat(80)), ['gsm7', 160, 1, 0]);
    // Two places of one character stay together: 76 to a part of 153, and one place stays empty.
    assert.deepEqual(shape('€'.repeat(81)), ['gsm7', 162, 2, 153 - 10]);
    assert.deepEqual(shape('€'.repeat(153)), ['gsm7', 306, 3, 151]);
  });

  test('F04 Greek capitals and accents of the alphabet cost one place; a curly quote or a letter outside makes it UCS-2', () => {
    assert.deepEqual(shape('ΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§¿äöñüà@£¥èéùìòÇØøÅå¤¡'), ['gsm7', 40, 1, 120]);
    assert.deepEqual(shape('It’s'), ['ucs2', 4, 1, 66]);
    assert.deepEqual(countText('It’s “ok” – ‘’’').foreign, ['’', '“', '”', '–', '‘']);
    assert.deepEqual(shape('ç'), ['ucs2', 1, 1, 69]);
  });

  test('F04 70 characters of Chinese go alone, longer texts in parts of 67', () => {
    assert.deepEqual(shape('验'.repeat(70)), ['ucs2', 70, 1, 0]);
    assert.deepEqual(shape('验'.repeat(71)), ['ucs2', 71, 2, 63]);
    assert.deepEqual(shape('验'.repeat(134)), ['ucs2', 134, 2, 0]);
    assert.deepEqual(shape('验'.repeat(135)), ['ucs2', 135, 3, 66]);
  });

  test('F04 an emoji takes two places and is not torn between parts', () => {
    assert.deepEqual(shape('👍'), ['ucs2', 2, 1, 68]);
    assert.deepEqual(shape('👍'.repeat(36)), ['ucs2', 72, 2, 67 - 6]);
  });

  test('F04 a Chinese gateway counts every text by 70, its signature with it', () => {
    assert.deepEqual(shape('abc', { always: 'ucs2' }), ['ucs2', 3, 1, 67]);
    assert.deepEqual(shape('验'.repeat(64), { always: 'ucs2', signature: '互亿无线' }), ['ucs2', 70, 1, 0]);
    assert.deepEqual(shape('验'.repeat(65), { always: 'ucs2', signature: '互亿无线' }), ['ucs2', 71, 2, 63]);
    // A text that brings its signature, before or behind, gets no second one; brackets in the setting are taken off.
    assert.deepEqual(shape('【公司】验证码', { signature: '公司' }), ['ucs2', 7, 1, 63]);
    assert.deepEqual(shape('验证码【公司】', { signature: '公司' }), ['ucs2', 7, 1, 63]);
    assert.deepEqual(shape('验证码', { signature: '【公司】' }), ['ucs2', 7, 1, 63]);
    assert.deepEqual(countText('Hello', { always: 'ucs2' }).foreign, [], 'nothing makes it dearer than it is');
  });
});
