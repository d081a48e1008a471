import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { packUids, packUidsInPieces, unpackUids } from '../../../../src/mail/imap/uidSet.ts';

describe('UID sets', () => {
  test('RFC 9051 §9 sequence-set: ranges ascend, whatever the order given', () => {
    assert.equal(packUids([9, 3, 1, 2, 7, 7, 8]), '1:3,7:9');
    assert.equal(packUids([]), '');
  });

  test('a long set goes in pieces that together hold each UID once', () => {
    const uids = Array.from({ length: 1_000 }, (_, index) => index * 2 + 1);
    const pieces = packUidsInPieces(uids, 400);
    assert.deepEqual(
      pieces.map((piece) => piece.set.split(',').length),
      [400, 400, 200],
    );
    assert.deepEqual(
      pieces.flatMap((piece) => piece.uids),
      uids,
    );
  });

  test('RFC 4315 §3 a set of COPYUID keeps the order that the server gave', () => {
    assert.deepEqual(unpackUids('304,319:320'), [304, 319, 320]);
    assert.deepEqual(unpackUids('12:10'), [12, 11, 10]);
  });

  test('a hostile set is read up to its bound, and what is no number is passed over', () => {
    assert.equal(unpackUids('1:4294967295', 1_000).length, 1_000);
    assert.deepEqual(unpackUids('a,5,*,7:x'), [5]);
  });
});
