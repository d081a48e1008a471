import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { checkDraft } from '../../../../src/engine/compose/draftCheck.ts';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import { seeded } from '../../../support/seeded.ts';
import { senderAccount } from './fixtures.ts';

const read = (block: string, body = 'Hello\n') => contentOf(parseDraft(`---\n${block}\n---\n\n${body}`));
const to = (block: string) => read(block).to.map(({ name, address }) => (name ? `${name} <${address}>` : address));

const subjects: readonly (readonly [block: string, subject: string])[] = [
  ['subject: plain', 'plain'],
  ['subject: Re: #12 build: red again?', 'Re: #12 build: red again?'],
  ['subject: Re: #12: [x] *y*', 'Re: #12: [x] *y*'],
  ['Subject: capital', 'capital'],
  ['SUBJECT:no space', 'no space'],
  ['subject:\ttabbed', 'tabbed'],
  ['subject   : spaced', 'spaced'],
  ['主题: 你好', '你好'],
  ['主题：全角冒号', '全角冒号'],
  ['subject:', ''],
  ['subject: ', ''],
  ['subject: "quoted: value"', 'quoted: value'],
  ["subject: 'it''s quoted'", "it's quoted"],
  ['subject: "escaped \\" and \\u4f60"', 'escaped " and 你'],
  ['subject: "so" he said', '"so" he said'],
  ["subject: 'tis the season", "'tis the season"],
  ['subject: # not a comment', '# not a comment'],
  ['subject: trailing # too', 'trailing # too'],
  ['subject: [draft] {x}', '[draft] {x}'],
  ['subject: - dash', '- dash'],
  ['subject: |\n  block', 'block'],
  ['subject: >\n  folded\n  twice', 'folded twice'],
  ['subject: >-\n  chomped', 'chomped'],
  ['subject: |', '|'],
  ['subject: first\n  goes on', 'first goes on'],
  ['subject:\n  on the next line', 'on the next line'],
  ['subject: @handle %x `y` &z !t', '@handle %x `y` &z !t'],
  ['subject: null', 'null'],
  ['subject: 2026-01-05', '2026-01-05'],
  ['# a comment\nsubject: after a comment\n# another', 'after a comment'],
  ['subject: ---', '---'],
];

const recipients: readonly (readonly [block: string, list: readonly string[]])[] = [
  ['to: Zhang Wei <zw@qq.com>; li@163.com', ['Zhang Wei <zw@qq.com>', 'li@163.com']],
  ['to: a@x.test, b@x.test', ['a@x.test', 'b@x.test']],
  ['to:\n  - a@x.test\n  - Bob <b@x.test>', ['a@x.test', 'Bob <b@x.test>']],
  ['to:\n- a@x.test\n- b@x.test', ['a@x.test', 'b@x.test']],
  ['to: [a@x.test, b@x.test]', ['a@x.test', 'b@x.test']],
  ['to: "Zhang Wei <zw@qq.com>"', ['Zhang Wei <zw@qq.com>']],
  ['to: "a; b"@x', ['"a; b"@x']],
  ['to: "Lee, Ann" <a@x.test>', ['Lee, Ann <a@x.test>']],
  ['to: a@x.test;\n  b@x.test;\n\tc@x.test', ['a@x.test', 'b@x.test', 'c@x.test']],
  ['to: |\n  a@x.test\n  b@x.test', ['a@x.test', 'b@x.test']],
  ['收件人：张伟 <zw@qq.com>，li@163.com', ['张伟 <zw@qq.com>', 'li@163.com']],
  ['to:\n  - "Lee; Ann" <a@x.test>\n  - \'b@x.test\'', ['Lee; Ann <a@x.test>', 'b@x.test']],
  ['to:', []],
  ['to: ann@[192.0.2.1]', ['ann@[192.0.2.1]']],
];

const files: readonly (readonly [block: string, list: readonly string[]])[] = [
  ['attach: a.pdf', ['a.pdf']],
  ['attach: a.pdf; b c.pdf', ['a.pdf', 'b c.pdf']],
  ['attach:\n  - a.pdf\n  - "b; c.pdf"', ['a.pdf', 'b; c.pdf']],
  ['attach:\n  - Report, final.pdf', ['Report, final.pdf']],
  ['attach: docs/*.{pdf,md}', ['docs/*.{pdf,md}']],
  ['attach: [a.pdf, b.pdf]', ['a.pdf', 'b.pdf']],
  ['attach: a.pdf\nattach: b.pdf', ['a.pdf', 'b.pdf']],
  ['附件: 报告.docx', ['报告.docx']],
  ['attach: message:aabc.mdef.1.2#0', ['message:aabc.mdef.1.2#0']],
  ['attach: C:\\dir\\file.txt', ['C:\\dir\\file.txt']],
];

describe('the header block of a draft', () => {
  test('E01 a subject is what stands on its line, with YAML where people write YAML', () => {
    for (const [block, subject] of subjects) assert.equal(read(block).subject, subject, block);
  });

  test('E03 recipients in every form that people write', () => {
    for (const [block, list] of recipients) assert.deepEqual(to(block), list, block);
  });

  test('E05 files in every form that people write', () => {
    for (const [block, list] of files) {
      assert.deepEqual(
        read(block).attach.map(({ reference }) => reference),
        list,
        block,
      );
    }
  });

  test('E01 the body is the document behind the block, to the last character', () => {
    assert.equal(read('to: a@x.test', 'Hi\n\n---\n\nbye').body, 'Hi\n\n---\n\nbye');
    assert.equal(contentOf(parseDraft('\ufeff---\r\nto: a@x.test\r\n---\r\nHi\r\n')).body, 'Hi\r\n');
    assert.equal(contentOf(parseDraft('---\nsubject: x\n---')).body, '');
  });

  test('E01 a header block without its end is told, and the draft is still understood', () => {
    const { content, diagnostics } = checkDraft('---\nto: a@x.test\nsubject: Hi\n\nDear Ann: how are you?\n', [
      senderAccount(),
    ]);
    assert.deepEqual(
      [content.to[0]?.address, content.subject, content.body],
      ['a@x.test', 'Hi', 'Dear Ann: how are you?\n'],
    );
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['draft.headerUnclosed'],
    );
  });

  test('E01 every diagnostic of an edited draft names a place inside it, and nothing throws', () => {
    const pieces = fc.constantFrom(
      '---',
      '\n',
      'to: ',
      'subject: ',
      'attach: ',
      'form: x',
      'a@x.test',
      '"',
      "'",
      '- ',
      '  ',
      '\t',
      '|',
      '>',
      '[',
      ']',
      '![p](x.png)',
      '：',
      '主题',
      '\r\n',
      'text attached',
      '\u0000',
      '\ud800',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.boolean(), (parts, opened) => {
        const text = (opened ? '---\n' : '') + parts.join('');
        const { diagnostics, draft } = checkDraft(text, [senderAccount()]);
        for (const { range, fixes } of diagnostics) {
          for (const { startLine, startColumn, endLine, endColumn } of [range, ...fixes.map((fix) => fix.range)]) {
            assert.ok(startLine < endLine || (startLine === endLine && startColumn <= endColumn));
            assert.ok(endLine < draft.lines.length);
            assert.ok(endColumn <= (draft.lines[endLine]?.text.length ?? 0));
          }
        }
      }),
      seeded(5, 400),
    );
  });
});
