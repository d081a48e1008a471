import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeName } from '../../../src/views/readerNames.ts';

test('D03 a file that is there is never taken: the next number is', async () => {
  const there = new Set(['a.pdf', 'a (2).pdf', 'none']);
  const taken = async (name: string) => there.has(name);
  assert.equal(await freeName('a.pdf', taken), 'a (3).pdf');
  assert.equal(await freeName('none', taken), 'none (2)');
  assert.equal(await freeName('b', taken), 'b');
});
