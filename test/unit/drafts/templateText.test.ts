import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  fillTemplate,
  firstNameOf,
  type PlaceholderValues,
  questionsIn,
  templateParts,
  toSnippet,
} from '../../../src/drafts/templateText.ts';

const dollar = '$';
const values: PlaceholderValues = {
  ...{ name: 'Zhang Wei', firstName: 'Zhang', myName: 'Ann', date: '5 January 2026' },
  ...{ repository: 'mailroom', branch: 'main' },
};

describe('templates', () => {
  test('E08 known placeholders are filled, questions answered, the cursor found', () => {
    const text =
      'Hi {{firstName}},\n\n{{ repository }}@{{branch}}: {{ask:Which version?}}\n{{cursor}}\n{{ask:Which version?}}';
    assert.deepEqual(questionsIn(text), ['Which version?']);
    const { text: filled, cursor } = fillTemplate(text, values, new Map([['Which version?', '1.2']]));
    assert.equal(filled, 'Hi Zhang,\n\nmailroom@main: 1.2\n\n1.2');
    assert.equal(filled.slice(0, cursor), 'Hi Zhang,\n\nmailroom@main: 1.2\n');
  });

  test('E08 what is unknown or has no value stays, for the check to tell', () => {
    const text = `{{fistName}} {{name}} {{name:x}} {{ask:Which?}} ${dollar}{{ github.ref }} {{}}`;
    assert.deepEqual(fillTemplate(text, { ...values, name: '' }, new Map()), { text, cursor: undefined });
  });

  test('E08 a value is never looked through for placeholders, and stays on its line', () => {
    const filled = fillTemplate('subject: {{name}}\n', { ...values, name: '{{branch}}\nbcc: x@y.test' }, new Map());
    assert.equal(filled.text, 'subject: {{branch}} bcc: x@y.test\n');
  });

  test('E08 as a snippet: questions become places to type, the rest is text', () => {
    assert.equal(
      toSnippet('{{name}}: $5 {a} {{ask:Why?}} {{ask:When}} {{ask:Why?}} \\ {{cursor}} {{cursor}} {{nmae}}', values),
      `Zhang Wei: \\$5 {a\\} ${dollar}{1:Why?} ${dollar}{2:When} ${dollar}{1:Why?} \\\\ $0  {{nmae\\}\\}`,
    );
  });

  for (const [name, first] of [
    ['Ann Example', 'Ann'],
    ['Example, Ann Maria', 'Ann'],
    ['张伟', '张伟'],
    ['Wei', 'Wei'],
    ['Bob (Support)', 'Bob'],
    ['', ''],
  ] as const)
    test(`E08 “${name}” is greeted as “${first}”`, () => assert.equal(firstNameOf(name), first));

  test('E08 a template has a header block, or only a body', () => {
    assert.deepEqual(templateParts('---\r\nsubject: S\r\n---\r\n\r\nHi\r\n'), { head: 'subject: S\n', body: 'Hi\n' });
    assert.deepEqual(templateParts('Hi\n\n---\nnot: a block\n---\n'), {
      head: '',
      body: 'Hi\n\n---\nnot: a block\n---\n',
    });
    assert.deepEqual(templateParts('---\n---\nHi'), { head: '', body: 'Hi' });
    assert.deepEqual(templateParts(''), { head: '', body: '' });
  });
});
