/** The index in the life of a cache: mail that comes and goes, texts that are trimmed, damage, and mail that kills its worker. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import type { IndexPool } from '../../../../src/engine/search/indexer.ts';
import { indexBatchMax, indexDelayMs, indexRetryMs } from '../../../../src/engine/search/limits.ts';
import { type BilingualMail, bilingualMails } from '../../../support/bilingualMail.ts';
import { message } from '../../../support/message.ts';
import { inThread, searchMailbox, searchWorld } from '../../../support/searchWorld.ts';
import { tempFolder } from '../../../support/tempFolder.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

function mail(number: number, more: Partial<BilingualMail>): BilingualMail {
  const text = {
    from: 'Ann <ann@example.test>',
    to: 'Bob <bob@example.test>',
    cc: '',
    subject: `Mail ${number}`,
    body: '',
    list: '',
  };
  const whole = { ...text, number, files: [], date: new Date(Date.UTC(2026, 1, 1, number)), flags: [], ...more };
  return {
    ...whole,
    bytes: message({ from: whole.from, to: whole.to, subject: whole.subject, text: whole.body, date: whole.date }),
  };
}

const three = [
  mail(1, { subject: 'Harbour', body: 'The crane is broken.' }),
  mail(2, { subject: '码头', cc: 'Wei 张伟 <wei@example.test>', body: '起重机坏了\n今天天\n气不好' }),
  mail(3, { subject: 'Re: Harbour', body: 'A new crane comes on Friday.' }),
];

describe('The full-text index', () => {
  test('C02 where more mail than places came for long, a place is found in few looks, and the newest come first', async () => {
    const [count, everyMs] = [2_000, 20_000];
    const newest = Date.UTC(2026, 1, 1);
    const mails = Array.from({ length: count }, (_, at) =>
      mail(at + 1, { date: new Date(newest - (count - at) * everyMs) }),
    );
    await using world = searchWorld();
    const { get } = world.cache;
    let looks = 0;
    world.cache.get = (sql, parameters) => {
      if (sql.includes('WHERE place = :place')) looks += 1;
      return get.call(world.cache, sql, parameters);
    };
    world.list(mails);
    await world.indexer.settled();
    assert.ok(looks >= count && looks < 30 * count, `${looks} looks for ${count} mails`);
    const uids = mails.map(({ number }) => number).reverse();
    assert.deepEqual(await world.find('mail'), uids);
    assert.deepEqual(await world.find('mail', { limit: 100 }), uids.slice(0, 100));
  });

  test('C02 a mail is found by its list row at once, by its text once that is here', async () => {
    await using world = searchWorld();
    world.list(three);
    await world.indexer.settled();
    assert.deepEqual(await world.find('harbour'), [3, 1]);
    assert.deepEqual(await world.find('cc:张伟'), [2]);
    assert.deepEqual(await world.find('crane'), []);
    assert.equal(world.index.newestWithoutText(), three[2]?.date.getTime());
    world.fetch(three.slice(1));
    await world.indexer.settled();
    assert.deepEqual(await world.find('crane'), [3]);
    assert.deepEqual(await world.find('harbour'), [3, 1]);
    assert.equal(world.index.newestWithoutText(), three[0]?.date.getTime());
    world.fetch(three);
    await world.indexer.settled();
    assert.deepEqual(await world.find('crane'), [3, 1]);
    assert.equal(world.index.newestWithoutText(), undefined);
  });

  test('C02 a Chinese word that a mail program broke over two lines is one word', async () => {
    await using world = searchWorld();
    world.list(three);
    world.fetch(three);
    await world.indexer.settled();
    assert.deepEqual(await world.find('今天天气'), [2]);
    assert.deepEqual(await world.find('天气不好'), [2]);
  });

  test('C02 a mail that goes, and a text that is trimmed, take their words with them', async () => {
    await using world = searchWorld();
    world.list(three);
    world.fetch(three);
    await world.indexer.settled();
    world.bodies.trim(0);
    world.indexer.changed();
    await world.indexer.settled();
    assert.deepEqual(await world.find('crane'), []);
    assert.deepEqual(await world.find('harbour'), [3, 1]);
    assert.equal(
      world.cache.get('SELECT count(*) AS n FROM search_text WHERE message <> :cc', { cc: world.rowIdOf(2) })?.['n'],
      0,
    );
    world.messages.write('remove', () => world.messages.remove(world.number, 7, [3]));
    world.indexer.changed();
    await world.indexer.settled();
    assert.deepEqual(await world.find('harbour'), [1]);
    assert.deepEqual(world.index.counts(), { indexed: 2, total: 2, queued: 0 });
    world.index.check();
  });

  test('C02 another mail under the row id of one that went is not found by its words', async () => {
    await using world = searchWorld();
    const [first] = three;
    assert.ok(first);
    world.list([first]);
    world.fetch([first]);
    await world.indexer.settled();
    world.messages.write('remove', () => world.messages.remove(world.number, 7, [1]));
    // The same second and UID modulo 2²⁰: the same row id.
    const other = mail(1 + 2 ** 20, { subject: 'Lighthouse', date: first.date });
    world.list([other]);
    assert.equal(world.rowIdOf(other.number) % 2 ** 20, 1);
    await world.indexer.settled();
    assert.deepEqual(await world.find('crane'), []);
    assert.deepEqual(await world.find('lighthouse'), [other.number]);
  });

  test('C02 an index that was deleted or emptied is made anew at the next start, with progress told', async () => {
    for (const harm of ['DROP TABLE search_index', 'DELETE FROM search_index_docsize; DELETE FROM search_index_data']) {
      await using folder = await tempFolder('si');
      const mails = [...bilingualMails({ count: 600 })];
      {
        await using world = searchWorld({ folder: folder.path });
        world.list(mails);
        world.fetch(mails.slice(0, 40));
        await world.indexer.settled();
      }
      const db = new DatabaseSync(join(folder.path, 'cache.db'), { defensive: false });
      db.exec(harm);
      db.close();
      await using world = searchWorld({ folder: folder.path });
      const told: unknown[] = [];
      world.events.on(({ name, payload }) => name === 'searchIndexChanged' && told.push(payload));
      await world.indexer.settled();
      assert.deepEqual(world.index.counts(), { indexed: 600, total: 600, queued: 0 });
      assert.equal((await world.find('-thereisnosuchword')).length, 600);
      const words = mails[3]?.body
        .split(/[^\p{L}]+/u)
        .slice(0, 2)
        .join(' ');
      assert.ok((await world.find(`"${words}"`)).includes(4), words);
      assert.deepEqual(told.at(-1), { indexed: 600, total: 600 });
      world.index.check();
    }
  });

  test('C02 the end of a little work is told to who was given an answer that lacks it, and to nobody else', async () => {
    await using world = searchWorld();
    const told: unknown[] = [];
    world.events.on(({ name, payload }) => name === 'searchIndexChanged' && told.push(payload));
    world.list(three);
    await world.indexer.settled();
    assert.deepEqual(told, []);
    world.fetch(three);
    world.indexer.tellWhenWhole();
    await world.indexer.settled();
    assert.deepEqual(told, [{ indexed: 3, total: 3 }]);
    world.fetch(three);
    await world.indexer.settled();
    assert.equal(told.length, 1);
  });

  test('C02 an index full of garbage is noticed by the search that meets it, and made anew while the engine runs', async () => {
    await using folder = await tempFolder('si');
    {
      await using world = searchWorld({ folder: folder.path });
      world.list(three);
      world.fetch(three);
      await world.indexer.settled();
    }
    const db = new DatabaseSync(join(folder.path, 'cache.db'), { defensive: false });
    db.exec(`UPDATE search_index_data SET block = x'ffffffffffffffffffffffff'`);
    db.close();
    await using world = searchWorld({ folder: folder.path });
    const found = world.find('crane').catch((error: unknown) => {
      assert.ok(error instanceof MailError && error.code === 'store.damaged', String(error));
      assert.ok(world.indexer.rebuild(error));
    });
    await found;
    await world.indexer.settled();
    assert.deepEqual(await world.find('crane'), [3, 1]);
    world.index.check();
  });

  test('C02 a mail that kills its worker is marked and found by its list row; the others are whole', async () => {
    const mails = Array.from({ length: indexBatchMax + 10 }, (_, at) =>
      mail(at + 1, { subject: `Mail ${at + 1}`, body: 'common words' }),
    );
    const deadly = mails[20];
    assert.ok(deadly);
    let runs = 0;
    const pool: IndexPool = {
      ...inThread,
      run: async (job, options) => {
        runs += 1;
        const isDeadly = job.entries.some(({ source, subject }) => source && subject === deadly.subject);
        if (isDeadly) throw new MailError('message.damaged', { data: { reason: 'exit' } });
        return inThread.run(job, options);
      },
    };
    await using world = searchWorld({ pool });
    world.list(mails);
    world.fetch(mails);
    await world.indexer.settled();
    assert.equal((await world.find('common')).length, mails.length - 1);
    assert.deepEqual(await world.find(`subject:"${deadly.subject}"`), [deadly.number]);
    const before = runs;
    world.indexer.changed();
    await world.indexer.settled();
    assert.equal(runs, before, 'it is not tried again');
    assert.deepEqual(world.cache.all('SELECT message FROM search_state WHERE level = 2'), [
      Object.assign(Object.create(null), { message: world.rowIdOf(deadly.number) }),
    ]);
  });

  test('C02 of many mails of one minute, and those after it, the newest come first, however they came', async () => {
    await using world = searchWorld();
    const minute = Date.UTC(2026, 1, 1);
    const mails = Array.from({ length: 300 }, (_, at) =>
      mail(at + 1, { subject: 'Burst', date: new Date(minute + (at < 200 ? at % 60 : at) * 1_000) }),
    );
    const order = (one: BilingualMail) => one.date.getTime() * 1_000 + one.number;
    const newestFirst = mails.toSorted((a, b) => order(b) - order(a)).map(({ number }) => number);
    world.list(mails.toSorted((a, b) => (a.number % 7) - (b.number % 7)));
    await world.indexer.settled();
    assert.deepEqual(await world.find('burst'), newestFirst);
    for (const limit of [1, 7, 50, 120, 299])
      assert.deepEqual(await world.find('burst', { limit }), newestFirst.slice(0, limit));
  });

  test('C02 while a mailbox is being listed, indexing waits; then it begins by itself', async () => {
    const clock = virtualClock();
    let runs = 0;
    const pool: IndexPool = {
      ...inThread,
      run: (job, options) => {
        runs += 1;
        return inThread.run(job, options);
      },
    };
    await using world = searchWorld({ pool, clock });
    await clock.advance(indexDelayMs);
    for (const one of three) {
      world.list([one]);
      await clock.advance(indexDelayMs - 1);
    }
    assert.equal(runs, 0);
    await clock.advance(indexDelayMs);
    assert.ok(runs > 0);
    assert.deepEqual(world.index.counts(), { indexed: 3, total: 3, queued: 0 });
  });

  test('C02 a disk that fails is tried again later, and never keeps the engine from leaving', async () => {
    const clock = virtualClock();
    await using world = searchWorld({ clock });
    world.list(three);
    const put = world.index.put.bind(world.index);
    world.index.put = () => {
      throw new MailError('store.full', { retry: 'afterUser' });
    };
    await clock.advance(indexDelayMs * 3);
    assert.equal(world.index.counts().indexed, 0);
    world.index.put = put;
    await clock.advance(indexRetryMs + indexDelayMs * 3);
    assert.equal(world.index.counts().indexed, 3);
    world.index.put = () => {
      throw new MailError('store.full', { retry: 'afterUser' });
    };
    world.fetch(three);
    await clock.advance(indexDelayMs * 3); // Waits for the disk now; disposing must not wait with it.
  });

  test('C02 flags and folders are those shown, whatever they were when the mail was indexed', async () => {
    await using world = searchWorld();
    world.list(three);
    await world.indexer.settled();
    assert.deepEqual(await world.find('harbour is:unread'), [3, 1]);
    world.messages.write('flags', () =>
      world.messages.putFlags(searchMailbox, 7, [{ uid: 3, flags: ['\\Seen', '\\Flagged'] }]),
    );
    assert.deepEqual(await world.find('harbour is:unread'), [1]);
    assert.deepEqual(await world.find('is:flagged'), [3]);
  });
});
