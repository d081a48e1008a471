import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BulkRow, ImapConnection } from '../../../../src/mail/imap/connection.ts';
import { fetchListBytes } from '../../../../src/mail/imap/fetchList.ts';

const envelope = '(NIL "Hi" NIL NIL NIL NIL NIL NIL NIL "<1@x>")';
const lines = [
  `* 1 FETCH (UID 11 FLAGS () ENVELOPE ${envelope})`,
  '* 2 FETCH (UID 12 FLAGS (\\Seen))',
  `* 3 fetch (uid 13 flags () envelope ${envelope})`,
];

test('C01 a listing takes whole responses, however their items are written, and leaves news of flags', async () => {
  const taken: string[] = [];
  const left: string[] = [];
  const bulkFetch = async (_name: string, _items: unknown, onRow: BulkRow) => {
    for (const line of lines) if (!onRow(Buffer.from(line, 'latin1'))) left.push(line);
  };
  const connection = { has: () => false, bulkFetch } as unknown as ImapConnection;
  await fetchListBytes(connection, { set: '1:*', by: 'uid' }, ({ line }) => {
    taken.push(Buffer.from(line).toString('latin1'));
  });
  assert.deepEqual(taken, [lines[0], lines[2]]);
  assert.deepEqual(left, [lines[1]]);
});
