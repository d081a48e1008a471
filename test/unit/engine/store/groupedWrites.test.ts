import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Database } from '../../../../src/engine/store/database.ts';
import { GroupedWrites } from '../../../../src/engine/store/groupedWrites.ts';

const migrations = [{ version: 1, name: 'one', sql: 'CREATE TABLE note (text TEXT NOT NULL UNIQUE) STRICT' }];

/** A database that notes each transaction: how SQLite waits for the disk, and what was written when it ended. */
function world() {
  const db = new Database(':memory:', { migrations, durability: 'full' });
  const transactions: { readonly synchronous: unknown; readonly notes: number }[] = [];
  const notes = () => db.all('SELECT text FROM note ORDER BY rowid').map(({ text }) => text);
  const write = db.write.bind(db);
  db.write = (name, change) =>
    write(name, () => {
      const result = change();
      transactions.push({ synchronous: db.get('PRAGMA synchronous')?.['synchronous'], notes: notes().length });
      return result;
    });
  const note = (text: string) => () => void db.run('INSERT INTO note (text) VALUES (:text)', { text });
  return { db, transactions, notes, note, grouped: new GroupedWrites(db) };
}

describe('changes that wait for the disk together', () => {
  test('F02 those asked for in one turn share a transaction, in their order; none is there before', async () => {
    const { transactions, notes, note, grouped } = world();
    const writing = ['a', 'b', 'c'].map((text) => grouped.write('note', note(text)));
    assert.deepEqual(notes(), []);
    await Promise.all(writing);
    assert.deepEqual(notes(), ['a', 'b', 'c']);
    assert.deepEqual(transactions, [{ synchronous: 2, notes: 3 }]);
    await grouped.write('note', note('d'));
    assert.equal(transactions.length, 2);
  });

  test('F02 one that fails is taken back alone, all that it had written', async () => {
    const { notes, note, grouped } = world();
    const outcomes = await Promise.allSettled([
      grouped.write('note', note('a')),
      grouped.write('note', () => {
        note('half')();
        note('a')();
      }),
      grouped.write('note', note('b')),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(notes(), ['a', 'b']);
  });

  test('F02 the disk is waited for as soon as one of a group wants it', async () => {
    const { transactions, note, grouped } = world();
    await grouped.writeSoon('note', note('a'));
    await Promise.all([grouped.writeSoon('note', note('b')), grouped.write('note', note('c'))]);
    assert.deepEqual(
      transactions.map(({ synchronous }) => synchronous),
      [1, 2],
    );
  });

  test('F02 a group that can not be written fails as a whole, and the next one is written', async () => {
    const { db, notes, note, grouped } = world();
    const write = db.write.bind(db);
    db.write = (name, change) =>
      write(name, () => {
        change();
        throw new Error('no room');
      });
    const outcomes = await Promise.allSettled([grouped.write('note', note('a')), grouped.write('note', note('b'))]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    db.write = write;
    await grouped.write('note', note('c'));
    assert.deepEqual(notes(), ['c']);
  });
});
