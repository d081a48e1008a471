import assert from 'node:assert/strict';
import { test } from 'node:test';
import { versionIn } from '../../../bench/report/machine.ts';

test('versions are read from what programs say of themselves', () => {
  assert.equal(versionIn('2.3.19.1 (9b53102964)\n'), '2.3.19.1');
  assert.equal(versionIn('NeoMutt 20220429\nCopyright (C) 1996-2022\n'), '20220429');
  assert.equal(versionIn('mu (mail indexer/searcher) version 1.8.14\n'), '1.8.14');
  assert.equal(versionIn('hello'), 'unknown');
});
