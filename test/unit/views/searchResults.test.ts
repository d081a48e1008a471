import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { searchLine } from '../../../src/views/searchLine.ts';
import { matchedText } from '../../../src/views/searchMatch.ts';

const t = (text: string, values: { readonly [name: string]: unknown } = {}) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
const formats = { shortDate: (ms: number) => new Date(ms).toISOString().slice(0, 10) };
const whole: Parameters<typeof searchLine>[1] = {
  ...{
    rows: [],
    matches: [],
    more: false,
    server: 'searched' as const,
    completeSince: null,
    stoppedAt: null,
    indexing: null,
  },
  ...{ problems: [], isAsking: false, query: 'foo form:ann "x' },
};

describe('Results of a search', () => {
  test('C02 a whole answer says only how much was found', () => {
    assert.equal(searchLine(t, whole, formats), '0 messages found.');
    assert.equal(searchLine(t, { ...whole, server: 'notAsked' }, formats), '0 messages found.');
  });

  test('C02 what could not be looked at is said: the server, since when mail is here whole, how far the index is', () => {
    const date = Date.UTC(2026, 1, 3);
    const said = searchLine(
      t,
      { ...whole, server: 'offline', completeSince: date, stoppedAt: date, indexing: { indexed: 3, total: 9 } },
      formats,
    );
    assert.equal(searchLine(t, { ...whole, isAsking: true }, formats), '0 messages found. Asking the server…');
    assert.match(said, /could not be asked.*up to 2026-02-03.*Looked back to 2026-02-03.*3 of 9/);
    for (const server of ['untrusted', 'unsupported', 'failed'] as const)
      assert.notEqual(searchLine(t, { ...whole, server }, formats), searchLine(t, whole, formats));
  });

  test('C02 what was not understood is shown as it was typed', () => {
    const problems = [
      { code: 'search.unknownOperator', start: 4, end: 9 },
      { code: 'search.unclosed', start: 13, end: 14 },
    ] as const;
    assert.match(searchLine(t, { ...whole, problems }, formats), /No such operator.*form:.*Not closed: "$/);
  });

  test('C02 words found are marked in the sender, and the line of the text stands behind the subject', () => {
    const text = { label: 'Ann Example', description: 'Plans · 3 Feb', accessibleLabel: 'Ann Example, Plans' };
    const match = {
      subject: [],
      from: [{ start: 0, end: 3 }],
      snippet: { text: 'the crane', ranges: [{ start: 4, end: 9 }] },
    };
    const shown = matchedText(text, 'Ann Example', match);
    assert.deepEqual(shown.highlights, [[0, 3]]);
    assert.equal(shown.description, 'Plans · 3 Feb · the crane');
    assert.equal(shown.accessibleLabel, 'Ann Example, Plans, the crane');
    assert.deepEqual(matchedText({ ...text, label: 'To: Bob' }, 'Ann Example', match).highlights, []);
    assert.deepEqual(matchedText(text, 'Ann Example', undefined), { ...text, highlights: [] });
  });
});
