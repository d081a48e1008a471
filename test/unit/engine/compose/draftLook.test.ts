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

  test('E04 diagrams and formulas are found where they stand, also in a list; the same source has the same name', () => {
    const { drawings, diagnostics } = checked(
      '',
      'x\n\n```mermaid\ngraph TD\n```\n\n- y\n\n  ~~~ math\n  a^2\n  ~~~\n\n```Mermaid\n\ngraph TD\n```\n\n```ts\n1\n```\n',
    );
    const [first, formula, again] = drawings;
    assert.deepEqual(
      drawings.map(({ kind, source, start }) => [kind, source, start - (drawings[0]?.start ?? 0)]),
      [
        ['diagram', 'graph TD', 0],
        ['formula', 'a^2', 30],
        ['diagram', 'graph TD', 54],
      ],
    );
    assert.match(first?.reference ?? '', /^drawing:[0-9a-f]{40}$/);
    assert.equal(again?.reference, first?.reference);
    assert.notEqual(formula?.reference, first?.reference);
    assert.deepEqual(diagnostics, []);
  });

  test('E04 plain text holds no diagrams to draw', () =>
    assert.deepEqual(checked('format: plain\n', '```mermaid\npie\n```\n').drawings, []));

  test('E04 a diagram in a language that we do not draw, or a very long one, is sent as its source, and that is said', () => {
    const long = `pie\n${'"a" : 1\n'.repeat(3_000)}`;
    const { diagnostics } = checked('', `x\n\n\`\`\`plantuml\nA -> B\n\`\`\`\n\n~~~ mermaid\n${long}~~~\n`);
    assert.deepEqual(
      diagnostics.map(({ code, severity, data, range }) => [code, severity, data['kind'], range.startLine]),
      [
        ['draft.sentAsSource', 'info', 'plantuml', 7],
        ['draft.sentAsSource', 'info', 'mermaid', 11],
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
