import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diffChoices, diffInTextMaxChars } from '../../../src/drafts/diffChoices.ts';
import { type NotebookForm, notebookBody } from '../../../src/drafts/notebookBody.ts';
import { terminalBody, terminalLinesMax } from '../../../src/drafts/terminalBody.ts';
import { composeNew } from '../../../src/engine/compose/newDraft.ts';
import type { Translate } from '../../../src/texts/translate.ts';
import { senderAccount } from '../engine/compose/fixtures.ts';

const form = (mime: string, text: string): NotebookForm => ({ mime, bytes: Buffer.from(text) });
const translate: Translate = (message, ..._values) => message;
const code = (text: string, ...outputs: readonly (readonly NotebookForm[])[]) =>
  ({ kind: 'code', language: 'python', text, outputs }) as const;

describe('a mail made of what the window shows', () => {
  test('E05 a terminal’s lines stand as code, without colours and control characters, whatever ticks are in them', () => {
    const { body, leftOut } = terminalBody(
      '\u001b]0;title\u0007$ ls\u001b[0m  \r\n\u001b[1;31mfailed\u001b[0m ```x```\u0000\n',
    );
    assert.equal(body, '\n\n````\n$ ls\nfailed ```x```\n````\n');
    assert.equal(leftOut, 0);
  });

  test('E05 of a very long terminal the last lines are sent, and how many are left out is known', () => {
    const { body, leftOut } = terminalBody(
      Array.from({ length: terminalLinesMax + 7 }, (_, line) => `l${line}`).join('\n'),
    );
    assert.equal(leftOut, 7);
    assert.ok(body.startsWith('\n\n```\nl7\n'));
  });

  test('E05 a notebook reads as it is shown: text, code in its language, what was printed, pictures in place', async () => {
    const kept: string[] = [];
    const body = await notebookBody(
      [
        { kind: 'markdown', language: 'markdown', text: '# Title\n', outputs: [] },
        code('print(1)', [form('application/vnd.code.notebook.stdout', '1\n')]),
        code('plot()', [form('text/plain', '<Figure>'), form('image/png', 'PNG')]),
        code('1/0', [
          form(
            'application/vnd.code.notebook.error',
            JSON.stringify({ name: 'ZeroDivisionError', message: 'by zero', stack: '\u001b[31mTraceback\u001b[0m' }),
          ),
        ]),
        code('w', [form('application/vnd.jupyter.widget-view+json', '{}')]),
        code('  '),
      ],
      async (name, bytes) => {
        kept.push(`${name}:${Buffer.from(bytes)}`);
        return `![output](/s/${name})`;
      },
    );
    assert.equal(
      body,
      '\n\n# Title\n\n```python\nprint(1)\n```\n\n```\n1\n```\n\n```python\nplot()\n```\n\n![output](/s/output-1.png)\n\n' +
        '```python\n1/0\n```\n\n```\nTraceback\n```\n\n```python\nw\n```\n',
    );
    assert.deepEqual(kept, ['output-1.png:PNG']);
  });

  test('E10 changes are offered as text and as a file, each kind that there is; a huge diff as a file alone', () => {
    const offered = (unstaged: string, staged: string) =>
      diffChoices({ unstaged, staged }, translate).map(({ label, value }) => [label, value.inText]);
    assert.deepEqual(offered('', ' \n'), []);
    assert.deepEqual(offered('a', 'b'), [
      ['Changes', true],
      ['Changes', false],
      ['Staged changes', true],
      ['Staged changes', false],
    ]);
    assert.deepEqual(offered('x'.repeat(diffInTextMaxChars + 1), ''), [['Changes', false]]);
  });

  test('E10 a draft with a diff in its text leaves as plain text', () => {
    const diff = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\t\n+b \n';
    const { text } = composeNew(
      { to: [], subject: 'x', attach: [], body: `\n\n${diff}`, format: 'plain' },
      { accounts: [senderAccount()], account: undefined },
    );
    assert.match(text, /^format: plain$/m);
    assert.ok(text.endsWith(`---\n\n\n\n${diff}`));
  });
});
