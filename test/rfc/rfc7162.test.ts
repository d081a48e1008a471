import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { literal } from '../support/memoryImap.ts';
import { mailWorld, numbered, written } from '../support/memoryMails.ts';

/** The mod-sequence that SELECT told. */
function highest(lines: readonly string[]): number {
  return Number(/\[HIGHESTMODSEQ (\d+)\]/.exec(lines.join('\n'))?.[1]);
}

function validity(lines: readonly string[]): number {
  return Number(/\[UIDVALIDITY (\d+)\]/.exec(lines.join('\n'))?.[1]);
}

describe('J07 RFC 7162 CONDSTORE and QRESYNC, our server', () => {
  test('J07 §3.1.2 SELECT tells the highest mod-sequence, which every change raises', async () => {
    const { client } = await mailWorld(numbered(2));
    const before = highest(await client.run('SELECT INBOX (CONDSTORE)'));
    await client.run('STORE 1 +FLAGS (\\Seen)');
    assert.ok(highest(await client.run('SELECT INBOX')) > before);
    assert.match((await client.run('STATUS INBOX (HIGHESTMODSEQ)')).join(), /HIGHESTMODSEQ \d+/);
  });

  test('J07 §3.1.3 STORE UNCHANGEDSINCE leaves what another session changed, and names it in MODIFIED', async () => {
    const world = await mailWorld(numbered(3), 'SELECT INBOX (CONDSTORE)');
    const { client } = world;
    const before = highest(await client.run('EXAMINE INBOX'));
    await client.run('SELECT INBOX');
    const other = await world.connect();
    await other.run('SELECT INBOX');
    await other.run('STORE 2 +FLAGS (\\Flagged)');
    const lines = await client.run(`STORE 1:3 (UNCHANGEDSINCE ${before}) +FLAGS.SILENT (\\Deleted)`);
    assert.equal(lines.at(-1), 'OK [MODIFIED 2] done');
    assert.match(lines.join('\n'), /\* 1 FETCH \(UID 1 MODSEQ \(\d+\)\)/);
    assert.deepEqual(await client.run('SEARCH DELETED'), ['* SEARCH 1 3', 'OK done']);
    assert.equal((await client.run(`UID STORE 2 (UNCHANGEDSINCE 1) FLAGS ()`)).at(-1), 'OK [MODIFIED 2] done');
  });

  test('J07 §3.1.4 FETCH CHANGEDSINCE gives what changed since, with its mod-sequence', async () => {
    const { client } = await mailWorld(numbered(3));
    const before = highest(await client.run('SELECT INBOX'));
    await client.run('STORE 2 +FLAGS.SILENT (\\Flagged)');
    const lines = await client.run(`FETCH 1:* (FLAGS) (CHANGEDSINCE ${before})`);
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^\* 2 FETCH \(.*MODSEQ \(\d+\).*FLAGS \(\\Flagged/);
    assert.match((await client.run('FETCH 1 (MODSEQ)')).join(), /^\* 1 FETCH \(MODSEQ \(\d+\)\)/);
  });

  test('J07 §3.1.5 SEARCH MODSEQ finds by mod-sequence and tells the highest found', async () => {
    const { client } = await mailWorld(numbered(3));
    const before = highest(await client.run('SELECT INBOX'));
    await client.run('STORE 3 +FLAGS (\\Seen)');
    assert.deepEqual(await client.run(`SEARCH MODSEQ ${before + 1}`), [`* SEARCH 3 (MODSEQ ${before + 1})`, 'OK done']);
    assert.deepEqual(await client.run(`SEARCH MODSEQ "/flags/\\\\draft" all ${before + 2}`), ['* SEARCH', 'OK done']);
    const extended = await client.run(`SEARCH RETURN (COUNT) MODSEQ ${before + 1}`);
    assert.match(extended[0] ?? '', new RegExp(`COUNT 1 MODSEQ ${before + 1}$`));
  });

  test('J07 §3.2.4 whoever enabled CONDSTORE hears the mod-sequence of what others change', async () => {
    const world = await mailWorld(numbered(1));
    await world.client.run('ENABLE CONDSTORE');
    const other = await world.connect();
    await other.run('SELECT INBOX');
    await other.run('STORE 1 +FLAGS (\\Answered)');
    assert.match(
      (await world.client.run('NOOP')).join('\n'),
      /\* 1 FETCH \(UID 1 FLAGS \(\\Answered.*\) MODSEQ \(\d+\)\)/,
    );
  });

  test('J07 §3.2.5 SELECT with QRESYNC tells what went and what changed since, for the UIDs that the client knows', async () => {
    const world = await mailWorld(numbered(5));
    const lines = await world.client.run('SELECT INBOX');
    const known = `${validity(lines)} ${highest(lines)}`;
    await world.client.run('STORE 2,4 +FLAGS.SILENT (\\Deleted)');
    await world.client.run('EXPUNGE');
    await world.client.run('STORE 2 +FLAGS.SILENT (\\Flagged)');
    await world.client.run(`APPEND INBOX ${literal(written({ subject: 'new' }))}`);
    const back = await world.connect();
    assert.match((await back.run(`SELECT INBOX (QRESYNC (${known}))`)).join(), /^BAD/, 'not enabled yet');
    assert.deepEqual(await back.run('ENABLE QRESYNC'), ['* ENABLED QRESYNC', 'OK done']);
    const told = (await back.run(`SELECT INBOX (QRESYNC (${known} 1:5 (1,5 1,5)))`)).join('\n');
    assert.match(told, /^\* VANISHED \(EARLIER\) 2,4$/m);
    assert.match(told, /^\* 2 FETCH \(UID 3 FLAGS \(\\Flagged.*\) MODSEQ \(\d+\)\)$/m);
    assert.doesNotMatch(told, /UID (1|5|6) /, 'what did not change and what is new is not told');
    const narrow = (await back.run(`SELECT INBOX (QRESYNC (${known} 4:5))`)).join('\n');
    assert.match(narrow, /^\* VANISHED \(EARLIER\) 4$/m);
    const other = (await back.run(`SELECT INBOX (QRESYNC (1 1))`)).join('\n');
    assert.doesNotMatch(other, /VANISHED|FETCH/, 'another UIDVALIDITY: nothing that is known counts');
  });

  test('J07 §3.2.6 UID FETCH with VANISHED tells what went of the set', async () => {
    const { client } = await mailWorld(numbered(4));
    const before = highest(await client.run('SELECT INBOX'));
    await client.run('STORE 1,3 +FLAGS.SILENT (\\Deleted)');
    await client.run('EXPUNGE');
    const command = `UID FETCH 2:* (FLAGS) (CHANGEDSINCE ${before} VANISHED)`;
    assert.match((await client.run(command)).join(), /^BAD/, 'not enabled yet');
    await client.run('ENABLE QRESYNC');
    assert.deepEqual((await client.run(command))[0], '* VANISHED (EARLIER) 3');
  });

  test('J07 §3.2.7 §3.2.10 with QRESYNC removals are VANISHED, and the reply says up to where the client has heard', async () => {
    const world = await mailWorld(numbered(4));
    await world.client.run('ENABLE QRESYNC');
    const other = await world.connect();
    await other.run('SELECT INBOX');
    await other.run('STORE 2:3 +FLAGS.SILENT (\\Deleted)');
    assert.deepEqual(await other.run('EXPUNGE'), ['* 2 EXPUNGE', '* 2 EXPUNGE', 'OK done']);
    assert.match((await world.client.run('NOOP')).join('\n'), /^\* VANISHED 2:3$/m);
    await world.client.run('STORE 1 +FLAGS.SILENT (\\Deleted)');
    const lines = await world.client.run('UID EXPUNGE 1');
    assert.equal(lines[0], '* VANISHED 1');
    assert.match(lines.at(-1) ?? '', /^OK \[HIGHESTMODSEQ \d+\]/);
    assert.match(
      (await world.client.run('MOVE 1 Archive')).join('\n'),
      /COPYUID \d+ 4 1\][\s\S]*\* VANISHED 4\nOK \[HIGHESTMODSEQ/,
    );
  });
});
