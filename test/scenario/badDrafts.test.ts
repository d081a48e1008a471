/** What people write wrong into drafts, in both editors: the text editor asks `draft.check`, the compose panel `draft.form`. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { draftMaxChars } from '../../src/protocol/limits.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { draftCheck } from '../../src/protocol/methods/draftCheck.ts';
import { draftEditHeader } from '../../src/protocol/methods/draftEditHeader.ts';
import { draftForm } from '../../src/protocol/methods/draftForm.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';

const sound = 'to: bob@example.test\nsubject: Hi';
const draft = (block: string, body = 'Hello\n') => `---\n${block}\n---\n\n${body}`;

/** Text, and the first error that both editors tell; empty where it simply works. */
const drafts: readonly (readonly [title: string, text: string, code: string])[] = [
  ['without the end of its header block', `---\n${sound}\n\nDear Bob: hello\n`, 'draft.headerUnclosed'],
  ['with tabs', draft('to:\tbob@example.test;\n\tcat@example.test\nsubject:\tHi'), ''],
  ['with an unquoted subject', draft('to: bob@example.test\nsubject: Re: #12: [x] *y*'), ''],
  ['with an unknown header', draft(`${sound}\nsensitivty: high`), 'draft.unknownHeader'],
  ['with an address without @', draft('to: bob\nsubject: Hi'), 'draft.badAddress'],
  ['with a quoted local part', draft('to: "a; b"@x\nsubject: Hi'), ''],
  [
    'with CR and LF in its subject',
    draft('to: bob@example.test\nsubject: "Hi\\r\\nBcc: e@x.test"'),
    'draft.badHeaderValue',
  ],
  ['with a header twice', draft(`${sound}\nsubject: Hello`), 'draft.duplicateHeader'],
  ['with an anchor', draft('to: &bob bob@example.test\nsubject: Hi'), 'draft.badAddress'],
  ['with an alias', draft('to: *bob\nsubject: Hi'), 'draft.badAddress'],
  ['with a tag', draft('to: !!str bob@example.test\nsubject: Hi'), 'draft.badAddress'],
  ['with a merge key', draft(`${sound}\n<<: *defaults`), 'draft.badHeaderLine'],
  [
    'from a template with an unknown placeholder',
    draft(`${sound}\ntemplate: T`, 'Dear {{nmae}}\n'),
    'draft.placeholderLeft',
  ],
  ['with 2,000 bad addresses', draft(`to: ${'bob; '.repeat(2_000)}\nsubject: Hi`), 'draft.badAddress'],
  ['with 700 files', draft(`${sound}\nattach:\n${'  - a.txt\n'.repeat(700)}`), ''],
  [
    'with half a megabyte of pasted HTML',
    draft(sound, `<div><p style="margin:0">x</p>\n\n</div>\n`.repeat(12_000)),
    '',
  ],
  ['of 3,000 elements in each other', draft(sound, `${'<div>'.repeat(3_000)}\n\nx\n`), ''],
];

describe('E01 E02 a draft', () => {
  let engine: TestEngine;
  before(async () => {
    engine = await startEngine({ kind: 'editor' });
    const smtp = { host: '127.0.0.1', port: 1, security: 'none' } as const;
    await engine.client.call(accountAdd, { config: { address: 'ann@example.test', name: 'Ann', auth: 'none', smtp } });
  });
  after(() => engine[Symbol.asyncDispose]());

  for (const [title, text, code] of drafts)
    test(`${title} is ${code === '' ? 'understood' : 'told'} the same in both editors, and a field that is changed leaves the rest`, async () => {
      const check = await engine.client.call(draftCheck, { text });
      const form = await engine.client.call(draftForm, { text, blocks: true });
      const first = check.diagnostics.find(({ severity }) => severity === 'error');
      assert.deepEqual([first?.code ?? '', form.errors[0]?.code ?? ''], [code, code]);
      assert.ok(form.blocks);
      const edit = await engine.client.call(draftEditHeader, { text, name: 'cc', values: ['eve@example.test'] });
      const changed = text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
      assert.equal(changed.length - edit.newText.length, text.length - (edit.end - edit.start));
      assert.equal(
        (await engine.client.call(draftForm, { text: changed, blocks: false })).cc[0]?.address,
        'eve@example.test',
      );
    });

  test('longer than the engine takes is refused as that, at the limit it is read', async () => {
    const text = draft(sound, 'x '.repeat(draftMaxChars / 2));
    for (const ask of [
      engine.client.call(draftCheck, { text }),
      engine.client.call(draftForm, { text, blocks: true }),
      engine.client.call(draftEditHeader, { text, name: 'cc', values: [] }),
    ])
      await assert.rejects(ask, { code: 'draft.tooLarge' });
    const longest = text.slice(0, draftMaxChars);
    assert.deepEqual((await engine.client.call(draftForm, { text: longest, blocks: false })).errors, []);
  });

  test('to 2,000 people shows each of them, in order', async () => {
    const people = Array.from({ length: 2_000 }, (_, index) => `p${index}@example.test`);
    const text = draft(`to: ${people.join('; ')}\nsubject: To all`);
    const { recipients, diagnostics } = await engine.client.call(draftCheck, { text });
    const { to } = await engine.client.call(draftForm, { text, blocks: false });
    assert.deepEqual([recipients.map(({ address }) => address), to.map(({ address }) => address)], [people, people]);
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    );
  });
});
