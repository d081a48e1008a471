/** The tooltip of a message: from the cache, never from the network. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MessageRenderer } from '../../src/engine/render/messageRenderer.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messagePreview } from '../../src/protocol/methods/messagePreview.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

test('D01 a tooltip asks the server for nothing, read before or not, online or not', async () => {
  await using dovecot = await startDovecot({ users: [ann] });
  seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 2 }));
  await using proxy = await startProxy({ targetPort: dovecot.imapPort });
  await using world = await syncWorld();
  const previewed: string[] = [];
  const preview: MessageRenderer['preview'] = async (source) => {
    previewed.push('bytes' in source ? Buffer.from(source.bytes).toString() : source.path);
    return { to: [], cc: [], bcc: [], replyTo: [], lines: ['line'] };
  };
  Object.assign(world.context, { renderer: { preview } });
  const imap = { host: '127.0.0.1', port: proxy.port, security: 'none' as const };
  const account = world.addAccount({ ...dovecotAccount(dovecot, ann.address), imap });
  await world.call(mailboxSync, { account });
  const [read, unread] = await world.rows('INBOX');
  assert.ok(read && unread);
  await world.call(messageSource, { id: read.id });

  const fetchedBefore = fetches();
  assert.ok(fetchedBefore > 0);
  assert.equal((await world.call(messagePreview, { id: unread.id })).preview, null);
  assert.deepEqual((await world.call(messagePreview, { id: read.id })).preview?.lines, ['line']);
  assert.equal(previewed.length, 1);
  assert.match(previewed[0] ?? '', new RegExp(`^Subject: ${read.subject}`, 'm'));
  assert.equal(fetches(), fetchedBefore, 'the server was asked');

  proxy.refuse();
  proxy.cutAll();
  assert.equal((await world.call(messagePreview, { id: unread.id })).preview, null);
  assert.deepEqual((await world.call(messagePreview, { id: read.id })).preview?.lines, ['line']);

  /** Idling begins whenever it does; fetching is what must not happen. */
  function fetches(): number {
    const said = proxy.connections.map((connection) => connection.sent('client').toString('latin1')).join('');
    return said.match(/ FETCH /g)?.length ?? 0;
  }
});
