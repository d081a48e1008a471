/** Full-text search over a real server: text that was never fetched is asked for there, what was fetched is found without a network. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ParamsOf } from '../../src/protocol/method.ts';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { searchComplete } from '../../src/protocol/methods/searchComplete.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const at = (day: number) => new Date(Date.UTC(2026, 1, day, 12));

const mails = [
  message({ subject: 'Harbour', text: 'The crane at the quay is broken.\n', date: at(1) }),
  message({ subject: '码头', from: 'Wei 张伟 <wei@example.test>', text: '起重机坏了，明天修。\n', date: at(2) }),
  message({ subject: 'Lunch', text: 'No machines in here.\n', date: at(3), cc: 'Zoë <zoe@example.test>' }),
  message({
    ...{ subject: 'Plans', text: 'See the drawing.\n', date: at(4) },
    attachments: [{ filename: 'crane plan.pdf', content: Buffer.from('%PDF') }],
  }),
];

async function place() {
  await using stack = new AsyncDisposableStack();
  const dovecot = stack.use(await startDovecot({ users: [ann] }));
  for (const mailbox of ['INBOX', 'Archive'])
    seedMailbox(
      { dovecot, address: ann.address, mailbox },
      mailbox === 'INBOX' ? mails.map((bytes, index) => ({ bytes, receivedAt: at(index + 1) })) : [],
    );
  const proxy = stack.use(await startProxy({ targetPort: dovecot.imapPort }));
  const world = stack.use(await syncWorld());
  const config = dovecotAccount(dovecot, ann.address);
  const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
  await world.online(account);
  await waitFor(async () => (await world.rows('INBOX')).length === mails.length, { what: 'the mails to be listed' });
  const kept = stack.move();
  return { world, proxy, account, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function search(world: SyncWorld, query: string, more: Partial<ParamsOf<typeof messageSearch>> = {}) {
  const answer = await waitFor(
    async () => {
      const found = await world.call(messageSearch, { query, limit: 50, ...more });
      return found.indexing === null && found;
    },
    { what: 'the mail to be indexed' },
  );
  return { ...answer, subjects: answer.rows.map(({ subject }) => subject) };
}

describe('Full-text search', () => {
  test('C02 text that is not here is found on the server; once a mail was read, here, and its words are shown', async () => {
    await using there = await place();
    const { world } = there;
    const local = await search(world, 'crane', { server: false });
    assert.deepEqual([local.subjects, local.server], [[], 'notAsked']);
    assert.equal(local.completeSince, at(4).getTime());
    const remote = await search(world, 'crane');
    assert.deepEqual([remote.subjects, remote.server], [['Plans', 'Harbour'], 'searched']);
    assert.deepEqual(remote.matches[1], { subject: [], from: [], snippet: null });
    assert.deepEqual((await search(world, 'body:"起重机坏了"')).subjects, ['码头']);
    assert.deepEqual((await search(world, 'crane is:flagged')).subjects, []);
    for (const row of await world.rows('INBOX')) {
      // Read as the reader reads: the source is fetched and kept.
      await world.context.messageSources.source(row.id, { signal: new AbortController().signal });
    }
    const whole = await search(world, 'crane', { server: false });
    assert.deepEqual(whole.subjects, ['Plans', 'Harbour']);
    assert.equal(whole.completeSince, null);
    const [, harbour] = whole.matches;
    const snippet = harbour?.snippet;
    assert.deepEqual(
      snippet?.ranges.map(({ start, end }) => snippet.text.slice(start, end)),
      ['crane'],
    );
  });

  test('C02 with the network gone, what was fetched is found, and it is said from when on that is all', async () => {
    await using there = await place();
    const { world, proxy, account } = there;
    const [newest] = await world.rows('INBOX');
    assert.ok(newest);
    await world.context.messageSources.source(newest.id, { signal: new AbortController().signal });
    await search(world, 'crane');
    await proxy[Symbol.asyncDispose](); // Nothing listens there any more.
    await waitFor(() => world.context.accountStates.get(account).state === 'offline', {
      what: 'the account to be offline',
    });
    const found = await search(world, 'crane OR cc:zoe OR from:张伟');
    assert.deepEqual([found.subjects, found.server], [['Plans', 'Lunch', '码头'], 'offline']);
    assert.equal(found.completeSince, at(3).getTime());
  });

  test('C02 folders and accounts by name; names that nothing has are said; completion knows them', async () => {
    await using there = await place();
    const { world } = there;
    assert.deepEqual((await search(world, 'harbour in:inbox account:ann@example.test')).subjects, ['Harbour']);
    assert.deepEqual((await search(world, 'harbour in:Archive')).subjects, []);
    const odd = await search(world, 'harbour -in:Nowhere');
    assert.deepEqual([odd.subjects, odd.problems], [['Harbour'], [{ code: 'search.badValue', start: 12, end: 19 }]]);
    await assert.rejects(world.call(messageSearch, { query: ' () ', limit: 5 }), { code: 'search.badQuery' });
    const { items } = await world.call(searchComplete, { query: 'crane in:arch', cursor: 13 });
    assert.deepEqual(items, [{ insert: 'Archive', start: 9, end: 13, kind: 'mailbox' }]);
  });
});
