/** What a person does with a mail that has not left: take it back, choose a time, make it smaller; and what is said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { ANN, addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { openFile, textEditor, visibleText } from './pages/editor.ts';
import { picture } from './pages/screenshots.ts';
import type { Workbench } from './pages/workbench.ts';

const letter = (subject: string, attach = '') =>
  `---\nto: ${BOB.address}\nsubject: ${subject}\n${attach && `attach: ${attach}\n`}---\n\nHello Bob,\n\nsee you soon.\n`;

/** Puts the cursor behind the subject, as somebody who has just written it. */
async function behindSubject(workbench: Workbench): Promise<string> {
  await textEditor(workbench).locator('.view-line').filter({ hasText: 'subject:' }).first().click();
  await workbench.page.keyboard.press('End');
  return workbench.page
    .locator('.statusbar-item')
    .filter({ hasText: /^Ln 3, Col \d+/ })
    .innerText();
}

test('F05 taken back within the delay: nothing has reached the server, the draft is open again where one was typing', async (context) => {
  const options = {
    files: { 'letter.mail.md': letter('Taken back', 'note.txt'), 'note.txt': 'noted\n' },
    settings: { 'mailroom.send.undoSeconds': 60 },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports }) => {
    await addAnn(workbench, ports);
    await openFile(workbench, 'letter.mail.md');
    const cursor = await behindSubject(workbench);
    await workbench.runCommand('Mail: Send Mail');
    await workbench.notificationButton('Sending “Taken back”', 'Cancel');
    await workbench.tab('letter.mail.md').waitFor();
    await workbench.page.locator('.statusbar-item').filter({ hasText: cursor }).waitFor();
    assert.match(await visibleText(workbench), /attach: note\.txt/);
    assert.equal((await storedMessages({ dovecot, address: BOB.address })).length, 0);
  });
});

test('F06 F03 a mail waits for the time one writes, is edited again, leaves at once instead, and its dialogue is explained', async (context) => {
  const options = {
    files: { 'letter.mail.md': letter('Good morning') },
    settings: { 'mailroom.send.undoSeconds': 0, 'terminal.integrated.gpuAcceleration': 'off' },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports }) => {
    const { page } = workbench;
    const outbox = workbench.tree('Drafts & Outbox');
    await addAnn(workbench, ports);
    await openFile(workbench, 'letter.mail.md');
    await schedule(workbench);
    await workbench.notification(/Scheduled: “Good morning” leaves/);
    await outbox.open();
    await outbox.row(/leaves/).waitFor();
    assert.equal((await storedMessages({ dovecot, address: BOB.address })).length, 0);
    await outbox.contextMenu('Good morning', 'Edit Again');
    await workbench.tab('letter.mail.md').waitFor();
    await schedule(workbench);
    await outbox.row(/leaves/).waitFor();
    await outbox.inlineAction('Good morning', 'Send Now');
    await storedMessageWith({ dovecot, address: BOB.address }, 'Good morning');
    await outbox.row(/sent/).click();
    await textEditor(workbench).getByText('greets the server', { exact: false }).first().waitFor();
    const dialogue = await visibleText(workbench);
    assert.match(dialogue, /→ MAIL FROM:<ann@example\.test>.*# begins a mail/);
    assert.ok(!dialogue.includes(ANN.password));

    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('Mail: SMTP Console');
    const terminal = page.locator('.terminal-wrapper.active .xterm-rows');
    await terminal.getByText('220', { exact: false }).first().waitFor();
    await typeInConsole(workbench, 'EHLO [127.0.0.1]', 'ways to sign in');
    await typeInConsole(workbench, 'NOOP', '250');
    await typeInConsole(workbench, 'VRFY bob', 'VRFY bob');
    await picture(page, 'sample-dialogue');
    await typeInConsole(workbench, 'QUIT', '221');
  });
});

test('E11 a mail larger than the server takes is asked about before anything leaves, and leaves zipped', async (context) => {
  const options = {
    files: { 'large.mail.md': letter('Large', 'large.log'), 'large.log': Buffer.alloc(6_000_000, 'line of a log\n') },
    settings: { 'mailroom.send.undoSeconds': 0 },
    messageSizeLimitBytes: 2_000_000,
  };
  await withMail(context, options, async ({ workbench, dovecot, ports }) => {
    await addAnn(workbench, ports);
    await openFile(workbench, 'large.mail.md');
    await workbench.runCommand('Mail: Send Mail');
    await waitFor(async () => /The mail has 8\.\d MB, and the server takes 2 MB/.test(await workbench.dialogText()), {
      what: 'the question about the size',
    });
    await workbench.dialogButton('Zip Attachments');
    const { bytes } = await storedMessageWith({ dovecot, address: BOB.address }, 'Large');
    assert.ok(Buffer.from(bytes).includes('large.log.zip'));
  });
});

async function schedule(workbench: Workbench): Promise<void> {
  await workbench.runCommand('Mail: Schedule Send…');
  await workbench.quickPickRow('Tomorrow morning').waitFor();
  await workbench.page.locator('.quick-input-widget .quick-input-box input').fill('tomorrow 9:00');
  await workbench.quickPickRow('tomorrow 9:00').waitFor();
  await workbench.page.keyboard.press('Enter');
}

async function typeInConsole({ page }: Workbench, line: string, answer: string): Promise<void> {
  await page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await page.locator('.terminal-wrapper.active .xterm-rows').getByText(answer, { exact: false }).first().waitFor();
}
