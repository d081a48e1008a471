import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDraft } from '../../../../src/engine/compose/draftCheck.ts';
import { placeholdersIn } from '../../../../src/engine/compose/placeholders.ts';
import { senderAccount } from './fixtures.ts';

const found = (body: string, head = '') => {
  const text = `---\nto: b@x.test\nsubject: S\n${head}---\n\n${body}`;
  const lines = text.split('\n');
  return checkDraft(text, [senderAccount()])
    .diagnostics.filter(({ code }) => /placeholder|template/.test(code))
    .map(({ code, severity, range, fixes }) => [
      code,
      severity,
      lines[range.startLine]?.slice(range.startColumn, range.endColumn),
      fixes.map(({ newText }) => newText),
    ]);
};

describe('placeholders that were left', () => {
  test('E08 an unknown one is told with the one that was meant', () => {
    assert.deepEqual(found('Hi {{fistName}},\n', 'template: intro\n'), [
      ['draft.placeholderLeft', 'error', '{{fistName}}', ['{{firstName}}', '']],
    ]);
    assert.deepEqual(
      placeholdersIn('{{Repo-sitory}} {{xyz}} {{name}} {{ask:Why?}} {{ask}}').map(({ suggestion }) => suggestion),
      ['{{repository}}', undefined, undefined, undefined, undefined],
    );
  });

  test('E08 one that was not filled holds a mail from a template back, and is asked about in another', () => {
    assert.deepEqual(found('Hi {{name}}\n', 'template: intro\n'), [
      ['draft.placeholderLeft', 'error', '{{name}}', ['']],
    ]);
    assert.deepEqual(found('Hi {{name}}\n'), [['draft.placeholderLeft', 'warning', '{{name}}', ['']]]);
  });

  test('E08 code and quotes are not looked at', () => {
    assert.deepEqual(found('`{{name}}` \n```\n{{name}}\n```\n    {{name}}\n> {{name}}\n', 'template: x\n'), []);
  });

  test('E08 a template that was never filled in is told', () => {
    assert.deepEqual(found('', 'template: intro\n'), [['draft.templateUnfilled', 'error', 'intro', []]]);
    assert.deepEqual(found('Hi\n', 'template: intro\n'), []);
  });
});
