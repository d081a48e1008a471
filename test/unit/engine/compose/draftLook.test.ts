import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDraft } from '../../../../src/engine/compose/draftCheck.ts';
import { senderAccount } from './fixtures.ts';

const checked = (header: string, body: string) =>
  checkDraft(`---\nto: b@x.test\nsubject: x\n${header}---\n\n${body}`, [senderAccount()]);
const codes = (header: string, body: string) => checked(header, body).diagnostics.map(({ code }) => code);
const patch = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+b\n';

describe('what a draft says of its look', () => {
  test('E04 a style is one of ours or a style sheet, which is a file of the draft', () => {
    assert.deepEqual(codes('style: document\n', 'Hi'), []);
    const own = checked('style: css/own.css\n', 'Hi');
    assert.deepEqual(own.diagnostics, []);
    assert.deepEqual(own.styleSheets, [{ reference: 'css/own.css', start: 35, end: 46 }]);
    const [bad] = checked('style: pretty\n', 'Hi').diagnostics;
    assert.deepEqual([bad?.code, bad?.severity, bad?.range.startLine], ['draft.badStyle', 'error', 3]);
    assert.deepEqual(
      bad?.fixes.map(({ newText }) => newText),
      ['plain', 'document'],
    );
  });

  test('E04 plain text has no look, so no style sheet is looked for', () =>
    assert.deepEqual(checked('style: own.css\nformat: plain\n', 'Hi').styleSheets, []));

  test('E10 a patch that would leave as Markdown is pointed out, with the mend; as plain text or between fences it is fine', () => {
    const [problem] = checked('', `Fix\n\n${patch}`).diagnostics;
    assert.deepEqual([problem?.code, problem?.range.startLine], ['draft.patchAsMarkdown', 7]);
    assert.deepEqual(
      problem?.fixes.map(({ newText, range }) => [newText, range.startLine]),
      [['format: plain\n', 3]],
    );
    assert.deepEqual(codes('format: plain\n', patch), []);
    assert.deepEqual(codes('', `\`\`\`diff\n${patch}\`\`\`\n`), []);
  });

  test('E04 a diagram is sent as its source, and that is said', () => {
    const { diagnostics } = checked('', 'x\n\n```mermaid\ngraph TD\n```\n\n~~~ math\na^2\n~~~\n');
    assert.deepEqual(
      diagnostics.map(({ code, severity, data, range }) => [code, severity, data['kind'], range.startLine]),
      [
        ['draft.sentAsSource', 'info', 'mermaid', 7],
        ['draft.sentAsSource', 'info', 'math', 11],
      ],
    );
  });

  test('E04 pictures of HTML of one’s own are files of the draft, each once, where they stand', () => {
    const { images } = checked(
      'format: html\n',
      '<img src="a%20b.png"><img src="a b.png"><img src="https://x.test/c.png">',
    );
    assert.deepEqual(
      images.map(({ reference }) => reference),
      ['a b.png'],
    );
  });
});
