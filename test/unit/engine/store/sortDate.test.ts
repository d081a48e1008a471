import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rowIdAt, rowIdFor, sortDate } from '../../../../src/engine/store/sortDate.ts';

const received = Date.UTC(2026, 4, 1, 12);
const day = 86_400_000;

describe('The sort date', () => {
  test('is the Date header where that is sound', () => {
    assert.equal(sortDate(received - 5_000, received), received - 5_000);
    assert.equal(sortDate(received + day, received), received + day);
    assert.equal(sortDate(Date.UTC(1990, 0, 1) + 1, received), Date.UTC(1990, 0, 1) + 1);
  });

  test('is INTERNALDATE for a header that does not parse, is of before 1990 or more than a day ahead', () => {
    for (const header of [null, Date.UTC(1990, 0, 1), 0, -5, received + day + 1])
      assert.equal(sortDate(header, received), received);
  });

  test('row ids follow the second, then the UID, and stay exact integers', () => {
    assert.ok(rowIdFor(received, 9) > rowIdFor(received, 8));
    assert.ok(rowIdFor(received + 1_000, 1) > rowIdFor(received, 2 ** 20 - 1));
    assert.ok(Number.isSafeInteger(rowIdFor(Number.MAX_SAFE_INTEGER, 2 ** 32 - 1)));
    assert.equal(rowIdAt(-1), 0);
  });
});
