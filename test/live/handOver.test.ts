/** An update while Mailroom runs: the older engine hands over to a newer client's in the middle of its work. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageArchive } from '../../src/protocol/methods/messageArchive.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import type { OutboxRecord } from '../../src/protocol/records.ts';
import { engineClient, isAlive, killProcess, startEngine, type TestEngine } from '../support/engine.ts';
import { startProxy } from '../support/proxy.ts';
import { type SmtpStep, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const newerVersion = '0.2.0';
const recipient = 'bob@example.test';

/** A newer window on the same profile; its first call is under way when this returns. */
function comeNewer({ profile }: TestEngine) {
  const client = engineClient({ profile, version: newerVersion, kind: 'editor', secrets: async () => ann.password });
  const status = client.call(engineStatus, {});
  status.catch(() => {}); // Awaited later.
  return {
    ...{ client, status },
    async [Symbol.asyncDispose]() {
      const { pid } = await status;
      client.dispose();
      await killProcess(pid);
    },
  };
}

describe('F02 N05 an engine hands over while a mail leaves', () => {
  for (const hold of ['rcpt', 'content', 'reply'] as const satisfies readonly SmtpStep[]) {
    test(`the server takes its time at ${hold}: the mail goes out once, and the newer engine shows it as sent`, async () => {
      await using smtp = await startScriptedSmtp();
      const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      smtp.script = async ({ step }) => {
        if (step !== hold) return undefined;
        reached.resolve();
        await released.promise;
        return undefined;
      };
      await using engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
      const old = await engine.pid();
      const server = { host: '127.0.0.1', port: smtp.port, security: 'none' } as const;
      await engine.client.call(accountAdd, {
        config: { address: ann.address, name: 'Ann', auth: 'password', smtp: server },
        secret: ann.password,
      });
      const text = `---\nto: ${recipient}\nsubject: Across an update\n---\n\nHello\n`;
      const draft = { draft: 'file:///d.mail.md', text, files: [], undoMs: 0 };
      const { item } = await engine.client.call(outboxEnqueue, draft);
      await reached.promise;
      await using newer = comeNewer(engine);
      await engine.client.connect().then((connection) => new Promise<void>((gone) => connection.onClosed(gone)));
      assert.ok(isAlive(old), 'it stays until its transaction is over');
      released.resolve();
      const { version, pid } = await newer.status;
      assert.equal(version, newerVersion);
      assert.notEqual(pid, old);
      assert.ok(!isAlive(old), 'never two engines at once');
      const shown = await waitFor(
        async () => {
          const { items } = await newer.client.call(outboxList, {});
          const found = items.find(({ id }) => id === item.id);
          return isOver(found) && found;
        },
        { what: 'the end of the sending' },
      );
      assert.equal(shown.state, 'sent');
      assert.equal(smtp.copiesFor(recipient, item.messageId), 1);
    });
  }
});

describe('F02 N05 an engine hands over while its servers never answer', () => {
  test('the newer one waits for it, longer than for any other start: the mail is in doubt, not lost and not sent again', {
    timeout: 180_000,
  }, async () => {
    await using smtp = await startScriptedSmtp();
    await using dovecot = await startDovecot({ users: [ann] });
    await using line = await startProxy({ targetPort: dovecot.imapPort });
    const reached = Promise.withResolvers<void>();
    smtp.script = ({ step }) => {
      if (step !== 'reply') return undefined;
      reached.resolve();
      return new Promise<never>(() => {});
    };
    await using engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
    const config = dovecotAccount(dovecot, ann.address, {
      imap: { host: 'localhost', port: line.port, security: 'none' },
      smtp: { host: '127.0.0.1', port: smtp.port, security: 'none' },
    });
    const { account } = await engine.client.call(accountAdd, { config, secret: ann.password });
    await engine.client.call(mailboxSync, { account });
    const text = `---\nto: ${recipient}\nsubject: Across a silence\n---\n\nHello\n`;
    const draft = { draft: 'file:///d.mail.md', text, files: [], undoMs: 0 };
    const { item } = await engine.client.call(outboxEnqueue, draft);
    await reached.promise;
    for (const { index } of line.connections) {
      line.rule({ from: 'server', at: { text: /./, side: 'before' }, act: 'hold', connection: index });
    }
    await using newer = comeNewer(engine);
    assert.equal((await newer.status).version, newerVersion);
    const { items } = await newer.client.call(outboxList, {});
    assert.equal(items.find(({ id }) => id === item.id)?.state, 'inDoubt');
    assert.equal(smtp.accepted.filter(({ messageId }) => messageId === item.messageId).length, 1);
  });
});

describe('N05 an engine hands over while actions wait', () => {
  test('what was shown as done without a network ends on the server, once', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 30, flaggedEvery: 0 }));
    await using line = await startProxy({ targetPort: dovecot.imapsPort });
    await using engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
    const config = dovecotAccount(dovecot, ann.address, { port: line.port });
    const { account } = await engine.client.call(accountAdd, { config, secret: ann.password });
    await engine.client.call(mailboxSync, { account });
    const listed = async (client: TestEngine['client'], use: string) => {
      const { mailboxes } = await client.call(mailboxList, { account });
      const found = mailboxes.find(({ specialUse }) => specialUse === use);
      assert.ok(found, use);
      return (await client.call(messageList, { mailbox: found.id, limit: 50 })).rows;
    };
    const rows = await listed(engine.client, 'inbox');
    line.refuse();
    line.cutAll();
    const archived = rows.slice(0, 5);
    await engine.client.call(messageFlag, { ids: rows.map(({ id }) => id), add: ['\\Flagged'], remove: [] });
    await engine.client.call(messageArchive, { ids: archived.map(({ id }) => id) });

    await using newer = comeNewer(engine);
    assert.equal((await newer.status).version, newerVersion);
    assert.equal((await listed(newer.client, 'inbox')).length, 25, 'shown as done, still without a network');
    line.refuse(false);
    await newer.client.call(mailboxSync, { account });
    const flagged = async (mailbox: string) =>
      (await dovecot.doveadm('search', '-u', ann.address, 'mailbox', mailbox, 'FLAGGED')).split('\n').filter(Boolean);
    await waitFor(async () => (await flagged('INBOX')).length === 25 && (await flagged('Archive')).length === 5, {
      what: 'both actions on the server',
    });
    const there = await listed(newer.client, 'archive');
    assert.deepEqual(there.map(({ messageId }) => messageId).sort(), archived.map(({ messageId }) => messageId).sort());
  });
});

function isOver(item: OutboxRecord | undefined): item is OutboxRecord {
  return item !== undefined && !['held', 'queued', 'sending'].includes(item.state);
}
