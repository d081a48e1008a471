import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDraft } from '../../../../src/engine/compose/draftCheck.ts';
import type { SenderAccount } from '../../../../src/engine/compose/sender.ts';
import type { DraftDiagnostic, TextRange } from '../../../../src/protocol/records.ts';
import { senderAccount } from './fixtures.ts';

const check = (text: string, accounts: readonly SenderAccount[] = [senderAccount()]) =>
  checkDraft(text, accounts).diagnostics;
const draft = (block: string, body = 'Hello\n') => `---\n${block}\n---\n\n${body}`;
const sound = 'to: bob@x.test\nsubject: Hi';

function slice(text: string, { startLine, startColumn, endLine, endColumn }: TextRange): string {
  return text.slice(offset(text, startLine, startColumn), offset(text, endLine, endColumn));
}

function offset(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  return lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + column;
}

function applied(text: string, fix: DraftDiagnostic['fixes'][number] | undefined): string {
  assert.ok(fix, 'there is a fix');
  const { range, newText } = fix;
  return (
    text.slice(0, offset(text, range.startLine, range.startColumn)) +
    newText +
    text.slice(offset(text, range.endLine, range.endColumn))
  );
}

/** What is wrong, the words under it, and what is left once the first fix is applied. */
const faults: readonly (readonly [title: string, text: string, code: string, at: string, left: readonly string[]])[] = [
  ['a bad address', draft('to: bob\nsubject: Hi'), 'draft.badAddress', 'bob', ['draft.noRecipient']],
  [
    'an address without brackets',
    draft('to: a@x.test; Bob Lee b@x.test\nsubject: Hi'),
    'draft.badAddress',
    'Bob Lee b@x.test',
    [],
  ],
  ['no recipient', draft('to: \nsubject: Hi'), 'draft.noRecipient', 'to: ', ['draft.noRecipient']],
  ['no header for recipients', draft('subject: Hi'), 'draft.noRecipient', '', ['draft.noRecipient']],
  ['an empty subject', draft('to: bob@x.test\nsubject: '), 'draft.emptySubject', 'subject: ', ['draft.emptySubject']],
  ['an unknown header', draft('to: bob@x.test\nsubjct: Hi'), 'draft.unknownHeader', 'subjct', []],
  ['an unknown header like none', draft(`${sound}\nsensitivity: high`), 'draft.unknownHeader', 'sensitivity', []],
  ['a header twice', draft(`${sound}\nsubject: Again`), 'draft.duplicateHeader', 'subject', []],
  ['recipients twice', draft(`${sound}\nto: cat@x.test`), 'draft.duplicateHeader', 'to', []],
  ['a line that is no header', draft(`${sound}\nwhatever this is`), 'draft.badHeaderLine', 'whatever this is', []],
  [
    'a line break in the subject',
    draft('to: bob@x.test\nsubject: "a\\r\\nBcc: eve@x.test"'),
    'draft.badHeaderValue',
    '"a\\r\\nBcc: eve@x.test"',
    [],
  ],
  [
    'a block subject of two lines',
    draft('to: bob@x.test\nsubject: |\n  a\n  b'),
    'draft.badHeaderValue',
    '|\n  a\n  b',
    [],
  ],
  ['a sender that is no account', draft(`from: eve@x.test\n${sound}`), 'draft.badFrom', 'eve@x.test', []],
  ['a format that is none', draft(`${sound}\nformat: word`), 'draft.badFormat', 'word', []],
  ['a time that is none', draft(`${sound}\nsend-at: soon`), 'draft.badSendAt', 'soon', []],
  ['a priority that is none', draft(`${sound}\npriority: max`), 'draft.badChoice', 'max', []],
  ['a receipt that is none', draft(`${sound}\nreceipt: maybe`), 'draft.badChoice', 'maybe', []],
  ['a report that is none', draft(`${sound}\ndsn: never, failure`), 'draft.badChoice', 'never, failure', []],
  [
    'an attachment forgotten',
    draft(sound, 'Please see the attached file.\n'),
    'draft.attachmentForgotten',
    'attached',
    ['draft.attachmentForgotten'],
  ],
  [
    'an attachment forgotten, in Chinese',
    draft(sound, '请查收附件。\n'),
    'draft.attachmentForgotten',
    '附件',
    ['draft.attachmentForgotten'],
  ],
  ['no header block', 'Hello Bob\n', 'draft.noHeaderBlock', 'Hello Bob', ['draft.noRecipient', 'draft.emptySubject']],
  ['a header block without its end', '---\nto: bob@x.test\nsubject: Hi\n\nHello\n', 'draft.headerUnclosed', '---', []],
  ['a header block cut short', '---\nto: bob@x.test\nsubject: Hi', 'draft.headerUnclosed', '---', []],
];

describe('what is wrong with a draft', () => {
  for (const [title, text, code, at, left] of faults) {
    test(`E01 ${title} is told where it stands, and its mend mends it`, () => {
      const diagnostics = check(text);
      const found = diagnostics.find((diagnostic) => diagnostic.code === code);
      assert.ok(found, `${code} among ${diagnostics.map((each) => each.code).join(', ')}`);
      assert.equal(slice(text, found.range), at);
      const mended = found.fixes.length > 0 ? applied(text, found.fixes[0]) : text;
      assert.deepEqual(
        check(mended).map((diagnostic) => diagnostic.code),
        left,
        mended,
      );
    });
  }

  test('E01 what is right has no diagnostics', () => {
    for (const text of [
      draft(sound),
      draft('to: "a; b"@x\nsubject: Re: #12: [x] *y*'),
      draft('to:\tbob@x.test\nsubject:\tHi'),
      draft(`${sound}\nx-priority: 1\nX-Tag: a\nx-tag: b`),
      draft(`${sound}\ncc:\nbcc: \nattach:`),
      draft(`from: Boss <ANN+tag@example.test>\n${sound}`),
      draft(sound, '> you attached a file\n\n```\nattached\n```\n'),
      draft(`${sound}\nattach: a.pdf`, 'attached\n'),
    ])
      assert.deepEqual(check(text), [], text);
  });

  test('E01 without an account, or with one that only receives, that is said', () => {
    assert.deepEqual(
      check(draft(sound), []).map(({ code }) => code),
      ['draft.noAccount'],
    );
    const { smtp: _, ...config } = senderAccount().config;
    assert.deepEqual(
      check(draft(sound), [{ ...senderAccount(), config }]).map(({ code }) => code),
      ['account.receiveOnly'],
    );
  });

  test('E05 pictures and attachments that a draft names are found with their places', () => {
    const text = draft(`${sound}\nattach:\n  - docs/a b.pdf`, 'See ![shot](img/sh%20ot.png) and\n\n![b](b.png)\n');
    const { content, images, draft: parsed } = checkDraft(text, [senderAccount()]);
    assert.equal(parsed.text.slice(content.attach[0]?.start, content.attach[0]?.end), 'docs/a b.pdf');
    assert.deepEqual(
      images.map(({ reference }) => reference),
      ['img/sh ot.png', 'b.png'],
    );
    assert.equal(text.slice(images[1]?.start, images[1]?.end), 'b.png');
  });
});
