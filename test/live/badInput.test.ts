/** What goes wrong around an account that has mail: real Dovecot, the whole engine, as a window sees it. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountCheck } from '../../src/protocol/methods/accountCheck.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { accountRemove } from '../../src/protocol/methods/accountRemove.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageGet } from '../../src/protocol/methods/messageGet.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageRead } from '../../src/protocol/methods/messageRead.ts';
import { outboxDialogue } from '../../src/protocol/methods/outboxDialogue.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { secretProvide } from '../../src/protocol/methods/secretProvide.ts';
import type { AccountConfig, AccountId, MessageRow, SecretRequest } from '../../src/protocol/records.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { readByPython } from '../support/readByPython.ts';
import { startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'pässwörd 密码' };
const bob = { address: 'bob@example.test', password: 'another' };

function configOf(dovecot: Dovecot, { address }: { readonly address: string }): AccountConfig {
  const imap = { host: 'localhost', port: dovecot.imapsPort, security: 'tls' } as const;
  return { address, name: 'Ann', auth: 'password', imap, ca: dovecot.ca };
}

async function inbox({ client }: TestEngine, account: AccountId) {
  const { mailboxes } = await client.call(mailboxList, { account });
  const found = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
  assert.ok(found, 'the inbox is listed');
  return found;
}

async function rows(engine: TestEngine, account: AccountId): Promise<readonly MessageRow[]> {
  const { id: mailbox } = await inbox(engine, account);
  return (await engine.client.call(messageList, { mailbox, limit: 500 })).rows;
}

const stateOf = async ({ client }: TestEngine, account: AccountId) =>
  (await client.call(accountList, {})).accounts.find(({ id }) => id === account);

describe('B02 what stays when something here breaks', () => {
  test('cache.db full of garbage: set aside, the mail lists again, old ids open the same mail', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 40 }));
    await using engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
    const { account } = await engine.client.call(accountAdd, { config: configOf(dovecot, ann) });
    await engine.client.call(mailboxSync, { account });
    const before = await rows(engine, account);
    await engine.kill();
    rmSync(join(engine.profile, 'cache.db-wal'), { force: true }); // It alone would give SQLite the whole file back.
    writeFileSync(join(engine.profile, 'cache.db'), 'garbage '.repeat(40_000));
    await engine.client.call(mailboxSync, { account });
    assert.deepEqual(
      (await rows(engine, account)).map(({ id, subject }) => [id, subject]),
      before.map(({ id, subject }) => [id, subject]),
    );
    const ids = before.map(({ id }) => id);
    assert.equal((await engine.client.call(messageGet, { ids })).rows.length, 40);
    const [oldest] = before.slice(-1);
    assert.ok(oldest);
    const { content } = await engine.client.call(messageRead, { id: oldest.id, remoteImages: false });
    assert.equal(content.row.subject, oldest.subject);
    assert.match(readFileSync(join(engine.profile, 'cache.db.damaged'), 'latin1'), /^garbage/);
  });

  test('a secret store emptied while the database is there: mail stays readable, it is asked for, and nothing fails', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 10 }));
    let stored: string | null = ann.password;
    const wanted: SecretRequest[] = [];
    await using engine = await startEngine({
      kind: 'editor',
      secrets: async (request) => {
        wanted.push(request);
        return stored;
      },
    });
    const { account } = await engine.client.call(accountAdd, { config: configOf(dovecot, ann) });
    await engine.client.call(mailboxSync, { account });
    const before = await rows(engine, account);
    stored = null;
    wanted.length = 0;
    await engine.kill(); // The engine's memory was the last place that knew it.
    assert.deepEqual(await rows(engine, account), before);
    const waiting = await waitFor(async () => {
      const now = await stateOf(engine, account);
      return now?.state === 'needsSignIn' && now;
    });
    assert.equal(waiting.failure?.code, 'auth.secretMissing');
    await waitFor(() => wanted.length > 0, { what: 'the question for the secret' });
    assert.deepEqual(wanted[0], { account, service: 'imap' });
    assert.doesNotMatch(dovecot.log(), /auth failed/);
    await engine.client.call(secretProvide, { account, service: 'imap', secret: ann.password });
    await waitFor(async () => (await stateOf(engine, account))?.state === 'online');
    assert.deepEqual(await rows(engine, account), before);
  });

  test('an account removed while it syncs is gone with all its mail, and the other one works', async () => {
    await using dovecot = await startDovecot({ users: [ann, bob] });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 6_000 }));
    seedMailbox({ dovecot, address: bob.address }, manyMessages({ count: 5 }));
    const secrets = new Map<string, string>();
    await using engine = await startEngine({
      kind: 'editor',
      secrets: async ({ account }) => secrets.get(account) ?? null,
    });
    const add = async (user: typeof ann) => {
      const { account } = await engine.client.call(accountAdd, {
        config: configOf(dovecot, user),
        secret: user.password,
      });
      secrets.set(account, user.password);
      return account;
    };
    const staying = await add(bob);
    const going = await add(ann);
    const syncing = engine.client.call(mailboxSync, { account: going });
    const outcome = syncing.then(
      () => 'done',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
    );
    await waitFor(async () => (await rows(engine, going)).length > 0, { what: 'the first page' });
    await engine.client.call(accountRemove, { account: going, discardOutbox: false });
    assert.equal(await outcome, 'account.removed');
    assert.equal(await stateOf(engine, going), undefined);
    await engine.client.call(mailboxSync, { account: staying });
    const { mailboxes } = await engine.client.call(mailboxList, {});
    assert.ok(mailboxes.every(({ account }) => account === staying));
    assert.equal((await rows(engine, staying)).length, 5);
    await assert.rejects(engine.client.call(mailboxSync, { account: going }), { code: 'account.unknown' });
    const left = await dovecot.doveadm('mailbox', 'status', '-u', ann.address, 'messages', 'INBOX');
    assert.match(left, /messages=6000/);
  });
});

describe('A01 accounts of every shape', () => {
  test('an SMTP secret of its own goes to the SMTP server alone, and the mailbox’s to IMAP alone', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using server = await startScriptedSmtp({ extensions: ['AUTH PLAIN', '8BITMIME'] });
    const asked: string[] = [];
    const known = { imap: ann.password, smtp: 'for sending only' };
    await using engine = await startEngine({
      kind: 'editor',
      secrets: async ({ service }) => {
        asked.push(service);
        return service === 'sms' ? null : known[service];
      },
    });
    const smtp = { host: '127.0.0.1', port: server.port, security: 'none', user: 'relay-user' } as const;
    const config: AccountConfig = { ...configOf(dovecot, ann), smtp, smtpOwnSecret: true };
    const checked = await engine.client.call(accountCheck, { config, secret: known.imap, smtpSecret: known.smtp });
    assert.deepEqual([checked.incoming.ok, checked.outgoing?.ok], [true, true]);
    const { account } = await engine.client.call(accountAdd, { config });
    await engine.client.call(mailboxSync, { account });
    const { item } = await engine.client.call(outboxEnqueue, {
      draft: '',
      text: `---\nto: ${bob.address}\nsubject: By the relay\n---\n\nHi\n`,
      files: [],
      undoMs: 0,
      wait: true,
    });
    assert.equal(item.state, 'sent', JSON.stringify(item.failure));
    const signIns = server.commands
      .filter((line) => line.startsWith('AUTH PLAIN '))
      .map((line) => Buffer.from(line.slice('AUTH PLAIN '.length), 'base64').toString());
    assert.deepEqual(new Set(signIns), new Set([`\0relay-user\0${known.smtp}`]));
    assert.deepEqual(new Set(asked), new Set(['imap', 'smtp']));
  });

  test('a wrong SMTP secret is told of SMTP alone; receiving goes on, the mail waits and leaves with the right one', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using server = await startScriptedSmtp({ extensions: ['AUTH PLAIN', '8BITMIME'] });
    const right = Buffer.from(`\0${ann.address}\0right`).toString('base64');
    server.script = ({ step, argument }) =>
      step === 'auth' && !argument.includes(right) ? '535 5.7.8 Authentication credentials invalid' : undefined;
    await using engine = await startEngine({
      kind: 'editor',
      secrets: async ({ service }) => (service === 'imap' ? ann.password : 'wrong'),
    });
    const refused: SecretRequest[] = [];
    engine.client.on('secretRefused', (request) => refused.push(request));
    const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
    const config: AccountConfig = { ...configOf(dovecot, ann), smtp, smtpOwnSecret: true };
    const { account } = await engine.client.call(accountAdd, { config });
    await engine.client.call(mailboxSync, { account });
    const text = `---\nto: ${bob.address}\nsubject: Refused first\n---\n\nHi\n`;
    const { item } = await engine.client.call(outboxEnqueue, { draft: '', text, files: [], undoMs: 0, wait: true });
    assert.deepEqual([item.state, item.failure?.code], ['queued', 'auth.refused']);
    assert.deepEqual(refused, [{ account, service: 'smtp' }]);
    assert.equal((await stateOf(engine, account))?.state, 'online');
    await engine.client.call(secretProvide, { account, service: 'smtp', secret: 'right' });
    await waitFor(async () => (await engine.client.call(outboxList, {})).items[0]?.state === 'sent');
    assert.equal(server.copiesFor(bob.address), 1);
  });

  test('A03 a server that repeats the secret in its refusal: its words are told without it, wherever they go', async () => {
    await using server = await startScriptedSmtp({ extensions: ['AUTH PLAIN'] });
    const secret = 'S3cret-码';
    server.script = ({ step, argument }) =>
      step === 'auth' ? `535 5.7.8 Wrong: ${argument} is ${secret}, use an authorization code` : undefined;
    await using engine = await startEngine({ kind: 'editor', secrets: async () => secret });
    const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
    await engine.client.call(accountAdd, { config: { address: ann.address, name: '', auth: 'password', smtp } });
    const text = `---\nto: ${bob.address}\nsubject: Hi\n---\n\nHi\n`;
    const { item } = await engine.client.call(outboxEnqueue, { draft: '', text, files: [], undoMs: 0, wait: true });
    assert.match(String(item.failure?.data['serverSaid']), /is \*\*\*, use an authorization code/);
    const blob = Buffer.from(`\0${ann.address}\0${secret}`).toString('base64');
    const { lines } = await engine.client.call(outboxDialogue, { id: item.id });
    for (const form of [secret, blob]) assert.ok(!JSON.stringify([item, lines]).includes(form), form);
  });

  test('an account that only receives sends nothing: told before anything is queued, by its own name and by default', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
    await engine.client.call(accountAdd, { config: configOf(dovecot, ann) });
    for (const from of ['', `from: ${ann.address}\n`]) {
      const text = `---\n${from}to: ${bob.address}\nsubject: Hi\n---\n\nHi\n`;
      const sending = engine.client.call(outboxEnqueue, { draft: '', text, files: [], undoMs: 0 });
      await assert.rejects(sending, { code: 'account.receiveOnly', retry: 'afterUser' });
    }
    assert.deepEqual((await engine.client.call(outboxList, {})).items, []);
  });

  test('E03 a sender’s name beyond ASCII is the one that the receiver reads', async () => {
    await using server = await startScriptedSmtp({ extensions: ['AUTH PLAIN', '8BITMIME'] });
    await using engine = await startEngine({ kind: 'editor', secrets: async () => 'secret' });
    const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
    const names = ['张伟', 'Zoë "Zo" Müller', 'عليّ', '🦊 Fox, Ltd.', ''];
    for (const [index, name] of names.entries()) {
      const address = `p${index}@example.test`;
      await engine.client.call(accountAdd, { config: { address, name, auth: 'password', smtp } });
      const text = `---\nfrom: ${address}\nto: ${bob.address}\nsubject: Named\n---\n\nHi\n`;
      const { item } = await engine.client.call(outboxEnqueue, { draft: '', text, files: [], undoMs: 0, wait: true });
      assert.equal(item.state, 'sent', JSON.stringify(item.failure));
      const mail = server.accepted.find(({ messageId }) => messageId === item.messageId);
      assert.ok(mail);
      assert.ok(mail.bytes.every((byte) => byte < 128));
      const { from, defects } = await readByPython(mail.bytes);
      assert.deepEqual([from, defects], [[[name, address]], []]);
    }
  });
});
