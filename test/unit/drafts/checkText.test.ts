import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkText } from '../../../src/drafts/checkText.ts';
import { draftMaxChars } from '../../../src/protocol/limits.ts';

test('E01 a draft longer than the engine takes, such as 5 MB of pasted HTML, is told as that; one at the limit is checked', async () => {
  const asked: unknown[] = [];
  const engine = {
    call: async (_: unknown, params: unknown): Promise<never> => {
      asked.push(params);
      throw new Error('asked');
    },
  };
  const { diagnostics } = await checkText(engine, 'x'.repeat(draftMaxChars + 1));
  assert.deepEqual(
    diagnostics.map(({ code, severity }) => [code, severity]),
    [['draft.tooLarge', 'error']],
  );
  assert.deepEqual(asked, []);
  await assert.rejects(checkText(engine, 'x'.repeat(draftMaxChars)), /asked/);
  assert.equal(asked.length, 1);
});
