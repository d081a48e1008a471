/** The main job on real servers: read, sort, answer, send a file along, and get the answer back. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { message } from '../support/message.ts';
import { readByPython } from '../support/readByPython.ts';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { ANN, addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { draftInFront, openFile, typeHeader, visibleText } from './pages/editor.ts';
import { explorerMenu } from './pages/explorer.ts';
import { openMessage, shownBody } from './pages/reader.ts';
import { picture } from './pages/screenshots.ts';

const AN_HOUR_MS = 3_600_000;
const earlier = (hours: number) => new Date(Date.now() - hours * AN_HOUR_MS);

const plan = {
  bytes: message({
    ...{
      from: 'Bob Example <bob@example.test>',
      to: 'Ann Example <ann@example.test>',
      subject: 'The plan: next week?',
    },
    ...{ text: 'Hi Ann,\n\ncan you send me the sources?\n\nBob\n', date: earlier(1) },
    ...{ messageId: '<plan-2@example.test>', inReplyTo: '<plan-1@example.test>', references: '<plan-1@example.test>' },
  }),
  receivedAt: earlier(1),
};
const other = {
  bytes: message({ subject: 'Minutes of Monday', text: 'As promised.\n', date: earlier(2) }),
  receivedAt: earlier(2),
};
const old = {
  bytes: message({ subject: 'Old offer', text: 'No longer needed.\n', date: earlier(3) }),
  receivedAt: earlier(3),
  flags: ['\\Seen'] as const,
};

/** Every byte value, line ends of both kinds and a line of dots: what mail is known to spoil. */
const drawing = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff)),
  Buffer.from('\n.\r\n..\r\n.\n'),
]);
const source = Buffer.from('export const greeting = "Grüß Gott 你好";\r\n.\n\tindented\n\n');

test('B03 C03 E07 F01 read, flag, move and undo, get new mail, answer, send a file and get it back byte for byte', async (context) => {
  const options = {
    inbox: [old, other, plan],
    files: { 'src/größe 尺寸.ts': source, 'drawing.bin': drawing },
    settings: { 'mailroom.send.undoSeconds': 0, 'mailroom.reader.markReadAfterSeconds': 0 },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports }) => {
    const ann = { dovecot, address: ANN.address };
    const bob = { dovecot, address: BOB.address };
    const inbox = workbench.tree('Messages');
    await addAnn(workbench, ports);
    await inbox.row('The plan').waitFor();
    await waitFor(async () => (await workbench.badge()) === '2', { what: 'the badge to count two' });

    // Read.
    const page = await openMessage(workbench, 'The plan', 'The plan: next week?');
    await page.getByText('Bob Example').first().waitFor();
    await shownBody(workbench).getByText('can you send me the sources?').waitFor();
    await picture(workbench.page, 'reader');
    const flagsOf = async (text: string) =>
      (await storedMessages(ann)).find((each) => each.bytes.includes(text))?.flags;
    await waitFor(async () => (await flagsOf('plan-2@')) === 'S', { what: 'read on the server' });
    await waitFor(async () => (await workbench.badge()) === '1', { what: 'the badge to count one less' });

    // Flag.
    await inbox.inlineAction('The plan', 'Flag');
    await waitFor(async () => (await flagsOf('plan-2@')) === 'FS', { what: 'flagged on the server' });

    // Move by the quick pick, and take it back.
    await openMessage(workbench, 'Old offer', 'Old offer');
    await workbench.runCommand('Mail: Move to Folder');
    await workbench.pick('Archive');
    await storedMessageWith({ ...ann, mailbox: 'Archive' }, 'Old offer');
    await inbox.row('Old offer').waitFor({ state: 'detached' });
    await workbench.notificationButton('1 message moved to Archive', 'Undo');
    await inbox.row('Old offer').waitFor();
    await storedMessageWith(ann, 'Old offer');
    assert.equal((await storedMessages({ ...ann, mailbox: 'Archive' })).length, 0);

    // New mail comes by itself.
    const unreadBefore = Number(await workbench.badge());
    await dovecot.deliver(ANN.address, message({ subject: 'Fresh news', date: new Date() }));
    await inbox.row('Fresh news').waitFor();
    await waitFor(async () => Number(await workbench.badge()) === unreadBefore + 1, {
      what: 'the new one on the badge',
    });

    // Delete goes to Trash.
    await inbox.inlineAction('Old offer', 'Delete');
    await storedMessageWith({ ...ann, mailbox: 'Trash' }, 'Old offer');
    await inbox.row('Old offer').waitFor({ state: 'detached' });

    // Answer in Markdown: the cursor is where one types.
    await openMessage(workbench, 'The plan', 'The plan: next week?');
    await workbench.runCommand('Mail: Reply');
    await draftInFront(workbench, 'in-reply-to');
    await workbench.page.keyboard.type('Of course, **today**.');
    await waitFor(async () => /^Of course, \*\*today\*\*\.$/m.test(await visibleText(workbench)), { what: 'the text' });
    assert.match(await visibleText(workbench), /^to: Bob Example <bob@example\.test>$/m);
    await picture(workbench.page, 'draft');
    await workbench.runCommand('Mail: Send Mail');
    await workbench.tab(/\.mail\.md/).waitFor({ state: 'detached' });
    const answer = await readByPython((await storedMessageWith(bob, 'In-Reply-To: <plan-2@example.test>')).bytes);
    assert.equal(answer.subject, 'Re: The plan: next week?');
    assert.deepEqual(answer.from, [['Ann Example', ANN.address]]);
    const headers = new Map(answer.headers.map(([name, value]) => [name.toLowerCase(), value]));
    assert.equal(headers.get('references'), '<plan-1@example.test> <plan-2@example.test>');
    assert.match(answer.text, /Of course, \*?\*?today/);
    assert.match(answer.html, /<strong[^>]*>today<\/strong>/);
    assert.deepEqual(answer.defects, []);
    await storedMessageWith({ ...ann, mailbox: 'Sent' }, 'In-Reply-To: <plan-2@example.test>');
    await workbench.notification('Sent: “Re: The plan: next week?”');
    await waitFor(async () => (await flagsOf('plan-2@')) === 'FRS', { what: 'marked as answered' });

    // The file in front, as it is.
    await openFile(workbench, 'größe 尺寸.ts');
    await workbench.runCommand('Mail: Send Current File as Attachment');
    await workbench.tab(/\.mail\.md/).waitFor();
    await typeHeader(workbench, 'to', BOB.address);
    assert.match(await visibleText(workbench), /^attach: .*größe 尺寸\.ts/m);
    await workbench.page.keyboard.press('Control+Enter');
    const withFile = await readByPython((await storedMessageWith(bob, 'filename*')).bytes);
    assert.deepEqual(withFile.attachments.map(described), [{ filename: 'größe 尺寸.ts', sha256: sha256(source) }]);

    // One that is no text, from the Explorer.
    await explorerMenu(workbench, ['drawing.bin'], 'Send as Attachment');
    await workbench.tab(/drawing.*\.mail\.md/).waitFor();
    await typeHeader(workbench, 'to', BOB.address);
    await workbench.runCommand('Mail: Send Mail');
    const withDrawing = await readByPython((await storedMessageWith(bob, 'drawing.bin')).bytes);
    assert.deepEqual(withDrawing.attachments.map(described), [{ filename: 'drawing.bin', sha256: sha256(drawing) }]);

    // Sent has each once; the outbox says so.
    await waitFor(async () => (await storedMessages({ ...ann, mailbox: 'Sent' })).length >= 3, {
      what: 'copies in Sent',
    });
    assert.equal((await storedMessages({ ...ann, mailbox: 'Sent' })).length, 3);
    assert.equal((await storedMessages(bob)).length, 3);
    await workbench.runCommand('Mail: Open Outbox');
    const outbox = workbench.tree('Drafts & Outbox');
    await waitFor(async () => (await outbox.rows()).filter((row) => /sent \d/.test(row)).length === 3, {
      what: 'three rows that say sent',
    });
    await picture(workbench.page, 'outbox');
  });
});

function described({ filename, sha256 }: { readonly filename: string; readonly sha256: string }) {
  return { filename, sha256 };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
