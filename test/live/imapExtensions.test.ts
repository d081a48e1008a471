/** Each extension that docs/imap-extensions.md claims, with a server that somebody else wrote. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { appendMessage } from '../../src/mail/imap/append.ts';
import { createImapConnection } from '../../src/mail/imap/connection.ts';
import { subjectCriteria, uidSearch } from '../../src/mail/imap/search.ts';
import type { WireTap } from '../../src/mail/net/wireTap.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { messageSource } from '../../src/protocol/methods/messageSource.ts';
import { threadGet } from '../../src/protocol/methods/threadGet.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { rawImap } from '../support/rawImap.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startCyrus } from './servers/cyrus.ts';
import { hideCapabilities, startDovecot } from './servers/dovecot.ts';
import { accountOn } from './servers/imapServers.ts';

const [name, password] = ['ann', 'secret'];
const ann = { address: 'ann@example.test', password };

function heard(lines: string[]): WireTap {
  return { stage() {}, client: (line) => lines.push(line.replace(/^\S+ /, '')), server() {}, row() {} };
}

describe('Extensions', () => {
  test('COMPRESS=DEFLATE (RFC 4978): Cyrus sends a listing in less than half of its bytes', async () => {
    await using cyrus = await startCyrus({ users: [{ name, password }] });
    using other = await rawImap(cyrus.imapPort, name, password);
    await other.append(
      'INBOX',
      Array.from({ length: 20 }, (_, at) => message({ subject: `Mail ${at}` })),
    );
    await other.run('SELECT INBOX');
    for (let round = 0; round < 4; round++) await other.run('COPY 1:* INBOX');
    const listed = await other.run('FETCH 1:* (UID ENVELOPE BODYSTRUCTURE)');
    await using proxy = await startProxy({ targetPort: cyrus.imapPort });
    const said: string[] = [];
    await using world = await syncWorld({ password, tap: heard(said) });
    const account = world.addAccount(accountOn({ port: cyrus.imapPort, user: name }, proxy.port));
    await world.call(mailboxSync, { account });
    assert.equal((await world.rows('INBOX')).length, 320);
    assert.ok(said.includes('COMPRESS DEFLATE'));
    const passed = proxy.connections.reduce((sum, connection) => sum + connection.passedBytes('server'), 0);
    assert.ok(passed < listed.length / 2, `${passed} bytes for ${listed.length}`);
  });

  test('LIST-STATUS (RFC 5819): mailboxes and their counts are one command, for Dovecot and for Cyrus', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using cyrus = await startCyrus({ users: [{ name, password }] });
    const onCyrus = { port: cyrus.imapPort, user: name };
    for (const config of [dovecotAccount(dovecot, ann.address), accountOn(onCyrus)]) {
      const said: string[] = [];
      await using world = await syncWorld({ password, tap: heard(said) });
      const account = world.addAccount(config);
      await world.call(mailboxSync, { account });
      said.length = 0;
      await world.call(mailboxSync, { account });
      const asked = said.filter((line) => /^(LIST|STATUS|LSUB)\b/.test(line));
      assert.equal(asked.length, 1, said.join('\n'));
      assert.match(
        asked[0] ?? '',
        /^LIST "" "\*" RETURN \(STATUS \(MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ SIZE\)/,
      );
      assert.ok(!said.some((line) => line.includes('FETCH')), 'mailboxes that did not change are left alone');
    }
  });

  test('ESEARCH (RFC 4731): what is left is asked for as one set of ranges', async () => {
    await using dovecot = await startDovecot({ users: [ann], capability: hideCapabilities('QRESYNC') });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'Work' }, manyMessages({ count: 50 }));
    const said: string[] = [];
    await using world = await syncWorld({ password, tap: heard(said) });
    const account = world.addAccount(dovecotAccount(dovecot, ann.address));
    await world.call(mailboxSync, { account });
    await dovecot.doveadm('expunge', '-u', ann.address, 'mailbox', 'Work', 'uid', '7:9');
    await world.call(mailboxSync, { account, mailbox: (await world.mailbox('Work')).id });
    assert.equal((await world.rows('Work')).length, 47);
    assert.ok(said.includes('UID SEARCH RETURN (ALL) ALL'), said.join('\n'));
  });

  test('APPENDLIMIT (RFC 7889): what is larger than Cyrus takes is not sent, and is a refusal, not a lost line', async () => {
    await using cyrus = await startCyrus({ users: [{ name, password }], messageMaxBytes: 2_048 });
    const said: string[] = [];
    const endpoint = { host: 'localhost', port: cyrus.imapPort, security: 'none' } as const;
    const who = { user: name, secret: password, log: silentLogger, clientVersion: '0.0.0', tap: heard(said) };
    const connection = createImapConnection({ endpoint, trust: { exceptions: [] }, ...who });
    await connection.connect();
    const append = (text: string) => appendMessage(connection, 'INBOX', { bytes: message({ text }), flags: [] });
    await assert.rejects(append('long '.repeat(1_000)), { code: 'mailbox.refused', retry: 'never' });
    assert.ok(connection.isOpen && !said.some((line) => line.startsWith('APPEND')));
    assert.ok((await append('short')).uid > 0);
    await connection.logout();
  });

  test('STATUS=SIZE (RFC 8438): what a mailbox weighs on Dovecot and on Cyrus, told where the engine is looked into', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using cyrus = await startCyrus({ users: [{ name, password }] });
    const onCyrus = { port: cyrus.imapPort, user: name };
    const mails = [message({ text: 'short' }), message({ text: 'long '.repeat(1_000) })];
    const bytes = mails.reduce((sum, mail) => sum + mail.length, 0);
    for (const [port, user, config] of [
      [dovecot.imapPort, ann.address, dovecotAccount(dovecot, ann.address)],
      [cyrus.imapPort, name, accountOn(onCyrus)],
    ] as const) {
      using other = await rawImap(port, user, password);
      await other.append('INBOX', mails);
      await using world = await syncWorld({ password });
      const account = world.addAccount(config);
      await world.call(mailboxSync, { account });
      assert.equal((await world.mailbox('INBOX')).bytes, bytes);
      assert.equal((await world.mailbox('Archive')).bytes, 0);
    }
    await using bare = await startDovecot({ users: [ann], capability: hideCapabilities('STATUS=SIZE') });
    await using world = await syncWorld();
    await world.call(mailboxSync, { account: world.addAccount(dovecotAccount(bare, ann.address)) });
    assert.equal((await world.mailbox('INBOX')).bytes, undefined);
  });

  test('OBJECTID (RFC 8474): a mailbox that another program renamed on Cyrus keeps its id, rows and texts, and nothing is listed anew', async () => {
    await using cyrus = await startCyrus({ users: [{ name, password }] });
    using other = await rawImap(cyrus.imapPort, name, password);
    for (const path of ['Work', 'Work/Done']) await other.run(`CREATE ${path}`);
    await other.append('Work', [message({ subject: 'Kept', text: 'short' })]);
    await other.append('Work/Done', [message({ subject: 'Below' })]);
    const said: string[] = [];
    await using world = await syncWorld({ password, tap: heard(said) });
    const account = world.addAccount(accountOn({ port: cyrus.imapPort, user: name }));
    await world.call(mailboxSync, { account });
    const before = await Promise.all(['Work', 'Work/Done'].map((path) => world.mailbox(path)));
    const [row] = await world.rows('Work');
    assert.ok(row);
    await world.call(messageSource, { id: row.id });
    await other.run('RENAME Work Play');
    await other.run('CREATE Work'); // Another one under the old name, as some programs do at once.
    await other.append('Work', [message({ subject: 'Other' })]);
    await other.run('DELETE Work');
    said.length = 0;
    await world.call(mailboxSync, { account });
    const after = await Promise.all(['Play', 'Play/Done'].map((path) => world.mailbox(path)));
    assert.deepEqual(
      after.map(({ id }) => id),
      before.map(({ id }) => id),
    );
    assert.deepEqual(
      (await world.rows('Play')).map(({ id }) => id),
      [row.id],
    );
    await world.call(messageSource, { id: row.id });
    assert.ok(!said.some((line) => /ENVELOPE|BODY/.test(line)), said.join('\n'));
    assert.deepEqual(
      (await world.rows('Play/Done')).map(({ subject }) => subject),
      ['Below'],
    );
    await other.append('Play', [message({ subject: 'New' })]);
    await world.call(mailboxSync, { account });
    assert.deepEqual((await world.rows('Play')).map(({ subject }) => subject).sort(), ['Kept', 'New']);
  });

  test('OBJECTID (RFC 8474): a message copied or moved elsewhere on Cyrus is known again: its text is not fetched twice, conversations and search count it once', async () => {
    await using cyrus = await startCyrus({ users: [{ name, password }] });
    using other = await rawImap(cyrus.imapPort, name, password);
    const nameless = (subject: string) =>
      Buffer.from(`From: Li <li@example.test>\r\nSubject: ${subject}\r\nDate: ${now}\r\n\r\nThe word is kumquat.\r\n`);
    const now = new Date().toUTCString();
    await other.append('INBOX', [nameless('Copied'), nameless('Moved')]);
    const said: string[] = [];
    await using world = await syncWorld({ password, tap: heard(said) });
    world.context.textFetcher.start();
    const account = world.addAccount(accountOn({ port: cyrus.imapPort, user: name }));
    await waitFor(() => bodies(world) === 2, { what: 'the texts' });
    said.length = 0;
    await other.run('SELECT INBOX');
    await other.run('COPY 1 Archive');
    await other.run('MOVE 2 Sent');
    await world.call(mailboxSync, { account });
    await waitFor(() => bodies(world) === 3, { what: 'the texts of a copied and a moved message' });
    assert.ok(!said.some((line) => /BODY.PEEK\[(?!HEADER.FIELDS)/.test(line)), said.join('\n'));
    await world.context.searchIndexer.settled();
    const found = await world.call(messageSearch, { query: 'kumquat', limit: 10 });
    assert.deepEqual(found.rows.map(({ subject }) => subject).sort(), ['Copied', 'Moved']);
    const [copy] = await world.rows('Archive');
    assert.ok(copy);
    const { places } = await waitFor(
      async () => {
        const thread = await world.call(threadGet, { id: copy.id });
        return thread.places[0]?.copies.length === 1 && thread;
      },
      { what: 'the copy in its conversation' },
    );
    assert.equal(places.length, 1);
    assert.equal(places[0]?.row.id, copy.id);
  });

  test("X-GM-EXT-1: a message under two labels is known as one, and search is asked in Gmail's own language (a server that speaks it by proxy)", async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    const always = { times: Number.POSITIVE_INFINITY };
    proxy.rule({ ...always, from: 'server', at: { text: ' IDLE ' }, act: { replace: ' IDLE X-GM-EXT-1 ' } });
    // Dovecot's own name for a message stays with its copies, as Gmail's does.
    proxy.rule({ ...always, from: 'client', at: { text: 'X-GM-MSGID' }, act: { replace: 'X-GUID' } });
    proxy.rule({ ...always, from: 'server', at: { text: 'X-GUID' }, act: { replace: 'X-GM-MSGID' } });
    proxy.rule({ ...always, from: 'client', at: { text: /X-GM-RAW [^\r]+/ }, act: { replace: 'BODY kumquat' } });
    seedMailbox({ dovecot, address: ann.address, mailbox: 'All' }, [
      { bytes: message({ subject: 'Labelled', text: 'kumquat' }) },
    ]);
    const said: string[] = [];
    await using world = await syncWorld({ tap: heard(said) });
    const account = world.addAccount(accountOn({ port: dovecot.imapPort, user: ann.address }, proxy.port));
    await world.call(mailboxSync, { account });
    await dovecot.doveadm('copy', '-u', ann.address, 'INBOX', 'mailbox', 'All', 'all');
    await world.call(mailboxSync, { account });
    assert.deepEqual([(await world.rows('All')).length, (await world.rows('INBOX')).length], [1, 1]);
    await world.context.searchIndexer.settled();
    const { rows, server } = await world.call(messageSearch, { query: 'kumquat', limit: 10 });
    assert.deepEqual([rows.map(({ subject }) => subject), server], [['Labelled'], 'searched']);
    assert.ok(
      said.some((line) => line.endsWith(String.raw`X-GM-RAW "\"kumquat\""`)),
      said.join('\n'),
    );
    said.length = 0;
    const [one] = await world.rows('All');
    const [twin] = await world.rows('INBOX');
    assert.ok(one && twin);
    await world.call(messageSource, { id: one.id });
    await world.call(messageSource, { id: twin.id });
    assert.equal(said.filter((line) => /BODY.PEEK\[\]/.test(line)).length, 1, said.join('\n'));
  });

  test('UTF8=ACCEPT (RFC 6855), where it is enabled: a search names no CHARSET, which would be refused (a server that says so by proxy)', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using proxy = await startProxy({ targetPort: dovecot.imapPort });
    const always = { from: 'server', times: Number.POSITIVE_INFINITY } as const;
    proxy.rule({ ...always, at: { text: ' IDLE ' }, act: { replace: ' IDLE UTF8=ACCEPT ' } });
    proxy.rule({ ...always, at: { text: '* ENABLED' }, act: { replace: '* ENABLED UTF8=ACCEPT' } });
    for (const [port, expected] of [
      [dovecot.imapPort, /^UID SEARCH RETURN \(ALL\) CHARSET UTF-8 SUBJECT/],
      [proxy.port, /^UID SEARCH RETURN \(ALL\) SUBJECT/],
    ] as const) {
      const said: string[] = [];
      const who = { user: ann.address, secret: password, log: silentLogger, clientVersion: '0.0.0', tap: heard(said) };
      const endpoint = { host: 'localhost', port, security: 'none' } as const;
      const connection = createImapConnection({ endpoint, trust: { exceptions: [] }, clock: systemClock, ...who });
      await connection.connect();
      await connection.select('INBOX');
      await uidSearch(connection, subjectCriteria('Grüße')).catch(() => {}); // What Dovecot makes of it is not asked.
      assert.ok(
        said.some((line) => expected.test(line)),
        said.join('\n'),
      );
      await connection.logout();
    }
  });
});

/** Sources in the cache. */
function bodies({ context }: SyncWorld): number {
  return Number(context.cache.get('SELECT count(*) AS n FROM body')?.['n']);
}
