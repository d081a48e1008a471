import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { edited } from '../../../../src/base/textEdit.ts';
import { contentOf } from '../../../../src/engine/compose/draftContent.ts';
import { parseDraft } from '../../../../src/engine/compose/draftParser.ts';
import { headerEdit } from '../../../../src/engine/compose/headerEdit.ts';

const after = (text: string, name: string, ...values: string[]) => {
  const { start, end, newText } = headerEdit(text, name, values);
  return edited(text, { from: start, to: end, text: newText });
};
const draft = '---\nto: ann@example.test\nsubject: Hi\n---\n\nBody\n';

describe('E02 a header changed from a form', () => {
  test('E02 its value is replaced, everything else stays', () => {
    assert.equal(after(draft, 'to', 'bob@example.test'), draft.replace('ann', 'bob'));
    assert.equal(after(draft, 'subject', 'Hi: there'), draft.replace('Hi', 'Hi: there'));
  });

  test('E02 a new one goes where such headers stand', () => {
    assert.equal(after(draft, 'cc', 'c@example.test'), draft.replace('subject', 'cc: c@example.test\nsubject'));
    assert.equal(after(draft, 'from', 'me@example.test'), draft.replace('to:', 'from: me@example.test\nto:'));
    assert.equal(after(draft, 'priority', 'high'), draft.replace('Hi\n', 'Hi\npriority: high\n'));
  });

  test('E02 without a value it goes, but to and subject stay empty', () => {
    const full = after(draft, 'cc', 'c@example.test');
    assert.equal(after(full, 'cc', ''), draft);
    assert.equal(after(draft, 'to'), draft.replace('ann@example.test', ''));
    assert.equal(after(draft, 'bcc'), draft);
  });

  test('E02 the word that somebody wrote for it stays, and lines that belong to it go with it', () => {
    assert.equal(after('---\n收件人：ann@example.test\n---\n', 'to', 'b@x.test'), '---\n收件人: b@x.test\n---\n');
    assert.equal(
      after('---\nto:\n  - a@x.test\n  - b@x.test\ncc: c@x.test\n---\n', 'to', 'd@x.test'),
      '---\nto: d@x.test\ncc: c@x.test\n---\n',
    );
  });

  test('E02 files are a list, quoted where they need it', () => {
    const two = after(draft, 'attach', 'a.txt', 'b; c.txt');
    assert.deepEqual(
      contentOf(parseDraft(two)).attach.map(({ reference }) => reference),
      ['a.txt', 'b; c.txt'],
    );
    const twice = '---\nattach: a.txt\nsubject: x\nattach: b.txt\n---\n';
    assert.equal(after(twice, 'attach', 'b.txt'), '---\nattach: b.txt\nsubject: x\n---\n');
  });

  test('E02 a text without a header block gets one', () => {
    assert.equal(after('Hello\n', 'to', 'a@x.test'), '---\nto: a@x.test\n---\n\nHello\n');
  });

  test('E02 any subject is read back as it was given, on one line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (given) => {
        const wanted = given.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
        const { subject, body } = contentOf(parseDraft(after(draft, 'subject', given)));
        assert.equal(subject, wanted);
        assert.equal(body, 'Body\n');
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});
