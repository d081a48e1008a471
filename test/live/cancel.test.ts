/** What long work leaves behind when the person cancels it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountCheck } from '../../src/protocol/methods/accountCheck.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageCounts } from '../../src/protocol/methods/messageCounts.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { messageRead } from '../../src/protocol/methods/messageRead.ts';
import type { MessageId } from '../../src/protocol/records.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const messageCount = 1_500;

/** An engine with Ann's account, its server behind a proxy that reads along. */
async function world(resources: AsyncDisposableStack) {
  const dovecot = resources.use(await startDovecot({ users: [ann] }));
  for (const path of ['Archive', 'Trash']) await dovecot.doveadm('mailbox', 'create', '-u', ann.address, path);
  seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: messageCount }));
  const proxy = resources.use(await startProxy({ targetPort: dovecot.imapPort }));
  const engine = resources.use(await startEngine());
  const imap = { host: '127.0.0.1', port: proxy.port, security: 'none' as const };
  return { dovecot, proxy, engine, config: { ...dovecotAccount(dovecot, ann.address), imap } };
}

async function mailboxes({ client }: TestEngine) {
  const { mailboxes: all } = await client.call(mailboxList, {});
  return Object.fromEntries(all.map(({ path, id, total }) => [path, { id, total }]));
}

/** Ids of a mailbox, page by page, as a list shows them. */
async function shownIn(engine: TestEngine, path: string): Promise<readonly MessageId[]> {
  const mailbox = (await mailboxes(engine))[path]?.id;
  if (!mailbox) return [];
  const ids: MessageId[] = [];
  for (let before: string | null | undefined; before !== null; ) {
    const page = { mailbox, limit: 500, ...(before === undefined ? {} : { before }) };
    const { rows, next } = await engine.client.call(messageList, page);
    ids.push(...rows.map(({ id }) => id));
    before = next;
  }
  return ids;
}

describe('M04 cancelled', () => {
  test('getting mail: the caller is free at once, what came is shown, and the next time brings the rest, each once', async () => {
    await using resources = new AsyncDisposableStack();
    const { proxy, engine, config } = await world(resources);
    const held = proxy.rule({ from: 'server', at: { text: /\* 900 FETCH/ }, act: 'hold' });
    const { account } = await engine.client.call(accountAdd, { config, secret: ann.password });
    const cancel = new AbortController();
    const getting = engine.client.call(mailboxSync, { account }, { signal: cancel.signal });
    await held.hit;
    cancel.abort();
    await assert.rejects(getting, { code: 'engine.cancelled' });
    const [record] = (await engine.client.call(accountList, {})).accounts;
    assert.equal(record?.failure, null, 'to cancel is no failure of the account');
    held.release();
    await engine.client.call(mailboxSync, { account });
    const shown = await shownIn(engine, 'INBOX');
    assert.deepEqual([shown.length, new Set(shown).size], [messageCount, messageCount]);
  });

  test('a check of a new account: nothing is stored, and no connection stays', async () => {
    await using resources = new AsyncDisposableStack();
    const { proxy, engine, config } = await world(resources);
    const held = proxy.rule({ from: 'server', at: 0, act: 'hold' });
    const cancel = new AbortController();
    const checking = engine.client.call(accountCheck, { config, secret: ann.password }, { signal: cancel.signal });
    await held.hit;
    cancel.abort();
    await assert.rejects(checking, { code: 'engine.cancelled' });
    await waitFor(() => proxy.connections.every(({ open }) => !open), { what: 'the connection to end' });
    assert.deepEqual((await engine.client.call(accountList, {})).accounts, []);
    assert.ok(!proxy.connections.some((one) => one.sent('client').includes(ann.password)));
    held.release();
    const again = await engine.client.call(accountCheck, { config, secret: ann.password });
    assert.equal(again.incoming.ok, true);
  });

  test('the fetch of a large mail: it is asked for anew and read whole', async () => {
    await using resources = new AsyncDisposableStack();
    const { proxy, engine, config } = await world(resources);
    const { account } = await engine.client.call(accountAdd, { config, secret: ann.password });
    await engine.client.call(mailboxSync, { account });
    const [id] = await shownIn(engine, 'INBOX');
    assert.ok(id);
    const held = proxy.rule({ from: 'server', at: { text: /BODY\[\]/, side: 'before' }, act: 'hold' });
    const cancel = new AbortController();
    const reading = engine.client.call(messageRead, { id }, { signal: cancel.signal });
    await held.hit;
    cancel.abort();
    await assert.rejects(reading, { code: 'engine.cancelled' });
    held.release();
    const { content } = await engine.client.call(messageRead, { id });
    assert.match('text' in content.text ? content.text.text : '', new RegExp(`message ${messageCount}\\.`));
  });

  test('a move of very many, while the server has done a part: shown and stored agree in the end, no mail is lost or twice', async () => {
    await using resources = new AsyncDisposableStack();
    const { dovecot, proxy, engine, config } = await world(resources);
    const { account } = await engine.client.call(accountAdd, { config, secret: ann.password });
    await engine.client.call(mailboxSync, { account });
    const archive = (await mailboxes(engine))['Archive']?.id;
    const inbox = (await mailboxes(engine))['INBOX']?.id;
    assert.ok(archive && inbox);
    const ids = await shownIn(engine, 'INBOX');
    const held = proxy.rule({ from: 'client', at: { text: / MOVE /, side: 'before' }, act: 'hold' });
    // As the editor does: in portions. Cancelled after two of three, while none has reached the server.
    for (const start of [0, 500]) {
      const part: readonly MessageId[] = ids.slice(start, start + 500);
      const done: { readonly moved: number } = await engine.client.call(messageMove, { ids: part, mailbox: archive });
      assert.equal(done.moved, 500);
    }
    const shown = async () => {
      const counts = [inbox, archive].map((mailbox) => engine.client.call(messageCounts, { mailbox, spans: [] }));
      return (await Promise.all(counts)).map(({ total }) => total);
    };
    assert.deepEqual(await shown(), [500, 1_000], 'what was done is shown at once, the rest stays');
    await held.hit;
    held.release();
    const stored = async (path: string) =>
      Number(
        /messages=(\d+)/.exec(await dovecot.doveadm('mailbox', 'status', '-u', ann.address, 'messages', path))?.[1],
      );
    await waitFor(async () => (await stored('Archive')) === 1_000, { what: 'the moved mail on the server' });
    assert.equal(await stored('INBOX'), 500);
    await engine.client.call(mailboxSync, { account });
    assert.deepEqual(await shown(), [500, 1_000]);
    assert.equal(new Set(await shownIn(engine, 'Archive')).size, 1_000);
  });
});
