import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { draftAdopt } from '../../src/protocol/methods/draftAdopt.ts';
import { draftFiles } from '../../src/protocol/methods/draftFiles.ts';
import { draftJournal } from '../../src/protocol/methods/draftJournal.ts';
import { draftMerge } from '../../src/protocol/methods/draftMerge.ts';
import { draftOpen } from '../../src/protocol/methods/draftOpen.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { ensurePrograms } from '../support/availability.ts';
import { type Copy, type DraftClient, draftClient } from '../support/draftClient.ts';
import { engineClient, startEngine, type TestEngine } from '../support/engine.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';

const password = 'drafts-7';
const ann = 'ann@example.test';
const uri = 'file:///home/ann/notes/build.mail.md';
const draft = (body: string, subject = 'The build', more = '') =>
  `---\nto: Bob Lee <bob@example.test>\ncc: \nsubject: ${subject}\n${more}---\n\n${body}\n`;

describe('drafts in the server’s Drafts mailbox', () => {
  let dovecot: Dovecot;
  let engine: TestEngine;
  let other: DraftClient;

  before(async () => {
    if (!(await ensurePrograms('integration', ['dovecot', 'openssl', 'python3']))) return;
    dovecot = await startDovecot({ users: [{ address: ann, password }] });
    other = draftClient({ port: dovecot.imapPort, user: ann, password });
  });
  after(async () => {
    await dovecot?.[Symbol.asyncDispose]();
  });
  beforeEach(async (t) => {
    if (!dovecot) return;
    await other.removeAll();
    const started = await startEngine({ secrets: async () => password });
    engine = started;
    t.signal.addEventListener('abort', () => void started[Symbol.asyncDispose](), { once: true });
    await engine.client.call(accountAdd, {
      config: {
        ...{ address: ann, name: 'Ann', auth: 'password', ca: dovecot.ca },
        imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
        smtp: { host: 'localhost', port: 9, security: 'starttls' },
      },
    });
    await waitFor(async () => (await draftsMailbox()) !== undefined, { what: 'the mailboxes' });
  });

  const journal = (text: string | null, at = uri) => engine.client.call(draftJournal, { uri: at, text, folder: '' });
  /** As a window does: joins, shows, and says so. */
  async function merge(text: string) {
    const merged = await engine.client.call(draftMerge, { uri, text, look: true });
    if (merged.text !== null) await engine.client.call(draftMerge, { uri, text: merged.text, done: true });
    return merged;
  }
  async function draftsMailbox() {
    const { mailboxes } = await engine.client.call(mailboxList, {});
    return mailboxes.find(({ specialUse }) => specialUse === 'drafts');
  }
  /** Exactly one copy, once it says this. */
  async function oneCopy(words: string): Promise<Copy> {
    const found = await waitFor(
      async () => {
        const all = await other.list();
        return all.length === 1 && all[0]?.text.includes(words) && all[0];
      },
      { what: `one copy with “${words}”`, timeoutMs: 60_000 },
    );
    return found;
  }

  test('E15 saved here, changed in a second client, back here: one draft, newest text, no duplicates', async () => {
    await using _ = engine;
    await journal(draft('The build is red.\n\nTell me why.'));
    const first = await oneCopy('red');
    assert.match(first.flags, /\\Draft/);
    assert.equal(first.to, 'Bob Lee <bob@example.test>');
    await other.edit({ subject: 'The build', from: 'red', to: 'green', newSubject: 'The build again' });
    const { text, conflicts } = await merge(draft('The build is red.\n\nTell me why.'));
    assert.equal(conflicts, 0);
    assert.equal(text, draft('The build is green.\n\nTell me why.', 'The build again'));
    await journal(`${text}More from here.\n`);
    const last = await oneCopy('More from here');
    assert.match(last.text, /green/);
    assert.equal(last.subject, 'The build again');
  });

  test('E15 changed here and there at the same time: both changes are in, and what meets on one line is shown as such', async () => {
    await using _ = engine;
    const base = draft('one\n\ntwo\n\nthree');
    await journal(base);
    await oneCopy('three');
    await other.edit({ subject: 'The build', from: 'three', to: 'THREE there' });
    const apart = await merge(base.replace('one', 'ONE here'));
    assert.equal(apart.text, draft('ONE here\n\ntwo\n\nTHREE there'));
    await journal(apart.text);
    await oneCopy('ONE here');
    await other.edit({ subject: 'The build', from: 'two', to: 'two there' });
    const met = await merge(apart.text?.replace('two', 'two here') ?? '');
    assert.equal(met.conflicts, 1);
    assert.match(met.text ?? '', /<<<<<<< here\ntwo here\n=======\ntwo there\n>>>>>>> elsewhere/);
  });

  test('E15 what changed elsewhere is never overwritten, though more is typed here before it is seen', async () => {
    await using _ = engine;
    const base = draft('one\n\ntwo');
    await journal(base);
    await oneCopy('two');
    await other.edit({ subject: 'The build', from: 'two', to: 'two there', keep: true });
    await journal(base.replace('one', 'one here'));
    const waiting = await waitFor(async () => {
      const { text } = await engine.client.call(draftMerge, { uri, text: base.replace('one', 'one here') });
      return text ?? undefined;
    });
    assert.equal(waiting, draft('one here\n\ntwo there'));
    await engine.client.call(draftMerge, { uri, text: waiting, done: true });
    await oneCopy('one here');
  });

  test('E15 a client that forgets our fields is recognised by subject and thread once our copy is gone', async () => {
    await using _ = engine;
    const base = draft('from the desk');
    await journal(base);
    await oneCopy('desk');
    await other.edit({ subject: 'The build', from: 'desk', to: 'phone', forget: true });
    assert.equal((await merge(base)).text, draft('from the phone'));
  });

  test('E15 a draft that is discarded here is gone there; one that is taken away there does not come back by itself', async () => {
    await using _ = engine;
    await journal(draft('soon gone'));
    await oneCopy('gone');
    await journal(null);
    await waitFor(async () => (await other.list()).length === 0, { timeoutMs: 60_000 });
    await journal(draft('taken away'));
    await oneCopy('away');
    await other.removeAll();
    assert.equal((await merge(draft('taken away'))).text, null);
    assert.equal((await other.list()).length, 0);
    await journal(draft('taken away, written on'));
    await oneCopy('written on');
  });

  test('E15 the engine killed and started anew makes no second copy', async () => {
    await using _ = engine;
    await journal(draft('before'));
    await oneCopy('before');
    await journal(draft('after the crash'));
    await engine.kill();
    const again = engineClient({ profile: engine.profile, kind: 'editor', secrets: async () => password });
    await again.call(draftMerge, { uri, text: draft('after the crash') });
    await oneCopy('after the crash');
    again.dispose();
  });

  test('H05 a draft with a secret stays here until the secret is out of it', async () => {
    await using _ = engine;
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    await journal(draft('first words'));
    await oneCopy('first words');
    await journal(draft(`more words\n\ntoken: ${token}`));
    const second = 'file:///home/ann/notes/other.mail.md';
    await journal(draft('another one', 'Another'), second);
    await waitFor(async () => (await other.list()).some(({ subject }) => subject === 'Another'), { timeoutMs: 60_000 });
    assert.ok((await other.list()).every(({ text }) => !text.includes('ghp_')));
    await journal(null, second);
    await journal(draft('more words'));
    await oneCopy('more words');
  });

  test('E15 Bcc and files travel with the copy', async () => {
    await using _ = engine;
    const file = join(engine.profile, 'table.csv');
    await writeFile(file, 'a,b\n');
    await journal(draft('with a file', 'Files', 'bcc: 王芳 <wang@example.test>\nattach: table.csv\n'));
    await engine.client.call(draftFiles, { uri, files: [{ path: file, name: 'table.csv', reference: 'table.csv' }] });
    const copy = await waitFor(async () => (await other.list()).find(({ files }) => files.length === 1), {
      timeoutMs: 60_000,
    });
    assert.deepEqual(copy.files, ['table.csv']);
    assert.match(copy.bcc, /wang@example\.test/);
    assert.equal((await other.list()).length, 1);
  });

  test('E15 a draft of another client opens as a document, and is saved back as that draft', async () => {
    await using _ = engine;
    await other.write({ subject: 'From the phone', text: 'on *my* way\n' });
    const mailbox = await draftsMailbox();
    assert.ok(mailbox);
    const row = await waitFor(async () => {
      await engine.client.call(mailboxSync, { mailbox: mailbox.id });
      const { rows } = await engine.client.call(messageList, { mailbox: mailbox.id, limit: 10 });
      return rows.find(({ subject }) => subject === 'From the phone');
    });
    const opened = await engine.client.call(draftOpen, { message: row.id });
    assert.equal(opened.uri, '');
    assert.match(opened.text, /^to: Li Ming <li@example\.test>$/m);
    assert.match(opened.text, /^attach: message:.*#0$/m);
    assert.match(opened.text, /on \*my\* way/);
    await engine.client.call(draftAdopt, { uri, text: opened.text, message: row.id });
    assert.equal((await engine.client.call(draftOpen, { message: row.id })).uri, uri);
    await journal(opened.text.replace('way', 'way home'));
    await oneCopy('way home');
  });
});
