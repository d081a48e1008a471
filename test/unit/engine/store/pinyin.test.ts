import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPinyinNames } from '../../../../src/engine/store/pinyin.ts';

const names = createPinyinNames();

describe('Chinese names typed in Latin letters', () => {
  test('E01 by syllables, the last one begun, from any of them on, or by first letters', () => {
    for (const typed of ['z', 'zh', 'zhang', 'zhangw', 'zhangwei', 'wei', 'zw'])
      assert.ok(names.matches('张伟', typed), typed);
    for (const typed of ['zhao', 'zhangl', 'wz', 'hang', 'zhang wei', ''])
      assert.ok(!names.matches('张伟', typed), typed);
  });

  test('E01 family names have the reading that they have as names', () => {
    for (const [name, typed] of [
      ['曾国强', 'zeng'],
      ['单田芳', 'shan'],
      ['解晓东', 'xie'],
      ['吕布', 'lv'],
      ['仇英', 'qiu'],
    ] as const)
      assert.ok(names.matches(name, typed), name);
  });

  test('E01 characters that are in no list have the reading of their neighbours in the order of pinyin', () => {
    for (const [name, typed] of [
      ['張偉', 'zhangwei'],
      ['陳', 'chen'],
      ['劉德華', 'liudehua'],
      ['樟', 'zhang'],
      ['烨', 'ye'],
    ] as const)
      assert.ok(names.matches(name, typed), name);
  });

  test('E01 what holds no Chinese character is matched by nothing here', () =>
    assert.ok(!names.matches('Zhang Wei', 'zhang')));
});
