import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsPerNews, rowsPerTransaction, rowsWaitingMaxBytes } from '../../../../src/engine/sync/limits.ts';
import { rowWriter } from '../../../../src/engine/sync/rowWriter.ts';

function world({ known = 0 } = {}) {
  const written: number[][] = [];
  const told: number[] = [];
  const options = { known, total: 9_999, write: (rows: readonly number[]) => written.push([...rows]) };
  return { written, told, writer: rowWriter({ ...options, onRows: (done) => told.push(done) }) };
}

test('C01 rows are written in their order, so many a transaction, and told of now and then', () => {
  const { written, told, writer } = world({ known: 7 });
  const count = 3 * rowsPerTransaction + 1;
  for (let row = 1; row <= count; row++) writer.add(row);
  assert.deepEqual(
    written.map(({ length }) => length),
    [rowsPerTransaction, rowsPerTransaction, rowsPerTransaction],
  );
  assert.deepEqual(told, [7 + rowsPerNews]);
  writer.flush();
  assert.deepEqual(
    written.flat(),
    Array.from({ length: count }, (_, at) => at + 1),
  );
  assert.equal(told.at(-1), 7 + count);
});

test('C01 large rows do not wait for others', () => {
  const { written, writer } = world();
  writer.add(1, rowsWaitingMaxBytes - 1);
  assert.equal(written.length, 0);
  writer.add(2, 1);
  assert.deepEqual(written, [[1, 2]]);
  writer.add(3, rowsWaitingMaxBytes - 1);
  assert.equal(written.length, 1, 'what was written no longer counts');
});

test('C01 nothing to write is nothing to tell', () => {
  const { written, told, writer } = world();
  writer.flush();
  assert.deepEqual([written, told], [[], []]);
});
