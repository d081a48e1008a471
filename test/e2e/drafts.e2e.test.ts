/** Drafts as documents: completion, problems with their mends, a restart, files from anywhere, taking a mail back. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readByPython } from '../support/readByPython.ts';
import { manyMessages } from '../support/seedMailbox.ts';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { addAnn, BOB, withMail } from './harness/mailWorld.ts';
import {
  draftInFront,
  openFile,
  problems,
  quickFix,
  replaceDocument,
  suggestion,
  typeHeader,
  typeInEditor,
  visibleText,
} from './pages/editor.ts';
import { explorerMenu } from './pages/explorer.ts';
import { picture } from './pages/screenshots.ts';

const FILES = { 'notes.txt': 'as saved\n', 'a one.txt': 'first\n', 'b 二.txt': 'second\n' };

test('E01 E03 E04 drafts complete, complain and mend, survive a reload, take files along and can be taken back', async (context) => {
  const options = {
    inbox: manyMessages({ count: 3, newest: new Date() }),
    files: FILES,
    settings: { 'mailroom.send.undoSeconds': 60 },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports, reload, workspace }) => {
    const { page } = workbench;
    const bob = { dovecot, address: BOB.address };
    const outbox = workbench.tree('Drafts & Outbox');
    const hasText = (text: string | RegExp) =>
      waitFor(
        async () => {
          const shown = await visibleText(workbench);
          return typeof text === 'string' ? shown.includes(text) : text.test(shown);
        },
        { what: `the text ${text}` },
      );
    await addAnn(workbench, ports);
    await workbench.tree('Messages').row('Message 2').waitFor();

    // Completion opens while one types: headers and people.
    await workbench.runCommand('Mail: New Mail');
    await draftInFront(workbench, 'subject');
    await page.keyboard.type('zha', { delay: 40 });
    await suggestion(workbench, 'Zhang Wei 张伟').waitFor();
    await picture(page, 'completion-address');
    await page.keyboard.press('Enter');
    await hasText(/^to: Zhang Wei 张伟 <zw@example\.test>$/m);
    await page.keyboard.press('Enter');
    await page.keyboard.type('c', { delay: 40 });
    await suggestion(workbench, 'cc').waitFor();
    await page.keyboard.press('Escape');

    // Problems and what mends them.
    await replaceDocument(
      workbench,
      '---\nto: bob at example.test\nsbuject: Build: red? [x] *y*\nattach: missing.pdf\n---\n\nHello\n',
    );
    const shown = await waitFor(
      async () => {
        const all = (await problems(workbench)).join('\n');
        return /missing\.pdf/.test(all) && all;
      },
      { what: 'the problem of a file that is not there' },
    );
    assert.match(shown, /bob at example\.test/);
    assert.match(shown, /sbuject/);
    await picture(page, 'problems');
    await workbench.runCommand('View: Hide Panel');
    await quickFix(workbench, 'sbuject', 'Change to “subject”');
    await hasText(/^subject: Build: red\? \[x\] \*y\*$/m);

    // What was typed and never saved is there after a restart of the window.
    await replaceDocument(workbench, '---\nto: bob@example.test\nsubject: Kept\n---\n\nNot lost: 没丢\n');
    await waitFor(async () => (await outbox.rows()).some((row) => row.includes('Kept')), {
      what: 'the draft in the view',
    });
    await reload();
    await workbench.tab(/\.mail\.md/).waitFor();
    await workbench.tab(/\.mail\.md/).click();
    await hasText('Not lost: 没丢');
    await workbench.openMailView();
    await outbox.row('Kept').waitFor();

    // Taken back within the delay: nothing leaves, the draft is open again.
    await workbench.runCommand('Mail: Send Mail');
    await workbench.tab(/\.mail\.md/).waitFor({ state: 'detached' });
    await outbox.row(/Kept.*leaves in \d+ s/).waitFor();
    await picture(page, 'sending');
    await workbench.notificationButton(/Sending “Kept”/, 'Cancel');
    await hasText('Not lost: 没丢');
    await outbox.row(/Kept.*leaves in/).waitFor({ state: 'detached' });
    assert.equal((await storedMessages(bob)).length, 0);
    await workbench.runCommand('Mail: Discard Draft');
    await workbench.dialogButton('Discard');
    await workbench.tab(/\.mail\.md/).waitFor({ state: 'detached' });

    // An editor that was not saved: it asks, and sends what is shown.
    await openFile(workbench, 'notes.txt');
    await typeInEditor(workbench, 'only typed, ');
    await workbench.runCommand('Mail: Send Current File as Attachment');
    assert.match(await workbench.dialogText(), /“notes\.txt” has changes that are not saved/);
    await workbench.dialogButton('Attach What Is Shown');
    await sendNow('notes.txt');
    const typed = await readByPython((await storedMessageWith(bob, 'notes.txt')).bytes);
    assert.deepEqual(
      typed.attachments.map(({ filename, size }) => [filename, size]),
      [['notes.txt', Buffer.byteLength('only typed, as saved\n')]],
    );
    assert.equal(await readFile(join(workspace, 'notes.txt'), 'utf8'), FILES['notes.txt']);

    // Two files of the Explorer.
    await explorerMenu(workbench, ['a one.txt', 'b 二.txt'], 'Send as Attachment');
    await workbench.openMailView();
    await sendNow('a one.txt');
    const both = await readByPython((await storedMessageWith(bob, 'filename*')).bytes);
    assert.deepEqual(
      both.attachments.map(({ filename, size }) => [filename, size]),
      [
        ['a one.txt', 6],
        ['b 二.txt', 7],
      ],
    );

    async function sendNow(file: string): Promise<void> {
      await workbench.tab(/\.mail\.md/).waitFor();
      await hasText(file);
      await typeHeader(workbench, 'to', BOB.address);
      await page.keyboard.press('Control+Enter');
      await outbox.row(/leaves in/).waitFor();
      await outbox.inlineAction(/leaves in/, 'Send Now');
    }
  });
});
