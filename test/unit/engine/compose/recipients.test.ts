import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { edited } from '../../../../src/base/textEdit.ts';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import { headerEdit } from '../../../../src/engine/compose/headerEdit.ts';

/** What a person types or pastes into To → who gets it, as `name|address`, `!reason` for what is no address. */
const typed: readonly (readonly [text: string, expected: readonly string[]])[] = [
  ['a@x.test', ['|a@x.test']],
  ['a@x.test,', ['|a@x.test']],
  ['a@x.test;', ['|a@x.test']],
  ['a@x.test；', ['|a@x.test']],
  ['a@x.test，', ['|a@x.test']],
  ['a@x.test,b@x.test', ['|a@x.test', '|b@x.test']],
  ['a@x.test, b@x.test', ['|a@x.test', '|b@x.test']],
  ['a@x.test;b@x.test', ['|a@x.test', '|b@x.test']],
  ['a@x.test; b@x.test;', ['|a@x.test', '|b@x.test']],
  ['a@x.test；b@x.test；', ['|a@x.test', '|b@x.test']],
  ['a@x.test，b@x.test', ['|a@x.test', '|b@x.test']],
  ['a@x.test、b@x.test', ['|a@x.test', '|b@x.test']],
  ['a@x.test, b@x.test; c@x.test；d@x.test', ['|a@x.test', '|b@x.test', '|c@x.test', '|d@x.test']],
  [' , ; a@x.test ;; ,', ['|a@x.test']],
  ['', []],
  [' ', []],
  [';', []],
  ['Ann <a@x.test>', ['Ann|a@x.test']],
  ['Ann <a@x.test>;', ['Ann|a@x.test']],
  ['Ann Lee <a@x.test>, Bob <b@x.test>', ['Ann Lee|a@x.test', 'Bob|b@x.test']],
  ['<a@x.test>', ['|a@x.test']],
  ['<a@x.test>, <b@x.test>', ['|a@x.test', '|b@x.test']],
  ['Ann<a@x.test>', ['Ann|a@x.test']],
  ['"Lee, Ann" <a@x.test>', ['Lee, Ann|a@x.test']],
  ['"Lee; Ann" <a@x.test>; b@x.test', ['Lee; Ann|a@x.test', '|b@x.test']],
  ['"A ""B""" <a@x.test>', ['A B|a@x.test']],
  ['"Ann \\"A\\" Lee" <a@x.test>', ['Ann "A" Lee|a@x.test']],
  ['a@x.test (Ann)', ['Ann|a@x.test']],
  ['张伟 <zw@qq.test>', ['张伟|zw@qq.test']],
  ['张伟<zw@qq.test>；李娜<ln@qq.test>', ['张伟|zw@qq.test', '李娜|ln@qq.test']],
  ['张 伟 <zw@qq.test>, 李娜 <ln@qq.test>', ['张 伟|zw@qq.test', '李娜|ln@qq.test']],
  ['“张伟” <zw@qq.test>', ['“张伟”|zw@qq.test']],
  ['"张伟；李娜" <team@qq.test>', ['张伟；李娜|team@qq.test']],
  ['张伟 ＜zw@qq.test＞', ['张伟|zw@qq.test']],
  ['zw＠qq.test', ['|zw@qq.test']],
  ['用户@例子.测试', ['|用户@例子.测试']],
  ['mailto:a@x.test', ['|a@x.test']],
  ['Ann <mailto:a@x.test>', ['Ann|a@x.test']],
  ['a+tag@x.test', ['|a+tag@x.test']],
  ["o'hara@x.test", ["|o'hara@x.test"]],
  ['first.last@sub.domain.test', ['|first.last@sub.domain.test']],
  ['A@X.TEST', ['|A@X.TEST']],
  ['Team: a@x.test, b@x.test;', ['|a@x.test', '|b@x.test']],
  ['Team: a@x.test, b@x.test; c@x.test', ['|a@x.test', '|b@x.test', '|c@x.test']],
  ['undisclosed-recipients:;', []],
  ['عمر <omar@x.test>', ['عمر|omar@x.test']],
  ['😀 Ann <a@x.test>', ['😀 Ann|a@x.test']],
  ['a@[192.0.2.1]', ['|a@[192.0.2.1]']],
  ['bob', ['!noAt']],
  ['bob;', ['!noAt']],
  ['a@x.test; bob; c@x.test', ['|a@x.test', '!noAt', '|c@x.test']],
  ['@x.test', ['!noLocal']],
  ['a@', ['!noDomain']],
  ['a@b@x.test', ['!manyAt']],
  ['a@x..test', ['!badDomain']],
  ['a..b@x.test', ['!badLocal']],
  ['Ann a@x.test', ['!spaces']],
  ['a@x.test b@x.test', ['!separator']],
  ['Ann <a@x.test', ['!angle']],
  ['Ann <a@x.test> Lee', ['!text']],
];

describe('E03 recipients as they are typed', () => {
  test('E03 there are 60 of them', () => assert.equal(typed.length, 60));
  for (const [text, expected] of typed) {
    test(`E03 ${JSON.stringify(text)} is ${expected.join(' ') || 'nobody'}`, () => {
      const draft = '---\nto: \nsubject: x\n---\n\nBody\n';
      const { start, end, newText } = headerEdit(draft, 'to', [text]);
      const { to, addressProblems, subject } = contentOf(
        parseDraft(edited(draft, { from: start, to: end, text: newText })),
      );
      const found = [
        ...to.map(({ name, address, start: at }) => ({ at, shown: `${name}|${address}` })),
        ...addressProblems.map(({ reason, start: at }) => ({ at, shown: `!${reason}` })),
      ].sort((a, b) => a.at - b.at);
      assert.deepEqual(
        found.map(({ shown }) => shown),
        expected,
      );
      assert.equal(subject, 'x');
    });
  }
});
