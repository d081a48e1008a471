/** Receipts of readers (RFC 8098): those that come are shown at the sent mail, those that are wished for wait for a word. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageRead } from '../../src/protocol/methods/messageRead.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { receiptAnswer } from '../../src/protocol/methods/receiptAnswer.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { readByPython } from '../support/readByPython.ts';
import { startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** As Thunderbird writes it: text, fields, the header of the mail; manual action. */
const thunderbird = (original: string) => `Message-ID: <tb1@y.test>
Date: ${new Date().toUTCString()}
MIME-Version: 1.0
From: Bob <bob@y.test>
To: ${ann.address}
Subject: Return Receipt (displayed) - Figures
References: ${original}
Content-Type: multipart/report; report-type=disposition-notification;
 boundary="------------mdn080307030306090200030407"

This is a multi-part message in MIME format.
--------------mdn080307030306090200030407
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 7bit

This is a Return Receipt for the mail that you sent to bob@y.test.

Note: This Return Receipt only acknowledges that the message was displayed on the recipient's computer.

--------------mdn080307030306090200030407
Content-Type: message/disposition-notification; name="MDNPart2.txt"
Content-Disposition: inline
Content-Transfer-Encoding: 7bit

Reporting-UA: y.test; Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0
Final-Recipient: rfc822;bob@y.test
Original-Message-ID: ${original}
Disposition: manual-action/MDN-sent-manually; displayed

--------------mdn080307030306090200030407
Content-Type: text/rfc822-headers; name="MDNPart3.txt"
Content-Transfer-Encoding: 7bit
Content-Disposition: inline

From: ann@example.test
Message-ID: ${original}
Subject: Figures

--------------mdn080307030306090200030407--
`;

/** As Outlook with Exchange writes it: HTML in place of text, a thread's fields, no header; `Not read` when deleted. */
const outlook = (original: string) => `From: Cat <cat@y.test>
To: Ann <${ann.address}>
Subject: Not read: Figures
Thread-Topic: Figures
Thread-Index: AQHbK0c9=
Date: ${new Date().toUTCString()}
Message-ID: <AM0PR01MB0001@EURPRD01.PROD.OUTLOOK.COM>
In-Reply-To: ${original}
Content-Language: en-US
X-MS-Has-Attach:
Content-Type: multipart/report;
	boundary="_000_AM0PR01MB0001_"; report-type=disposition-notification
MIME-Version: 1.0

--_000_AM0PR01MB0001_
Content-Type: multipart/alternative; boundary="_002_AM0PR01MB0001_"

--_002_AM0PR01MB0001_
Content-Type: text/plain; charset="us-ascii"

Your message was deleted without being read.
--_002_AM0PR01MB0001_
Content-Type: text/html; charset="us-ascii"

<html><body>Your message <b>was deleted without being read</b>.</body></html>
--_002_AM0PR01MB0001_--

--_000_AM0PR01MB0001_
Content-Type: message/disposition-notification

Reporting-UA: AM0PR01.prod.exchangelabs.com; Microsoft Exchange Server
Final-recipient: RFC822; CAT@y.test
Disposition: automatic-action/MDN-sent-automatically; deleted
X-MSExch-Correlation-Key: Fq3bGG2vdEyMCwPKmOwW/A==
Original-Message-ID: ${original}
X-Display-Name: Cat

--_000_AM0PR01MB0001_--
`;

const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'));

async function inbox({ client }: TestEngine) {
  const { mailboxes } = await client.call(mailboxList, {});
  const mailbox = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
  if (!mailbox) return [];
  await client.call(mailboxSync, { mailbox: mailbox.id });
  return (await client.call(messageList, { mailbox: mailbox.id, limit: 50 })).rows;
}

async function withAnn(dovecot: Dovecot, port: number): Promise<TestEngine> {
  const engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
  const smtp = { host: '127.0.0.1', port, security: 'none' } as const;
  const config = { ...dovecotAccount(dovecot, ann.address), name: 'Ann', smtp };
  await engine.client.call(accountAdd, { config, secret: ann.password });
  return engine;
}

describe('receipts of readers', () => {
  test('E13 receipts as Thunderbird and Outlook write them are shown at the mail; one for a mail that asked for none is not', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using server = await startScriptedSmtp();
    await using engine = await withAnn(dovecot, server.port);
    const send = async (receipt: string) => {
      const text = `---\nto: bob@y.test, cat@y.test\nsubject: Figures\nreceipt: ${receipt}\n---\n\nHi\n`;
      return (await engine.client.call(outboxEnqueue, { draft: '', text, files: [], undoMs: 0, wait: true })).item;
    };
    const asked = await send('yes');
    const unasked = await send('no');
    const readOf = async (id: string) =>
      (await engine.client.call(outboxList, {})).items
        .find((item) => item.id === id)
        ?.recipients.map(({ address, readAs, readAt }) => [address, readAs, readAt > 0]);

    await dovecot.deliver(ann.address, crlf(thunderbird(unasked.messageId).replace('<tb1@', '<tb0@')), 'bob@y.test');
    await dovecot.deliver(ann.address, crlf(thunderbird(asked.messageId)), 'bob@y.test');
    await dovecot.deliver(ann.address, crlf(outlook(asked.messageId)), 'cat@y.test');
    const both = [
      ['bob@y.test', 'displayed', true],
      ['cat@y.test', 'deleted', true],
    ];
    const isTold = async () => (await readOf(asked.id))?.every(([, , at]) => at);
    await waitFor(isTold, { what: 'both receipts', timeoutMs: 60_000 });
    assert.deepEqual(await readOf(asked.id), both);
    assert.deepEqual(
      (await readOf(unasked.id))?.map(([, as]) => as),
      ['', ''],
    );

    // Read after all; what was said of a mail that was shown stays.
    await dovecot.deliver(
      ann.address,
      crlf(outlook(asked.messageId).replaceAll('MB0001', 'MB0002').replace('y; deleted', 'y; displayed')),
    );
    await waitFor(async () => (await readOf(asked.id))?.[1]?.[1] === 'displayed', { timeoutMs: 60_000 });
  });

  test('E13 a mail that asks is answered on a person’s word alone, once, with a null return path', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using server = await startScriptedSmtp();
    await using engine = await withAnn(dovecot, server.port);
    const { client } = engine;
    const mail = (id: string, asks: string, more = '') =>
      crlf(
        `From: Bob <bob@y.test>\nTo: ${ann.address}\nSubject: 报表 ${id}\nMessage-ID: <${id}@y.test>\nDate: ${new Date().toUTCString()}\nDisposition-Notification-To: ${asks}\n${more}\nHi\n`,
      );
    await dovecot.deliver(ann.address, mail('one', 'Bob <bob@Y.test>'), 'bob@y.test');
    await dovecot.deliver(ann.address, mail('two', 'bob@y.test'), 'bob@y.test');
    await dovecot.deliver(ann.address, mail('spy', 'spy@evil.test'), 'bob@y.test');
    await dovecot.deliver(ann.address, mail('bounce', 'bob@y.test'), '');
    await dovecot.deliver(ann.address, mail('robot', 'bob@y.test', 'Auto-Submitted: auto-generated\n'), 'bob@y.test');
    const rows = await waitFor(async () => {
      const found = await inbox(engine);
      return found.length === 5 && found;
    });
    const rowOf = (id: string) => {
      const row = rows.find(({ messageId }) => messageId === `<${id}@y.test>`);
      assert.ok(row);
      return row;
    };
    const wish = async (id: string) => (await client.call(messageRead, { id: rowOf(id).id })).content.receipt;
    assert.deepEqual(await wish('one'), { to: 'bob@Y.test', isSender: true });
    assert.deepEqual(await wish('spy'), { to: 'spy@evil.test', isSender: false });
    assert.deepEqual([await wish('bounce'), await wish('robot')], [undefined, undefined]);
    assert.equal(server.connections, 0, 'reading sends nothing');

    const words = { subject: '已读：报表', text: 'Opened.' };
    const answer = (id: string, said: 'send' | 'decline') =>
      client.call(receiptAnswer, { id: rowOf(id).id, answer: said, ...words });
    await assert.rejects(answer('spy', 'send'), { code: 'receipt.notWanted' });
    await answer('one', 'send');
    const receipt = await waitFor(() => server.accepted[0], { what: 'the receipt' });
    assert.deepEqual([receipt.from, receipt.recipients], ['', ['bob@Y.test']], 'RFC 8098 §2.1');
    const read = await readByPython(receipt.bytes);
    assert.equal(read.subject, words.subject);
    assert.deepEqual(
      read.tree.map((type) => type.trim()),
      ['multipart/report', 'text/plain', 'message/disposition-notification'],
    );
    const source = receipt.bytes.toString();
    assert.match(source, /^Content-Type: multipart\/report; report-type=disposition-notification;/m);
    assert.match(source, /^Final-Recipient: rfc822;ann@example\.test\r$/m);
    assert.match(source, /^Original-Message-ID: <one@y\.test>\r$/m);
    assert.match(source, /^Disposition: manual-action\/MDN-sent-manually; displayed\r$/m);
    await assert.rejects(answer('one', 'send'), { code: 'receipt.notWanted' }, 'once');
    assert.equal(await wish('one'), undefined);

    await answer('two', 'decline');
    assert.equal(await wish('two'), undefined, 'asked no more');
    const flags = () => dovecot.doveadm('fetch', '-u', ann.address, 'flags', 'mailbox', 'INBOX', 'all');
    await waitFor(async () => (await flags()).split('$MDNSent').length === 3, {
      what: 'RFC 3503: other programs know',
    });
    assert.equal(server.accepted.length, 1);
  });

  test('E13 where a server takes no null return path, the receipt leaves as from its person', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using server = await startScriptedSmtp();
    server.script = ({ step, argument }) =>
      step === 'mail' && argument === '' ? '553 Mail from must equal authorized user' : undefined;
    await using engine = await withAnn(dovecot, server.port);
    const text = `From: Bob <bob@y.test>\nTo: ${ann.address}\nSubject: Hi\nMessage-ID: <one@y.test>\nDisposition-Notification-To: bob@y.test\n\nHi\n`;
    await dovecot.deliver(ann.address, crlf(text), 'bob@y.test');
    const [row] = await waitFor(async () => {
      const found = await inbox(engine);
      return found.length > 0 && found;
    });
    assert.ok(row);
    await engine.client.call(receiptAnswer, { id: row.id, answer: 'send', subject: 'Read: Hi', text: 'Opened.' });
    const receipt = await waitFor(() => server.accepted[0], { what: 'the receipt' });
    assert.equal(receipt.from, ann.address);
    const { items } = await engine.client.call(outboxList, {});
    await waitFor(async () => (await engine.client.call(outboxList, {})).items[0]?.state === 'sent');
    assert.equal(items.length, 1);
  });
});
