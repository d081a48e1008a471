import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedFiles } from '../../../scripts/failedFiles.ts';

const output = `✔ M02 fine (12 ms)
✖ C03 not fine (13 ms)

✖ failing tests:

test at test/e2e/reader.e2e.test.ts:40:1
✖ C03 not fine (13 ms)
  Error: waited in vain
      at test/e2e/pages/reader.ts:10:64

test at test/e2e/reader.e2e.test.ts:157:1
✖ D03 not fine either (14 ms)

test at test/e2e/journey.e2e.test.ts:48:1
✖ B03 gone (15 ms)
`;

test('the files of failed tests are found, each once, and no file of a stack', () => {
  assert.deepEqual(failedFiles(output), ['test/e2e/reader.e2e.test.ts', 'test/e2e/journey.e2e.test.ts']);
});

test('nothing failed: no file', () => {
  assert.deepEqual(failedFiles('✔ M02 fine (12 ms)\nℹ fail 0\n'), []);
});
