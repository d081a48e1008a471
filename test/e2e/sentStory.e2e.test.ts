/** What became of a mail, at the mail in Sent; and a mail that wants to know the same of its reader. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { ANN, addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { openFile, textEditor } from './pages/editor.ts';
import { selectMailbox } from './pages/mail.ts';
import { openMessage } from './pages/reader.ts';
import { picture } from './pages/screenshots.ts';

const letter = `---\nto: ${BOB.address}, cat@example.test\nsubject: Two fates\nreceipt: yes\n---\n\nHello both\n`;
const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'));

const receiptFor = (messageId: string) =>
  crlf(`From: ${BOB.address}
To: ${ANN.address}
Subject: Return Receipt (displayed) - Two fates
Message-ID: <receipt@example.test>
Date: ${new Date().toUTCString()}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

Displayed.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;${BOB.address}
Original-Message-ID: ${messageId}
Disposition: manual-action/MDN-sent-manually; displayed

--b--
`);

const asking =
  crlf(`From: Bob <${BOB.address}>\nTo: ${ANN.address}\nSubject: Please read\nMessage-ID: <asks@example.test>
Date: ${new Date().toUTCString()}\nDisposition-Notification-To: ${BOB.address}\n\nDid you?\n`);

test('F07 E13 F03 a mail in Sent shows who refused and who read it, and its dialogue; a receipt leaves on one’s word', async (context) => {
  const options = {
    files: { 'letter.mail.md': letter },
    settings: { 'mailroom.send.undoSeconds': 0, 'workbench.colorTheme': 'Default Dark Modern' },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports }) => {
    const { page } = workbench;
    await addAnn(workbench, ports);
    await openFile(workbench, 'letter.mail.md');
    await workbench.runCommand('Mail: Send Mail');
    await workbench.notificationButton(/Not sent to cat@example\.test/, 'Show Dialogue');
    await textEditor(workbench).getByText('User unknown', { exact: false }).first().waitFor();
    const [arrived] = await storedMessages({ dovecot, address: BOB.address });
    const messageId = /^Message-ID: (<\S+>)/im.exec(arrived?.bytes.toString() ?? '')?.[1] ?? '';
    await dovecot.deliver(ANN.address, receiptFor(messageId), BOB.address);
    await dovecot.deliver(ANN.address, asking, BOB.address);

    await selectMailbox(workbench, 'Sent', ANN.address);
    // The mark on the row, as it is said.
    await page.getByRole('treeitem', { name: /refused for a recipient/ }).waitFor({ timeout: 90_000 });
    const reader = await openMessage(workbench, /Two fates/, 'Two fates');
    await reader.getByText(/^read today/).waitFor({ timeout: 60_000 });
    const rows = await reader.locator('.sendings li').allTextContents();
    assert.match(rows[0] ?? '', /^cat@example\.test refused · 550 5\.1\.1 .*User unknown/);
    assert.match(rows[1] ?? '', /^bob@example\.test read today/);
    await workbench.runCommand('Notifications: Clear All Notifications');
    await picture(page, 'sent-story-dark');
    await workbench.colorTheme('Default Light Modern');
    await picture(page, 'sent-story-light');
    await reader.getByRole('button', { name: 'Show Dialogue' }).click();
    await textEditor(workbench).getByText('greets the server', { exact: false }).first().waitFor();

    await selectMailbox(workbench, 'Inbox', ANN.address);
    const asks = await openMessage(workbench, /Please read/, 'Please read');
    await asks.getByText(`${BOB.address} asks to be told`, { exact: false }).waitFor();
    await picture(page, 'receipt-asked-light');
    await asks.getByRole('button', { name: 'Send Receipt' }).click();
    await workbench.notification(/The receipt is on its way/);
    await storedMessageWith({ dovecot, address: BOB.address }, 'MDN-sent-manually; displayed');
    await asks.locator('#receipt').waitFor({ state: 'detached' });
  });
});
