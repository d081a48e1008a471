import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WaitingBytes } from '../../../../src/engine/sync/waitingBytes.ts';

test('C01 what waits is a copy, and stays as it was beside others and beyond the room', () => {
  const waiting = new WaitingBytes(8);
  for (let round = 0; round < 2; round++) {
    const kept = ['one', 'two', 'three', 'xy'].map((text) => {
      const bytes = Buffer.from(text, 'latin1');
      const copy = waiting.keep(bytes);
      bytes.fill(0);
      return copy;
    });
    assert.deepEqual(
      kept.map((bytes) => Buffer.from(bytes).toString('latin1')),
      ['one', 'two', 'three', 'xy'],
    );
    assert.equal(kept[0]?.buffer, kept[1]?.buffer);
    assert.notEqual(kept[0]?.buffer, kept[2]?.buffer);
    assert.equal(kept[0]?.byteOffset, 0, 'its memory is used again');
    waiting.clear();
  }
});
