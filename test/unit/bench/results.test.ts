import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type BenchResult, Results } from '../../../bench/results.ts';
import { tempFolder } from '../../support/tempFolder.ts';

const result: BenchResult = {
  ...{
    bench: 'cold-list',
    messages: 100_000,
    revision: '4cab43e',
    measuredAt: '2026-11-21T20:00:00.000Z',
    seconds: 90,
  },
  rows: [{ bench: 'cold-list', metric: 'm', value: 1, unit: 'x', goal: 2, better: 'lower', baseline: null, runs: 5 }],
};

test('a result is found again by another process: same bench, size and sources', async () => {
  await using folder = await tempFolder();
  new Results(join(folder.path, 'results')).save(result);
  const later = new Results(join(folder.path, 'results'));
  assert.deepEqual(later.find('cold-list', 100_000, '4cab43e'), result);
});

test('another size, other sources, or sources that nobody knows: it is measured again', async () => {
  await using folder = await tempFolder();
  const results = new Results(folder.path);
  results.save(result);
  results.save({ ...result, bench: 'growth', revision: 'unknown' });
  assert.equal(results.find('cold-list', 10_000, '4cab43e'), undefined);
  assert.equal(results.find('cold-list', 100_000, '4cab43e+1a2b3c'), undefined);
  assert.equal(results.find('parse', 100_000, '4cab43e'), undefined);
  assert.equal(results.find('growth', 100_000, undefined), undefined);
});

test('a file that was half written counts as none', async () => {
  await using folder = await tempFolder();
  writeFileSync(join(folder.path, 'cold-list-100000.json'), '{"bench":"cold-');
  assert.equal(new Results(folder.path).find('cold-list', 100_000, '4cab43e'), undefined);
});
