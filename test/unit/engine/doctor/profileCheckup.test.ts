import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { isMailError } from '../../../../src/base/errors.ts';
import { silentLogger } from '../../../../src/base/log.ts';
import { takeProcessLock } from '../../../../src/base/processLock.ts';
import { checkProfile } from '../../../../src/engine/doctor/profileCheckup.ts';
import { type Profile, profileAt } from '../../../../src/engine/profile.ts';
import { openCache, openUser } from '../../../../src/engine/store/open.ts';
import { type CheckupFinding, checkupCode, checkupFinding } from '../../../../src/protocol/checkup.ts';
import { checkupLine, checkupTexts } from '../../../../src/texts/checkup.ts';
import { translator } from '../../../../src/texts/translator.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

const account = "INSERT INTO account (id, config, created_at) VALUES ('a1', '{}', 0)";
const outbox = (id: string, state: string) => `INSERT INTO outbox (id, account, state, subject, message_id,
  return_path, size, eight_bit, created_at, queued_at, due_at, attempts, final_dot_at, deferred_since, finished_at, failure,
  sent_copy, sent_uid_validity, sent_uid_next, draft, draft_digest, answers, forwards, marked, hidden, dialogue)
  VALUES ('${id}', 'a1', '${state}', 's', '<m>', 'a@b', 1, 0, 0, 0, 0, 0, 0, 0, 0, '', 'none', 0, 0, '', '', '', '', 1, 0, '')`;

function sql(path: string, ...statements: readonly string[]): void {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false, defensive: false });
  for (const statement of statements) db.exec(statement);
  db.close();
}

/** A profile as the engine leaves it, with one account. */
async function profile(): Promise<{ readonly made: Profile } & AsyncDisposable> {
  const folder = await tempFolder('checkup');
  const made = profileAt(folder.path);
  openUser(made, silentLogger).close();
  openCache(made, silentLogger).close();
  sql(made.userDb, account);
  await mkdir(made.outboxFolder);
  return { made, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

async function check(made: Profile, repair = true) {
  const findings: CheckupFinding[] = [];
  const sound = await checkProfile(made, { repair }, (finding) => findings.push(checkupFinding.parse(finding)));
  return { sound, states: findings.map(({ code, state }) => `${code} ${state}`), findings };
}

/** An index that lost touch with its table: the row goes in while SQLite does not know of the index. */
function spoilIndex(path: string): void {
  sql(
    path,
    'PRAGMA writable_schema = ON',
    "CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'draft_by_time'",
    "DELETE FROM sqlite_schema WHERE name = 'draft_by_time'",
  );
  sql(
    path,
    "INSERT INTO draft (uri, folder, text, subject, recipients, updated_at) VALUES ('u', 'f', 'text', 's', 'r', 1)",
    'PRAGMA writable_schema = ON',
    'INSERT INTO sqlite_schema SELECT * FROM kept',
  );
  sql(path, 'DROP TABLE kept');
}

/** Overwrites the middle of a file. */
function spoilPages(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0x55, 4_096 + 8, Math.min(bytes.length, 40_000));
  writeFileSync(path, bytes);
}

describe('mailroom doctor', () => {
  test('a sound profile is sound, and compacted', async () => {
    await using world = await profile();
    const { sound, states } = await check(world.made);
    assert.equal(sound, true);
    assert.deepEqual(states, ['userSound ok', 'compacted ok', 'cacheSound ok', 'compacted ok']);
  });

  test('compacting gives unused pages back', async () => {
    await using world = await profile();
    sql(
      world.made.cacheDb,
      'CREATE TABLE big (x TEXT)',
      `INSERT INTO big VALUES (hex(randomblob(2000000)))`,
      'DROP TABLE big',
    );
    const { findings } = await check(world.made);
    const { before, after } = findings.find(({ data }) => data['name'] === 'cache.db')?.data ?? {};
    assert.ok(Number(before) > 4_000_000 && Number(after) < 1_000_000, `${before} → ${after}`);
  });

  test('a damaged cache.db is set aside, and the next look finds none', async () => {
    await using world = await profile();
    spoilPages(world.made.cacheDb);
    const { sound, states } = await check(world.made);
    assert.equal(sound, true);
    assert.ok(states.includes('cacheDamaged repaired'), states.join());
    assert.ok(existsSync(`${world.made.cacheDb}.damaged`) && !existsSync(world.made.cacheDb));
    assert.deepEqual((await check(world.made)).states.slice(-2), ['cacheMissing note', 'setAsideKept note']);
  });

  test('a file that is no database at all is told alike', async () => {
    await using world = await profile();
    writeFileSync(world.made.cacheDb, 'x'.repeat(10_000));
    assert.ok((await check(world.made)).states.includes('cacheDamaged repaired'));
  });

  test('user.db is never thrown away: damaged beyond mending it stays, with a copy', async () => {
    await using world = await profile();
    spoilPages(world.made.userDb);
    const before = readFileSync(world.made.userDb);
    const { sound, states } = await check(world.made);
    assert.equal(sound, false);
    assert.ok(states.includes('userDamaged broken'), states.join());
    assert.ok(existsSync(world.made.userDb));
    assert.deepEqual(readFileSync(`${world.made.userDb}.before-doctor`), before);
  });

  test('an index of user.db that disagrees with its table is built anew, and every row is kept', async () => {
    await using world = await profile();
    spoilIndex(world.made.userDb);
    const { sound, states } = await check(world.made);
    assert.ok(states.includes('userReindexed repaired'), states.join());
    assert.equal(sound, true);
    const db = new DatabaseSync(world.made.userDb);
    assert.equal(db.prepare('SELECT uri FROM draft INDEXED BY draft_by_time WHERE updated_at = 1').get()?.['uri'], 'u');
    db.close();
    assert.ok((await check(world.made)).states.includes('userSound ok'));
  });

  test('a newer user.db is left untouched, a newer cache.db set aside', async () => {
    await using world = await profile();
    for (const path of [world.made.userDb, world.made.cacheDb]) sql(path, 'PRAGMA user_version = 99');
    const { sound, states } = await check(world.made);
    assert.equal(sound, false);
    assert.deepEqual(states.slice(0, 2), ['userNewer broken', 'cacheNewer repaired']);
    assert.equal(existsSync(`${world.made.userDb}.before-doctor`), false);
  });

  test('an older user.db is left to the engine', async () => {
    await using world = await profile();
    sql(world.made.userDb, 'PRAGMA user_version = 2');
    const { sound, states } = await check(world.made);
    assert.equal(sound, true);
    assert.deepEqual(states.slice(0, 2), ['userSound ok', 'userOlder note']);
  });

  test('a queued mail without its bytes is told; bytes without a mail go', async () => {
    await using world = await profile();
    sql(world.made.userDb, outbox('o1', 'queued'), outbox('o2', 'sent'), outbox('o3', 'inDoubt'));
    await writeFile(join(world.made.outboxFolder, 'o3.eml'), 'x');
    await writeFile(join(world.made.outboxFolder, 'o9.eml.partial'), 'x');
    const { sound, states, findings } = await check(world.made);
    assert.equal(sound, false);
    assert.ok(states.includes('outboxMissing broken') && states.includes('outboxStrays repaired'), states.join());
    assert.deepEqual(findings.find(({ code }) => code === 'outboxMissing')?.data, { count: 1, ids: 'o1' });
    assert.deepEqual(
      [
        existsSync(join(world.made.outboxFolder, 'o3.eml')),
        existsSync(join(world.made.outboxFolder, 'o9.eml.partial')),
      ],
      [true, false],
    );
  });

  test('rows that name nothing: told in user.db, removed from cache.db', async () => {
    await using world = await profile();
    sql(world.made.userDb, "INSERT INTO mailbox VALUES ('m1', 'a-gone', 'INBOX', 0)");
    sql(world.made.cacheDb, "INSERT INTO body VALUES (77, 1, x'00', '', 0, '')");
    const { sound, states, findings } = await check(world.made);
    assert.equal(sound, true);
    assert.ok(states.includes('userOrphans note') && states.includes('cacheOrphans repaired'), states.join());
    assert.deepEqual(findings.find(({ code }) => code === 'userOrphans')?.data, { table: 'mailbox', count: 1 });
    const again = await check(world.made);
    assert.ok(again.states.includes('userOrphans note') && !again.states.join().includes('cacheOrphans'));
  });

  test('cached mails and their files are matched', async () => {
    await using world = await profile();
    const folder = join(world.made.folder, 'bodies');
    await mkdir(folder);
    await writeFile(join(folder, 'stray.eml'), 'x'.repeat(100));
    sql(
      world.made.cacheDb,
      "INSERT INTO mailbox VALUES (1, 'm1', 'a1', 'INBOX', 'INBOX', '/', '', 1, 1, 0, 1, 1, '', 1, 0, 0, 0, '', 0, 0, '', -1)",
    );
    const db = new DatabaseSync(world.made.cacheDb);
    const columns = db
      .prepare('PRAGMA table_info(message)')
      .all()
      .map(({ name, type }) => [String(name), String(type)] as const);
    const values = columns.map(([name, type]) =>
      name === 'mailbox' || name === 'id' ? '1' : type === 'INTEGER' ? '1' : "''",
    );
    db.exec(`INSERT INTO message (${columns.map(([name]) => name).join()}) VALUES (${values.join()})`);
    db.exec(`INSERT INTO body VALUES (1, 1, x'', '${join(folder, 'gone.eml')}', 0, '')`);
    db.close();
    const { states, findings } = await check(world.made);
    assert.ok(states.includes('bodiesMissing repaired') && states.includes('bodiesStray repaired'), states.join());
    assert.equal(findings.find(({ code }) => code === 'bodiesStray')?.data['bytes'], 100);
    assert.doesNotMatch((await check(world.made)).states.join(), /bodies/);
  });

  test('only looking changes nothing, and says what is open', async () => {
    await using world = await profile();
    spoilPages(world.made.cacheDb);
    spoilIndex(world.made.userDb);
    const before = [world.made.userDb, world.made.cacheDb].map((path) => readFileSync(path));
    const { sound, states } = await check(world.made, false);
    assert.equal(sound, false);
    assert.deepEqual(states, ['userDamaged open', 'cacheDamaged open']);
    assert.deepEqual(
      [world.made.userDb, world.made.cacheDb].map((path) => readFileSync(path)),
      before,
    );
  });

  test('a profile that an engine has is not touched', async () => {
    await using world = await profile();
    const lock = takeProcessLock(world.made.lockDb);
    await assert.rejects(check(world.made), (error) => isMailError(error, 'engine.busyElsewhere'));
    lock.dispose();
  });

  test('every finding has its sentence, with nothing left open', () => {
    const t = translator();
    const data = {
      folder: '/p',
      schema: 5,
      bytes: 1,
      found: 1,
      known: 2,
      detail: 'd',
      copy: '/c',
      table: 't',
      count: 2,
    };
    const more = { ids: 'o1', aside: '/a', path: '/p', name: 'n', before: 3_000_000, after: 10 };
    for (const name of Object.keys(checkupTexts)) {
      if (name === 'userDamagedCopied') continue;
      const line = checkupLine(t, { code: checkupCode.parse(name), state: 'ok', data: { ...data, ...more } });
      assert.match(line, /^✓ [^{}]{15,}\.$/, name);
    }
  });
});
