import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CliOutcome, mailroom } from '../support/cli.ts';
import { message } from '../support/message.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';
import { type Postfix, startPostfix } from './servers/postfix.ts';

const ann = { address: 'ann@example.test', password: 'pässwörd 密码' };

type Json = { readonly [key: string]: unknown };

/** The types of product.md's row, field by field. */
const rowShape: { readonly [field: string]: string } = {
  id: 'string',
  account: 'string',
  mailbox: 'string',
  uid: 'number',
  messageId: 'string',
  from: 'object',
  to: 'object',
  subject: 'string',
  date: 'string',
  flags: 'object',
  size: 'number',
  hasAttachment: 'boolean',
  threadId: 'string',
};

describe('O01 every verb against real servers, without an editor', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let folder: TempFolder;
  const account = 'aann';

  const run = (...args: readonly string[]): Promise<CliOutcome> =>
    mailroom([...args, '--profile', join(folder.path, 'p')], {
      env: { [`MAILROOM_PASSWORD_${account.toUpperCase()}`]: ann.password },
    });
  const rows = async (...args: readonly string[]): Promise<readonly Json[]> => {
    const { json, err } = await run(...args, '--json');
    assert.equal(err, '');
    return json.filter((line): line is Json => typeof line === 'object' && line !== null && 'id' in line);
  };

  before(async () => {
    folder = await tempFolder();
    dovecot = await startDovecot({ users: [ann] });
    postfix = await startPostfix({ dovecot });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 120 }));
    const config = {
      id: account,
      address: ann.address,
      name: 'Ann 安',
      auth: 'password',
      imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
      smtp: { host: 'localhost', port: postfix.submissionPort, security: 'starttls' },
      ca: dovecot.ca,
    };
    writeFileSync(join(folder.path, 'account.json'), JSON.stringify(config));
  });
  after(async () => {
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test('account add, list and check', async () => {
    const added = await run('account', 'add', '--file', join(folder.path, 'account.json'));
    assert.deepEqual(added.json, [{ id: account, address: ann.address }], added.err);
    const checked = await run('account', 'check');
    assert.deepEqual(checked.json, [{ id: account, incoming: { ok: true }, outgoing: { ok: true } }], checked.err);
  });

  test('account check ends with 1 and the code when the password is wrong', async () => {
    const checked = await mailroom(['account', 'check', '--password-stdin', '--profile', join(folder.path, 'p')], {
      input: 'wrong\n',
    });
    assert.equal(checked.code, 1);
    assert.equal((checked.json[0] as { incoming: Json }).incoming['code'], 'auth.refused');
    assert.doesNotMatch(checked.out + checked.err, /wrong\b.*wrong|pässwörd/);
  });

  test('sync tells its progress and how it ended', async () => {
    const { code, json, err } = await run('sync');
    assert.equal(code, 0, err);
    const last = json.at(-1) as Json;
    assert.equal(last['state'], 'done');
    assert.equal(last['messages'], 120);
    assert.ok((json as readonly Json[]).some((line) => line['mailbox'] === 'INBOX' && line['total'] === 120));
  });

  test('list prints the contract’s rows, newest first, and where the next page begins', async () => {
    const { json, err } = await run('list', 'inbox', '--limit', '50', '--json');
    assert.equal(err, '');
    const first = json[0] as Json;
    for (const [field, type] of Object.entries(rowShape)) assert.equal(typeof first[field], type, field);
    assert.equal(first['subject'], 'Message 120');
    assert.match(String(first['date']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const { next } = json.at(-1) as { next: string };
    const rest = await run('list', 'INBOX', '--limit', '100', '--before', next, '--json');
    assert.equal((rest.json[0] as Json)['subject'], 'Message 70');
    assert.deepEqual(rest.json.at(-1), { next: null });
    assert.equal(rest.json.length, 71);
  });

  test('C02 search reads operators; what it did not understand is told beside the rows', async () => {
    const { json, err, code } = await run('search', 'subject:"message 7" -is:purple form:ann', '--json');
    assert.deepEqual([code, json.length], [0, 0]);
    assert.match(err, /^search\.unknownOperator: form:$/m);
    assert.match(err, /^search\.badValue: is:purple$/m);
    const { json: found } = await run(
      'search',
      'subject:"message 7"',
      '--limit',
      '5',
      '--order',
      'relevance',
      '--json',
    );
    assert.deepEqual(
      found.map((row) => [(row as Json)['subject'], (row as { match: Json }).match['subject']]),
      [['Message 7', [{ start: 0, end: 9 }]]],
    );
  });

  test('search, read, flag, move and delete', async () => {
    const [found] = await rows('search', 'Message 77');
    const id = String(found?.['id']);
    const { json } = await run('read', id, '--json');
    const read = json[0] as Json;
    assert.equal(read['subject'], 'Message 77');
    assert.equal(String(read['text']).trim(), 'This is message 77.');
    assert.ok(
      (read['headers'] as string[][]).some(
        ([name, value]) => name === 'Message-ID' && value === '<seed-77@example.test>',
      ),
    );
    assert.equal((await run('read', id, '--text')).out.trim(), 'This is message 77.');
    assert.match((await run('read', id, '--source')).out, /^From: .*\r\n/m);

    assert.equal((await run('flag', id, '+flagged', '-seen')).code, 0);
    assert.match(
      await dovecot.doveadm(
        'fetch',
        '-u',
        ann.address,
        'flags',
        'mailbox',
        'INBOX',
        'header',
        'Message-ID',
        '<seed-77@example.test>',
      ),
      /\\Flagged/,
    );
    assert.equal((await run('move', id, 'Archive')).code, 0);
    assert.deepEqual(
      (await rows('list', 'Archive')).map((row) => row['subject']),
      ['Message 77'],
    );
    const [archived] = await rows('list', 'Archive');
    assert.equal((await run('delete', String(archived?.['id']))).code, 0);
    assert.deepEqual(
      (await rows('list', 'trash')).map((row) => row['subject']),
      ['Message 77'],
    );
  });

  test('a file is read as the reader would show it', async () => {
    const path = join(folder.path, 'note.eml');
    writeFileSync(path, message({ subject: 'On file', text: 'From the disk.\n' }));
    const { json } = await run('read', path, '--json');
    assert.equal((json[0] as Json)['subject'], 'On file');
  });

  test('send waits for the server’s answer; the mail is there', async () => {
    const draft = join(folder.path, 'hello.mail.md');
    writeFileSync(draft, `---\nto: ${ann.address}\nsubject: Re: #12: [x] *y*\n---\n\nHello **you**.\n`);
    const { code, json, err } = await run('send', draft);
    assert.equal(code, 0, err);
    const sent = json.at(-1) as Json;
    assert.equal(sent['state'], 'sent');
    assert.deepEqual(sent['accepted'], [ann.address]);
    assert.deepEqual(sent['rejected'], []);
    await run('sync');
    const [arrived] = await rows('list', 'INBOX', '--limit', '1');
    assert.equal(arrived?.['subject'], 'Re: #12: [x] *y*');
    assert.equal(arrived?.['messageId'], sent['messageId']);
  });

  test('send --dry-run prints the MIME that would leave', async () => {
    const draft = join(folder.path, 'dry.mail.md');
    writeFileSync(draft, `---\nto: ${ann.address}\nsubject: dry\n---\n\nHello.\n`);
    const { code, out } = await run('send', draft, '--dry-run');
    assert.equal(code, 0);
    assert.match(out, /^Subject: dry\r?$/m);
    assert.match(out, /multipart\/alternative/);
  });

  test('a mailbox that never was is told by its code', async () => {
    const { code, err } = await run('list', 'Nowhere');
    assert.equal(code, 1);
    assert.match(err, /^mailbox\.unknown: /);
  });

  test('account remove leaves nothing of it here, and the server alone', async () => {
    const removed = await run('account', 'remove', '--account', account);
    assert.equal(removed.code, 0, removed.err);
    assert.deepEqual((await run('account', 'list', '--json')).json, []);
    assert.match(await dovecot.doveadm('mailbox', 'status', '-u', ann.address, 'messages', 'INBOX'), /messages=1\d\d/);
  });
});
