/** A full disk and damaged files: an error with a code, nothing lost, nothing shown as empty, and with room all goes on. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isMailError } from '../../src/base/errors.ts';
import { randomInteger, seededRandom } from '../../src/base/random.ts';
import type { Database } from '../../src/engine/store/database.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { message } from '../support/message.ts';
import { isWhole, runs, simSeed } from './budget.ts';
import { faultsOf, fullRun, nameOf } from './crashes.ts';
import { fill, keepShown, steps } from './session.ts';
import { type SimWorld, startSimWorld } from './simWorld.ts';

describe('N05 a full disk', () => {
  test('cache.db has no room for the listing: store.full is told, and with room all is there', async () => {
    await using world = await startSimWorld({ seed: 1 });
    fill(world);
    for (let number = 1; number <= 60; number += 1) {
      const messageId = `<more-${number}@example.test>`;
      world.server.append('INBOX', message({ subject: `More ${number}`, messageId }));
      world.ledger.place(messageId, 'INBOX');
    }
    const engine = await world.start({ prepare: ({ cache }) => limitPages(cache, 0) });
    await world.until(() => engine.failures.has('store.full'), 'the full disk to be told');
    const inbox = (await engine.call(mailboxList, {})).mailboxes.find(({ path }) => path === 'INBOX');
    // Not even the list of mailboxes had room, or a mailbox that was never listed says why.
    if (inbox) await assert.rejects(world.answer(engine.call(messageList, { mailbox: inbox.id, limit: 10 })), isCoded);
    limitPages(engine.context.cache, undefined);
    await world.assertHealed();
  });

  test('user.db has no room: what a person does is refused with store.full, not half done', async () => {
    await using world = await startSimWorld({ seed: 1 });
    fill(world);
    const { call, context } = await world.start();
    await world.settled();
    keepShown(world);
    const inbox = (await call(mailboxList, {})).mailboxes.find(({ path }) => path === 'INBOX');
    assert.ok(inbox);
    const shown = async () => (await call(messageList, { mailbox: inbox.id, limit: 10 })).rows;
    const before = await shown();
    limitPages(context.user, 0);
    const ids = before.map(({ id }) => id);
    const long = (index: number) => Array.from({ length: 20 }, (_, at) => `${index}-${at}-${'x'.repeat(80)}`);
    await assert.rejects(
      fillUp((index) => call(messageFlag, { ids, add: long(index), remove: [] })),
      isFull,
    );
    const text = `---\nfrom: ann@example.test\nto: bob@example.test\nsubject: ${'x'.repeat(900)}\n---\n\nHello\n`;
    await assert.rejects(
      fillUp((index) => call(outboxEnqueue, { draft: `file:///${index}.mail.md`, text, files: [], undoMs: 3_600_000 })),
      isFull,
    );
    limitPages(context.user, undefined);
    const kept = new Set(context.outbox.list().map(({ id }) => `${id}.eml`));
    const files = readdirSync(join(world.folder, 'outbox')).filter((name) => !kept.has(name));
    assert.deepEqual(files, [], 'no bytes stay of what was refused');
    await world.until(() => context.operations.waiting().length === 0, 'the journal');
  });

  test('any one write finds no room: no lost action, no double send, a sound store', async (context) => {
    const faults = (await faultsOf('all')).filter(({ when }) => when === 'before');
    const step = isWhole ? 1 : Math.max(1, faults.length / runs(8));
    const counts = new Map<string, number>();
    for (let at = isWhole ? 0 : (simSeed * 1.7) % step; at < faults.length; at += step) {
      const fault = faults[Math.floor(at)];
      assert.ok(fault);
      const was = `${nameOf(fault).replace('before ', '')}: ${await fullRun('all', fault)}`;
      counts.set(was, (counts.get(was) ?? 0) + 1);
    }
    context.diagnostic([...counts].map(([was, count]) => `${was} ${count}`).join(', '));
  });
});

const damages: { readonly [words: string]: (path: string, seed: number) => void } = {
  'bytes of something else': (path) => writeFileSync(path, Buffer.alloc(40_000, 'not a database ')),
  'the first page overwritten': (path) => overwrite(path, 0, 0xff),
  'a page overwritten with zeros': (path, seed) => overwrite(path, somePage(path, seed), 0),
  'a page overwritten with chance': (path, seed) => overwrite(path, somePage(path, seed), seed),
  'half of it gone': (path) => truncateSync(path, Math.floor(statSync(path).size / pageBytes / 2) * pageBytes),
  'cut inside a page': (path) => truncateSync(path, Math.floor(statSync(path).size / 2) + 100),
};

describe('N05 a damaged file', () => {
  for (const [words, damage] of Object.entries(damages)) {
    test(`cache.db, ${words}: it is built anew, and no action is lost`, async () => {
      await using world = await startSimWorld({ seed: 1 });
      await listedAndStopped(world, async () => {
        await steps['flagged']?.(world);
        await steps['archived']?.(world);
      });
      damage(join(world.folder, 'cache.db'), simSeed + 3);
      world.lines.imap.refuse(false);
      await world.start();
      await world.assertHealed();
    });

    test(`user.db, ${words}: store.damaged is told, and not a byte is thrown away`, async () => {
      await using world = await startSimWorld({ seed: 1 });
      await listedAndStopped(world, () => steps['archived']?.(world));
      const path = join(world.folder, 'user.db');
      damage(path, simSeed + 5);
      const bytes = readFileSync(path);
      const opened = async () => {
        const { call, context } = await world.start();
        // A page that nothing has read so far is found by its reader.
        for (const { name } of context.user.all(`SELECT name FROM sqlite_schema WHERE type = 'table'`))
          context.user.all(`SELECT * FROM ${name}`);
        await call(mailboxList, {});
        context.user.checkIntegrity();
      };
      await assert.rejects(opened(), (error) => isMailError(error, 'store.damaged'));
      const kept = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
      assert.ok(kept.equals(bytes), 'the file is as it was');
    });
  }
});

const pageBytes = 4_096;

function limitPages(db: Database, spare: number | undefined): void {
  const used = Number(db.get('PRAGMA page_count')?.['page_count']);
  db.get(`PRAGMA max_page_count = ${spare === undefined ? 1_000_000 : used + spare}`);
}

/** Free pages inside the file are used up first. */
async function fillUp(write: (index: number) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < 500; index += 1) await write(index);
}

function isFull(error: unknown): boolean {
  return isMailError(error, 'store.full');
}

function isCoded(error: unknown): boolean {
  return isMailError(error) && error.code !== 'internal';
}

/** A session that has listed, and acted with the server away, so that the journal has something to lose. */
async function listedAndStopped(world: SimWorld, act: () => Promise<void> | undefined): Promise<void> {
  fill(world);
  await world.start();
  await world.settled();
  world.lines.imap.refuse();
  world.lines.imap.cutAll();
  await act();
  await world.engine.stop();
}

function somePage(path: string, seed: number): number {
  return randomInteger(seededRandom(seed), 1, statSync(path).size / pageBytes - 1);
}

function overwrite(path: string, page: number, fill: number): void {
  const bytes = readFileSync(path);
  bytes.fill(
    fill === 0 || fill === 0xff ? fill : Buffer.from(seededRandom(fill).bytes(pageBytes)),
    page * pageBytes,
    (page + 1) * pageBytes,
  );
  writeFileSync(path, bytes);
}
