import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { silentLogger } from '../../../../src/base/log.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { fillWithSample } from '../../../../src/server/sampleFill.ts';
import { preload } from '../../../../src/server/sandbox/preload.ts';
import { Store } from '../../../../src/server/store/store.ts';
import { quickClock, testNow } from '../../../support/memoryImap.ts';
import { sandboxWorld } from '../../../support/sandboxWorld.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

describe('mail that is there from the start', () => {
  test('L13 the .eml files of a folder are caught once, whoever they are for', async () => {
    await using temp = await tempFolder();
    const folder = temp.path;
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'a.eml'), 'From: x@y.example\nTo: a@b.example\nSubject: A\nMessage-ID: <1@x>\n\none\n');
    writeFileSync(join(folder, 'below', 'b.EML'), 'Subject: B\r\n\r\ntwo\r\n');
    writeFileSync(join(folder, 'notes.txt'), 'Subject: no mail\n');
    const { feed, delivery, clock, subjectsIn } = await sandboxWorld();
    const parts = { feed, delivery, clock, random: seededRandom(1), log: silentLogger };
    await preload(folder, parts);
    await preload(folder, parts);
    assert.deepEqual(
      feed.list(0, 9).map(({ summary, recipients }) => [summary.subject, recipients.join()]),
      [
        ['B', 'sandbox@localhost'],
        ['A', 'a@b.example'],
      ],
    );
    assert.equal(subjectsIn('INBOX').length, 2);
    await assert.rejects(preload(join(folder, 'nowhere'), parts), { code: 'file.missing' });
  });

  test('L13 a sample of many mails fills the mailboxes of its first person, once', async () => {
    const clock = quickClock();
    const store = new Store({ path: ':memory:', clock });
    const options = { seed: 3, messages: 1_200, now: testNow, random: seededRandom(1) };
    await fillWithSample(store, { ...options, messages: 0 });
    const count = () =>
      store.mailboxes
        .all(store.users.get('alex@mailroom.test').id)
        .reduce((sum, { id }) => sum + store.messages.counts(id).messages, 0);
    const few = count();
    store.write([], () => store.users.remove('alex@mailroom.test'));
    await fillWithSample(store, options);
    assert.equal(count(), few + 1_200);
    await fillWithSample(store, options);
    assert.equal(count(), few + 1_200);
  });
});
