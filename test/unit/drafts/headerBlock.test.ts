import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attachEdit } from '../../../src/drafts/attachEdit.ts';
import { suggestAddresses, suggestFiles, suggestGroups, suggestHeaders } from '../../../src/drafts/completions.ts';
import { headerPlace, isDraftDocument, isDraftPath } from '../../../src/drafts/headerBlock.ts';
import { readMailto } from '../../../src/drafts/mailto.ts';
import { selectionBody } from '../../../src/drafts/selectionBody.ts';
import type { Translate } from '../../../src/texts/translate.ts';

/** The place of `|` in a draft. */
function place(text: string) {
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('|'));
  const column = lines[line]?.indexOf('|') ?? 0;
  return headerPlace(
    lines.map((each) => each.replace('|', '')),
    { line, column },
  );
}

function applied(text: string, references: readonly string[]): string | undefined {
  const lines = text.split('\n');
  const edit = attachEdit(lines, references);
  if (!edit) return undefined;
  const { line, column } = edit.position;
  const before = [...lines.slice(0, line), (lines[line] ?? '').slice(0, column)].join('\n');
  return before + edit.newText + [(lines[line] ?? '').slice(column), ...lines.slice(line + 1)].join('\n');
}

describe('writing in a header block', () => {
  test('E01 what is completed depends on where the cursor is', () => {
    const cases: readonly (readonly [text: string, kind: string, typed?: string])[] = [
      ['---\nto: ann|\n---', 'address', 'ann'],
      ['---\nto: a@x.test; B|\n---', 'address', 'B'],
      ['---\nto: a@x.test；张|\n---', 'address', '张'],
      ['---\nto: "Lee, A|\n---', 'address', '"Lee, A'],
      ['---\nto:\n  - an|\n---', 'address', 'an'],
      ['---\nto:\n- |\n---', 'address', ''],
      ['---\n收件人：李|\n---', 'address', '李'],
      ['---\nattach: docs/re|\n---', 'file', 'docs/re'],
      ['---\nattach: a.pdf; |\n---', 'file', ''],
      ['---\nsu|\n---', 'name', 'su'],
      ['---\n主|\n---', 'name', '主'],
      ['---\n|\n---', 'name', ''],
      ['---\nformat: pl|\n---', 'word', 'pl'],
      ['---\nsubject: Re|\n---', 'none'],
      ['---\nto: a@x.test\n---\nto: an|', 'none'],
      ['to: an|', 'none'],
      ['---|\nto: a', 'none'],
    ];
    for (const [text, kind, typed] of cases) {
      const found = place(text);
      assert.equal(found.kind, kind, text);
      if (found.kind !== 'none') assert.equal(found.typed, typed, text);
    }
  });

  test('E01 headers that are there are not offered again, and Chinese words find them', () => {
    const t: Translate = (message, ..._values) => message;
    const offered = suggestHeaders(new Set(['to', 'attach']), t);
    assert.ok(!offered.some(({ label }) => label === 'to'));
    assert.ok(
      offered.some(({ label }) => label === 'attach'),
      'attach may stand there several times',
    );
    assert.match(offered.find(({ label }) => label === 'cc')?.filterText ?? '', /抄送/);
  });

  test('E01 a group is offered by its name and written out', () => {
    const groups = [
      { name: '团队', members: ['Ann <ann@x.test>', 'bob@x.test'] },
      { name: 'Nobody', members: [] },
    ];
    const t: Translate = (message, ..._values) => message;
    const [group, ...more] = suggestGroups(groups, t);
    assert.deepEqual(more, []);
    assert.equal(group?.label, '团队');
    assert.equal(group?.insertText, 'Ann <ann@x.test>, bob@x.test');
  });

  test('E01 a Chinese name that was found by pinyin stays in the list, which matches letters', () => {
    const [zhang, ann] = suggestAddresses(
      [
        { name: '张伟', address: 'a1@x.test' },
        { name: 'Ann', address: 'ann@x.test' },
      ],
      'zhangw',
    );
    assert.match(zhang?.filterText ?? '', /^zhangw /);
    assert.equal(ann?.filterText, 'Ann ann@x.test');
  });

  test('E01 names that the list would misread are quoted', () => {
    const [a, b] = suggestAddresses([
      { name: 'Lee, Ann', address: 'a@x.test' },
      { name: '', address: 'b@x.test' },
    ]);
    assert.deepEqual([a?.insertText, b?.insertText], ['"Lee, Ann" <a@x.test>', 'b@x.test']);
  });

  test('E05 files of the folder typed so far, hidden ones only when asked for', () => {
    const entries = [
      { name: 'a, b.pdf', isFolder: false },
      { name: 'img', isFolder: true },
      { name: '.env', isFolder: false },
    ];
    assert.deepEqual(
      suggestFiles('docs/', entries).map(({ insertText }) => insertText),
      ['"docs/a, b.pdf"', 'docs/img/'],
    );
    assert.equal(suggestFiles('.', entries).length, 3);
  });

  test('E05 another file is named beside those that are', () => {
    const block = (attach: string) => `---\nto: a@x.test\n${attach}subject: x\n---\n\nHi\n`;
    assert.equal(applied(block(''), ['a.pdf']), `${'---\nto: a@x.test\nsubject: x\n'}attach: a.pdf\n---\n\nHi\n`);
    assert.equal(applied(block('attach: \n'), ['a b.pdf']), block('attach: a b.pdf\n'));
    assert.equal(applied(block('attach: a.pdf\n'), ['b;c.pdf']), block('attach: a.pdf; "b;c.pdf"\n'));
    assert.equal(applied(block('attach:\n  - a.pdf\n'), ['b.pdf']), block('attach:\n  - a.pdf\n  - b.pdf\n'));
    assert.equal(applied(block(''), ['a', 'b']), '---\nto: a@x.test\nsubject: x\nattach:\n  - a\n  - b\n---\n\nHi\n');
    assert.equal(applied('no block', ['a.pdf']), undefined);
  });

  test('E05 selected code is fenced in its language, whatever it holds', () => {
    assert.equal(
      selectionBody({ language: 'typescript', selected: { text: 'a\r\nb\r\n' } }),
      '\n\n```typescript\na\nb\n```\n',
    );
    assert.equal(selectionBody({ language: 'plaintext', selected: { text: '```\nx' } }), '\n\n````\n```\nx\n````\n');
  });

  test('E01 a mailto link fills recipients, subject and body, and nothing that could harm', () => {
    assert.deepEqual(
      readMailto(
        'mailto:a@x.test,b%40x.test?subject=Hi%0D%0ABcc:%20e@x.test&body=one%0Atwo&bcc=e@x.test&attach=/etc/passwd',
      ),
      {
        to: [
          { name: '', address: 'a@x.test' },
          { name: '', address: 'b@x.test' },
        ],
        subject: 'Hi Bcc: e@x.test',
        body: 'one\ntwo',
      },
    );
    assert.equal(readMailto('https://x.test'), undefined);
  });

  test('E01 drafts are told by their name', () => {
    assert.ok(isDraftPath('/w/re-build.mail.md'));
    assert.ok(!isDraftPath('/w/README.md'));
    assert.ok(isDraftDocument({ scheme: 'vscode-remote', path: '/w/a.mail.md' }));
    assert.ok(!isDraftDocument({ scheme: 'git', path: '/w/a.mail.md' }));
    assert.ok(!isDraftDocument({ scheme: 'mailroom-copy', path: '/tmp/id/a.mail.md' }));
  });
});
