import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StatementSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { queryObjects } from 'node:v8';
import { Database, type Migration } from '../../../../src/engine/store/database.ts';
import { cacheMigrations } from '../../../../src/engine/store/schema/cache.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';

const first: Migration = {
  version: 1,
  name: 'first',
  sql: 'CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT',
};
const second: Migration = {
  version: 2,
  name: 'second',
  sql: "ALTER TABLE item ADD COLUMN note TEXT NOT NULL DEFAULT ''",
};

describe('a database', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailroom-store-'));
  });
  after(() => rm(folder, { recursive: true }));

  const open = (name: string, migrations: readonly Migration[], backUp?: (version: number) => void) =>
    new Database(join(folder, name), { migrations, durability: 'full', ...(backUp && { backUp }) });

  test('migrates forward, keeps its rows, and is copied aside before', () => {
    const old = open('forward.db', [first]);
    old.write('add', () => old.run("INSERT INTO item (name) VALUES ('kept')"));
    old.close();
    const copied: number[] = [];
    const fresh = open('forward.db', [first, second], (version) => copied.push(version));
    assert.deepEqual({ ...fresh.get('SELECT name, note FROM item') }, { name: 'kept', note: '' });
    assert.deepEqual(copied, [1]);
    assert.equal(fresh.schemaVersion, 2);
    fresh.close();
  });

  test('of a newer program is left untouched', () => {
    open('newer.db', [first, second]).close();
    assert.throws(() => open('newer.db', [first]), { code: 'store.newer' });
    open('newer.db', [first, second]).close();
  });

  test('full of garbage is told as damaged', () => {
    writeFileSync(join(folder, 'garbage.db'), 'garbage '.repeat(2_000));
    assert.throws(() => open('garbage.db', [first]), { code: 'store.damaged' });
  });

  test('takes a write back whole when any part of it fails', () => {
    const db = open('whole.db', [first]);
    let told = 0;
    assert.throws(() =>
      db.write('half', () => {
        db.run("INSERT INTO item (name) VALUES ('a')");
        db.afterCommit(() => told++);
        throw new Error('power cut');
      }),
    );
    assert.equal(db.get('SELECT count(*) AS n FROM item')?.['n'], 0);
    db.write('next', () => db.run("INSERT INTO item (name) VALUES ('b')"));
    assert.equal(told, 0);
    db.close();
  });

  test('keeps no more statements than it has use for, however many different ones are asked', () => {
    const db = open('statements.db', [first]);
    const before = queryObjects(StatementSync, { format: 'count' });
    for (let number = 0; number < 2_000; number += 1) db.all(`SELECT name FROM item WHERE id = ${number}`);
    const kept = queryObjects(StatementSync, { format: 'count' }) - before;
    assert.ok(kept <= 400, `${kept} statements are kept`);
    assert.deepEqual(db.all('SELECT name FROM item WHERE id = 1'), []);
    db.close();
  });

  test('its log gives the disk back once its pages are in the file', () => {
    const db = open('log.db', [first]);
    const name = 'x'.repeat(1_000);
    const size = () => statSync(join(folder, 'log.db-wal')).size;
    db.write('much', () => {
      for (let number = 0; number < 30_000; number += 1) db.run('INSERT INTO item (name) VALUES (:name)', { name });
    });
    assert.ok(size() > 20_000_000);
    for (let number = 0; number < 3; number += 1) db.write('little', () => db.run('DELETE FROM item WHERE id = 1'));
    assert.ok(size() <= 8 * 1_024 * 1_024, `${size()} bytes of log`);
    db.close();
  });

  test('refuses a change outside a write', () => {
    const db = open('outside.db', [first]);
    assert.throws(() => db.run("INSERT INTO item (name) VALUES ('a')"), /only inside write/);
    db.close();
  });

  test('migrations of both files are numbered without gaps', () => {
    for (const migrations of [userMigrations, cacheMigrations]) {
      assert.deepEqual(
        migrations.map(({ version }) => version),
        migrations.map((_, index) => index + 1),
      );
    }
  });
});
