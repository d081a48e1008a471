/** Text that is here before somebody asks for it: which mails, how far back, and what it must not get in the way of. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { systemRandom } from '../../src/base/random.ts';
import {
  createMessageRenderer,
  type MessageRenderer,
  type MessageRendererDeps,
} from '../../src/engine/render/messageRenderer.ts';
import type { Job } from '../../src/engine/worker/job.ts';
import { renderJob, saveAttachment } from '../../src/engine/worker/render.ts';
import { attachmentFetch } from '../../src/protocol/methods/attachmentFetch.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageRead } from '../../src/protocol/methods/messageRead.ts';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { syncConfigure } from '../../src/protocol/methods/syncConfigure.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { type SeedMessage, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const dayMs = 86_400_000;

function mail(name: string, daysOld: number, size = 0): SeedMessage {
  const date = new Date(Date.now() - daysOld * dayMs);
  const text = `The word of ${name} is ${name}word.\n${'x'.repeat(70)}\n`.padEnd(size, 'long line of text\n');
  return { bytes: message({ subject: name, text, date, messageId: `<${name}@example.test>` }), receivedAt: date };
}

/** Like `mail`, with a PDF of that many bytes, and a picture in its text. */
function withFiles(name: string, daysOld: number, fileBytes: number): SeedMessage {
  const date = new Date(Date.now() - daysOld * dayMs);
  const picture = Buffer.alloc(300, name).toString('base64');
  const file = Buffer.alloc(fileBytes, name).toString('base64').replace(/.{76}/g, '$&\r\n');
  const bytes = Buffer.from(
    [
      ...[`From: Li <li@example.test>`, `Subject: ${name}`, `Date: ${date.toUTCString()}`],
      ...[`Message-ID: <${name}@example.test>`, 'MIME-Version: 1.0'],
      ...['Content-Type: multipart/mixed; boundary="outer"', '', 'Not shown.', '--outer'],
      ...['Content-Type: multipart/related; boundary="in ner"', '', '--in ner'],
      ...['Content-Type: text/html; charset=utf-8', '', `<p>The word is ${name}word.</p><img src="cid:p1@x">`],
      ...['--in ner', 'Content-Type: image/png', 'Content-ID: <p1@x>', 'Content-Transfer-Encoding: base64', ''],
      ...[picture, '--in ner--', '--outer', `Content-Type: application/pdf; name="${name}.pdf"`],
      ...[`Content-Disposition: attachment; filename="${name}.pdf"`, 'Content-Transfer-Encoding: base64', '', file],
      ...['--outer', 'Content-Type: text/plain; name="notes.txt"', 'Content-Disposition: attachment', '', 'Notes.'],
      ...['--outer--', ''],
    ].join('\r\n'),
  );
  return { bytes, receivedAt: date };
}

/** The renderer without its workers. */
function rendererHere({ context }: SyncWorld): MessageRenderer {
  const run = async (job: Job) =>
    job.kind === 'attachment' ? saveAttachment(job) : job.kind === 'render' && renderJob(job);
  const { temporaryFolder } = context.profile;
  const fetchImage = () => Promise.reject(new Error('none is asked for'));
  return createMessageRenderer({
    pool: { run },
    temporaryFolder,
    random: systemRandom,
    fetchImage,
  } as unknown as MessageRendererDeps);
}

function texts(world: SyncWorld): readonly string[] {
  const sql = 'SELECT subject FROM message JOIN body ON body.message = message.id ORDER BY subject';
  return world.context.cache.all(sql).map((row) => String(row['subject']));
}

describe('Text fetched ahead', () => {
  test('B02 the text of the last 90 days is read and found without the network; older, large and junk mail is not fetched', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    const inbox = [
      mail('ancient', 400),
      mail('older', 91),
      mail('recent', 89),
      mail('newest', 1),
      mail('huge', 2, 200_000),
    ];
    seedMailbox({ dovecot, address: ann.address }, inbox);
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, [mail('work', 3)]);
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Junk' }, [mail('junk', 3)]);
    await using proxy = await startProxy({ targetPort: dovecot.imapsPort });
    await using world = await syncWorld();
    world.context.textFetcher.start();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address, { port: proxy.port }));
    await waitFor(() => texts(world).length >= 3, { what: 'the texts' });
    await world.call(mailboxSync, { account });
    await world.context.searchIndexer.settled();
    proxy.refuse();
    proxy.cutAll();
    await waitFor(() => world.context.accountStates.get(account).state === 'offline');
    assert.deepEqual(texts(world), ['newest', 'recent', 'work']);
    const [found] = (await world.call(messageSearch, { query: 'recentword', limit: 10 })).rows;
    assert.equal(found?.subject, 'recent');
    await world.call(messageSource, { id: found.id });
    assert.ok(!found.flags.includes('\\Seen'), 'reading ahead is not reading');
    assert.equal([...(await dovecot.doveadm('fetch', '-u', ann.address, 'flags', 'all')).matchAll(/Seen/g)].length, 0);
  });

  test('B02 the setting says how far back: nothing at 0, more once it says more', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, [mail('ancient', 400), mail('older', 91), mail('newest', 1)]);
    await using world = await syncWorld();
    await world.call(syncConfigure, { textDays: 0 });
    world.context.textFetcher.start();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    await world.call(syncConfigure, { textDays: 100 });
    await waitFor(() => texts(world).length >= 2, { what: 'the texts of 100 days' });
    assert.deepEqual(texts(world), ['newest', 'older']);
    await dovecot.deliver(ann.address, mail('fresh', 0).bytes);
    await waitFor(() => texts(world).includes('fresh'), { what: 'the text of a new mail' });
    assert.deepEqual(texts(world), ['fresh', 'newest', 'older']);
  });

  test('B02 of mail with files the text is here and found, the files are not: reading it works offline, a file is fetched when it is wanted', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    const names = ['one', 'two', 'three'];
    seedMailbox(
      { dovecot, address: ann.address },
      names.map((name, at) => withFiles(name, at + 1, 1_000_000)),
    );
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    const said: string[] = [];
    const tap = { stage() {}, client: (line: string) => said.push(line), server() {}, row() {} };
    await using world = await syncWorld({ tap });
    Object.assign(world.context, { renderer: rendererHere(world) });
    world.context.textFetcher.start();
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await waitFor(() => texts(world).length >= 3, { what: 'the texts' });
    await world.context.searchIndexer.settled();
    const passed = proxy.connections.reduce((sum, connection) => sum + connection.passedBytes('server'), 0);
    assert.ok(passed < 100_000, `${passed} bytes came`);
    const fetches = said.filter((line) => /UID FETCH .* \(UID BODY/.test(line));
    assert.equal(fetches.length, 2, `what is built alike is asked for at once: ${fetches.join(' ')}`);
    proxy.refuse();
    proxy.cutAll();
    await waitFor(() => world.context.accountStates.get(account).state === 'offline');
    const [found] = (await world.call(messageSearch, { query: 'twoword filename:two.pdf', limit: 10 })).rows;
    assert.equal(found?.subject, 'two');
    const { content } = await world.call(messageRead, { id: found.id });
    assert.match('text' in content.text ? content.text.text : '', /The word is twoword/);
    assert.ok(content.html && 'text' in content.html && content.html.text.includes('data:image/png;base64,'));
    const files = content.attachments.map(({ filename, contentType }) => [filename, contentType]);
    assert.deepEqual(files.slice(-2), [
      ['two.pdf', 'application/pdf'],
      ['notes.txt', 'text/plain'],
    ]);
    const pdf = content.attachments.find(({ filename }) => filename === 'two.pdf');
    assert.ok(pdf && Math.abs(pdf.size - 1_000_000) < 10_000 && pdf.sha256 === '', `${pdf?.size} bytes`);
    await assert.rejects(world.call(attachmentFetch, { id: found.id, index: pdf.index }), {
      code: 'message.notCached',
    });
    proxy.refuse(false);
    world.context.sync.find(account)?.connectNow();
    await world.online(account);
    const fetched = await world.call(attachmentFetch, { id: found.id, index: pdf.index });
    assert.deepEqual(await readFile(fetched.file), Buffer.alloc(1_000_000, 'two'));
    const again = (await world.call(messageRead, { id: found.id })).content.attachments[pdf.index];
    assert.equal(again?.size, 1_000_000);
  });

  test('D01 a mail with a large file that was never fetched is opened without it, with the pictures in its text', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    seedMailbox({ dovecot, address: ann.address }, [withFiles('large', 400, 5_000_000)]);
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    await using world = await syncWorld();
    Object.assign(world.context, { renderer: rendererHere(world) });
    const config = dovecotAccount(dovecot, ann.address);
    const account = world.addAccount({ ...config, imap: { host: 'localhost', port: proxy.port, security: 'none' } });
    await world.call(mailboxSync, { account });
    const [row] = await world.rows('INBOX');
    assert.ok(row && row.size > 5_000_000);
    const { content } = await world.call(messageRead, { id: row.id });
    assert.match('text' in content.text ? content.text.text : '', /The word is largeword/);
    assert.ok(content.html && 'text' in content.html && content.html.text.includes('data:image/png;base64,'));
    const passed = proxy.connections.reduce((sum, connection) => sum + connection.passedBytes('server'), 0);
    assert.ok(passed < row.size / 20, `${passed} bytes came`);
    const { file } = await world.call(messageSource, { id: row.id });
    assert.equal((await readFile(file)).length, row.size, 'the source is always the whole mail');
  });

  test('B02 older mail follows when the engine is idle and the setting says so', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    const many = Array.from({ length: 60 }, (_, at) => mail(`old${at}`, 400 + at));
    seedMailbox({ dovecot, address: ann.address }, [...many, mail('newest', 1)]);
    await using world = await syncWorld();
    world.context.textFetcher.start();
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await waitFor(() => texts(world).length > 0, { what: 'the text of recent mail' });
    await world.call(mailboxSync, { account });
    await world.context.searchIndexer.settled();
    assert.deepEqual(texts(world), ['newest']);
    await world.call(syncConfigure, { textDays: 90, olderTexts: true });
    await waitFor(() => texts(world).length === 61, { what: 'the texts of all mail', timeoutMs: 60_000 });
    await world.context.searchIndexer.settled();
    const { rows } = await world.call(messageSearch, { query: 'old59word', limit: 10 });
    assert.deepEqual(
      rows.map(({ subject }) => subject),
      ['old59'],
    );
  });
});
