/** Five windows on one profile: one engine, one set of connections, one outbox; what one does all see; one tells of new mail. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { EngineClient } from '../../src/engineClient/engineClient.ts';
import type { EventName } from '../../src/protocol/events.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { mailboxWatch } from '../../src/protocol/methods/mailboxWatch.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { engineClient, killProcess } from '../support/engine.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
/** One works, one watches the INBOX, one reads and watches what is shown (engine/sync/accountSync.ts). */
const connectionsMax = 3;

test('A09 five windows: one set of connections, actions seen in all, one outbox, one notice of new mail', async () => {
  await using dovecot = await startDovecot({ users: [ann] });
  seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 20, newest: new Date() }));
  await using line = await startProxy({ targetPort: dovecot.imapsPort });
  await using smtp = await startScriptedSmtp();
  await using folder = await tempFolder('five');
  await using stack = new AsyncDisposableStack();
  const windows = Array.from({ length: 5 }, () => {
    const client = engineClient({
      ...{ profile: join(folder.path, 'p'), kind: 'editor', secrets: async () => ann.password },
    });
    return { client, heard: heardBy(client) };
  });
  const [one, ...others] = windows as [(typeof windows)[0], ...typeof windows];
  stack.defer(async () => {
    const { pid } = await one.client.call(engineStatus, {});
    for (const { client } of windows) client.dispose();
    await killProcess(pid);
  });
  const config = {
    ...dovecotAccount(dovecot, ann.address, { port: line.port }),
    smtp: { host: '127.0.0.1', port: smtp.port, security: 'none' },
  } as const;
  const { account } = await one.client.call(accountAdd, { config, secret: ann.password });
  await one.client.call(mailboxSync, { account });
  const { mailboxes } = await one.client.call(mailboxList, { account });
  const inbox = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
  assert.ok(inbox);

  // Each window shows a mailbox, lists it and asks for mail by itself.
  const pages = await Promise.all(
    windows.map(async ({ client }) => {
      await client.call(mailboxWatch, { mailbox: inbox.id });
      await client.call(mailboxSync, { account });
      return client.call(messageList, { mailbox: inbox.id, limit: 50 });
    }),
  );
  for (const { rows } of pages) assert.deepEqual(rows, pages[0]?.rows);
  assert.equal((await one.client.call(engineStatus, {})).clients, 5);
  assert.ok(line.connections.length <= connectionsMax, `${line.connections.length} connections were ever made`);
  const signedIn = async () => (await dovecot.doveadm('who', '-1')).split('\n').filter((row) => row.includes('imap'));
  assert.ok((await signedIn()).length <= connectionsMax, 'the server counts the same');

  // What one does, all hear of and see.
  const [row] = pages[0]?.rows ?? [];
  assert.ok(row);
  for (const { heard } of windows) heard.length = 0;
  await others[3]?.client.call(messageFlag, { ids: [row.id], add: ['\\Flagged'], remove: [] });
  await Promise.all(windows.map(({ heard }) => waitFor(() => heard.some(({ name }) => name === 'messagesChanged'))));
  for (const { client } of windows) {
    const { rows } = await client.call(messageList, { mailbox: inbox.id, limit: 50 });
    assert.ok(rows.find(({ id }) => id === row.id)?.flags.includes('\\Flagged'));
  }

  // One outbox: what one sends all list, and it goes once.
  const text = `---\nfrom: ${ann.address}\nto: bob@example.test\nsubject: From the second\n---\n\nHello\n`;
  const draft = { draft: 'file:///second.mail.md', text, files: [], undoMs: 0 };
  const { item } = await (others[0] ?? one).client.call(outboxEnqueue, draft);
  await assert.rejects(
    (others[1] ?? one).client.call(outboxEnqueue, draft),
    { code: 'draft.alreadyQueued' },
    'the same draft from another window',
  );
  for (const { client } of windows) {
    const isSent = async () => {
      const { items } = await client.call(outboxList, {});
      return items.some(({ id, state }) => id === item.id && state === 'sent');
    };
    await waitFor(isSent, { what: 'the mail to be sent, in each window' });
  }
  assert.equal(smtp.copiesFor('bob@example.test', item.messageId), 1);

  // New mail is told once, where the person is.
  for (const focused of [2, 4]) {
    for (const { heard } of windows) heard.length = 0;
    await windows[focused]?.client.focused();
    await one.client.call(engineStatus, {}); // Said after the focus on another connection, answered after it was heard.
    await windows[focused]?.client.call(engineStatus, {});
    const subject = `New for window ${focused}`;
    await dovecot.deliver(
      ann.address,
      message({ subject, messageId: `<new-${focused}@example.test>`, date: new Date() }),
    );
    await Promise.all(windows.map(({ heard }) => waitFor(() => heard.some(({ name }) => name === 'messagesChanged'))));
    const told = () => windows.map(({ heard }) => heard.filter(({ name }) => name === 'newMail').length);
    await waitFor(() => told().some((count) => count > 0), { what: 'the notice' });
    for (const { client } of windows) await client.call(mailboxSync, { account }); // Whoever asks again is not told again.
    assert.deepEqual(
      told(),
      windows.map((_, index) => (index === focused ? 1 : 0)),
    );
  }
});

interface Heard {
  readonly name: EventName;
}

function heardBy(client: EngineClient): Heard[] {
  const heard: Heard[] = [];
  for (const name of ['messagesChanged', 'newMail'] as const) client.on(name, () => heard.push({ name }));
  return heard;
}
