import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { outboxCancel } from '../../src/protocol/methods/outboxCancel.ts';
import { outboxDialogue } from '../../src/protocol/methods/outboxDialogue.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { outboxRetry } from '../../src/protocol/methods/outboxRetry.ts';
import type { OutboxRecord } from '../../src/protocol/records.ts';
import { ensurePrograms } from '../support/availability.ts';
import { engineClient, startEngine, type TestEngine } from '../support/engine.ts';
import { message } from '../support/message.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';
import { type Postfix, startPostfix } from './servers/postfix.ts';

const password = 'pä55 wörd';
const users = ['ann', 'bob', 'cid', 'dee'].map((name) => ({ address: `${name}@example.test`, password }));

function draftText(to: string, subject: string, attach = ''): string {
  return `---\nfrom: ann@example.test\nto: ${to}\nsubject: ${subject}\n${attach}---\n\nHello *there*\n`;
}

describe('sending through Postfix into Dovecot', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let engine: TestEngine;

  before(async () => {
    if (!(await ensurePrograms('integration', ['dovecot', 'postfix', 'openssl']))) return;
    dovecot = await startDovecot({ users });
    postfix = await startPostfix({ dovecot });
    engine = await startEngine({ secrets: async () => password });
    await engine.client.call(accountAdd, {
      config: {
        ...{ address: 'ann@example.test', name: 'Ann', auth: 'password', ca: dovecot.ca },
        imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
        smtp: { host: 'localhost', port: postfix.submissionPort, security: 'starttls' },
      },
    });
  });

  after(async () => {
    await engine?.[Symbol.asyncDispose]();
    await postfix?.[Symbol.asyncDispose]();
    await dovecot?.[Symbol.asyncDispose]();
  });

  async function send(
    text: string,
    more: { draft?: string; files?: OutboxFiles; wait?: boolean; undoMs?: number } = {},
  ) {
    const { draft = '', files = [], wait = true, undoMs = 0 } = more;
    return (await engine.client.call(outboxEnqueue, { draft, text, files, undoMs, wait })).item;
  }
  type OutboxFiles = readonly { path: string; name: string; reference: string }[];

  async function item(id: string): Promise<OutboxRecord> {
    const found = (await engine.client.call(outboxList, {})).items.find((one) => one.id === id);
    assert.ok(found, `the mail ${id} is in the list`);
    return found;
  }

  async function copies(address: string, subject: string, mailbox = 'INBOX'): Promise<number> {
    const out = await dovecot.doveadm('search', '-u', address, 'mailbox', mailbox, 'header', 'subject', subject);
    return out.split('\n').filter(Boolean).length;
  }

  async function arrived(address: string, subject: string): Promise<void> {
    await waitFor(async () => (await copies(address, subject)) > 0, { what: `${subject} at ${address}` });
  }

  test('a mail arrives once over STARTTLS, and Sent has one copy', async () => {
    const sent = await send(draftText('bob@example.test', 'Plain one'));
    assert.equal(sent.state, 'sent', JSON.stringify(sent.failure));
    assert.deepEqual(
      sent.recipients.map(({ state, code }) => [state, code]),
      [['accepted', 250]],
    );
    await arrived('bob@example.test', 'Plain one');
    assert.equal(await copies('bob@example.test', 'Plain one'), 1);
    await waitFor(async () => (await item(sent.id)).sentCopy === 'saved', {
      what: 'the copy in Sent',
      timeoutMs: 60_000,
    });
    assert.equal(await copies('ann@example.test', 'Plain one', 'Sent'), 1);
    const { lines } = await engine.client.call(outboxDialogue, { id: sent.id });
    const text = lines.map((line) => `${line.side[0]} ${line.text}`).join('\n');
    assert.match(text, /^c STARTTLS$/m);
    assert.match(text, /^c AUTH PLAIN \*\*\*$/m);
    assert.ok(!text.includes(Buffer.from(password).toString('base64')));
  });

  test('F02 three recipients, one deferred twice: each gets exactly one copy', async () => {
    postfix.answerRecipient('dee@example.test', '451 4.3.0 Try later');
    const to = 'bob@example.test, cid@example.test, dee@example.test';
    const first = await send(draftText(to, 'Three of them'));
    assert.equal(first.state, 'queued');
    assert.deepEqual(
      first.recipients.map(({ state }) => state),
      ['accepted', 'accepted', 'deferred'],
    );
    assert.equal(first.failure?.code, 'send.temporary');
    assert.match(String(first.failure?.data['serverSaid']), /Try later/);
    await engine.client.call(outboxRetry, { id: first.id });
    const second = await waitFor(async () => {
      const now = await item(first.id);
      return now.attempts === 2 && now.state === 'queued' && now;
    });
    assert.deepEqual(
      second.recipients.map(({ state }) => state),
      ['accepted', 'accepted', 'deferred'],
    );
    postfix.answerRecipient('dee@example.test', undefined);
    await engine.client.call(outboxRetry, { id: first.id });
    await waitFor(async () => (await item(first.id)).state === 'sent');
    for (const { address } of users.slice(1)) {
      await arrived(address, 'Three of them');
      assert.equal(await copies(address, 'Three of them'), 1, address);
    }
  });

  test("a recipient refused for good is told with the server's words, the others have it", async () => {
    const sent = await send(draftText('bob@example.test; nobody@example.test', 'One is wrong'));
    assert.equal(sent.state, 'failed');
    assert.equal(sent.failure?.code, 'send.recipientRefused');
    assert.deepEqual(
      sent.recipients.map(({ state, code }) => [state, code]),
      [
        ['accepted', 250],
        ['refused', 550],
      ],
    );
    await arrived('bob@example.test', 'One is wrong');
  });

  test('the same draft from two windows leaves once', async () => {
    const other = engineClient({ profile: engine.profile });
    const request = {
      draft: 'file:///w/same.mail.md',
      text: draftText('bob@example.test', 'Same draft'),
      files: [],
      undoMs: 0,
    };
    const results = await Promise.allSettled([
      engine.client.call(outboxEnqueue, { ...request, wait: true }),
      other.call(outboxEnqueue, { ...request, wait: true }),
    ]);
    const failed = results.filter((result) => result.status === 'rejected');
    assert.deepEqual(
      failed.map(({ reason }) => reason.code),
      ['draft.alreadyQueued'],
    );
    await assert.rejects(other.call(outboxEnqueue, request), { code: 'draft.alreadySent' });
    const again = await other.call(outboxEnqueue, { ...request, again: true, wait: true });
    assert.equal(again.item.state, 'sent');
    other.dispose();
    await waitFor(async () => (await copies('bob@example.test', 'Same draft')) === 2, {
      what: 'the one asked for again',
    });
  });

  test('an attachment deleted after it was queued leaves all the same; 30 MB are too much for the server', async () => {
    const folder = await mkdtemp(join(engine.profile, 'files-'));
    const small = join(folder, 'notes.txt');
    await writeFile(small, 'the notes\n');
    const files = [{ path: small, name: 'notes.txt', reference: 'notes.txt' }];
    const held = await send(draftText('bob@example.test', 'With notes', 'attach: notes.txt\n'), {
      files,
      wait: false,
      undoMs: 3_600_000,
    });
    assert.equal(held.state, 'held');
    await rm(small);
    await engine.client.call(outboxRetry, { id: held.id });
    await waitFor(async () => (await item(held.id)).state === 'sent');
    await arrived('bob@example.test', 'With notes');

    const large = join(folder, 'large.bin');
    await writeFile(large, Buffer.alloc(30_000_000, 7));
    const tooLarge = send(draftText('bob@example.test', 'Too large', 'attach: large.bin\n'), {
      files: [{ path: large, name: 'large.bin', reference: 'large.bin' }],
    });
    await assert.rejects(tooLarge, { code: 'send.tooLarge' });
    await rm(folder, { recursive: true });
  });

  test('F05 cancelled inside the undo delay nothing reaches the server', async () => {
    const held = await send(draftText('bob@example.test', 'Taken back'), { wait: false, undoMs: 3_600_000 });
    const { item: cancelled } = await engine.client.call(outboxCancel, { id: held.id });
    assert.equal(cancelled.state, 'cancelled');
    await assert.rejects(engine.client.call(outboxRetry, { id: held.id }), { code: 'send.tooLate' });
    assert.equal(await copies('bob@example.test', 'Taken back'), 0);
  });

  test('E03 the mail that was answered carries \\Answered once the answer is sent', async () => {
    const messageId = '<asked@example.test>';
    await dovecot.deliver('ann@example.test', message({ subject: 'A question', to: 'ann@example.test', messageId }));
    await waitFor(
      async () => {
        const { mailboxes } = await engine.client.call(mailboxList, {});
        const inbox = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
        if (!inbox) return false;
        const { rows } = await engine.client.call(messageList, { mailbox: inbox.id, limit: 10 });
        return rows.some((row) => row.messageId === messageId);
      },
      { what: 'the question in the list' },
    );
    const text = draftText('bob@example.test', 'Re: A question', `in-reply-to: ${messageId}\n`);
    assert.equal((await send(text)).state, 'sent');
    const flags = () =>
      dovecot.doveadm(
        'fetch',
        '-u',
        'ann@example.test',
        'flags',
        'mailbox',
        'INBOX',
        'header',
        'message-id',
        messageId,
      );
    await waitFor(async () => (await flags()).includes('\\Answered'), { what: 'the mark on the server' });
  });
});
