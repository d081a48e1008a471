/** Without a mouse, and for who hears the screen instead of seeing it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../support/message.ts';
import { manyMessages } from '../support/seedMailbox.ts';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { ANN, BOB, type Ports, withMail } from './harness/mailWorld.ts';
import { draftInFront, visibleText } from './pages/editor.ts';
import { shownBody, shownMail } from './pages/reader.ts';
import { webviewViolations } from './pages/webview.ts';
import type { Workbench } from './pages/workbench.ts';

/** One of each: a warning, blocked pictures, attachments, many recipients. */
const rich = message({
  from: '"boss@example.test" <mallory@elsewhere.test>',
  to: `ann@example.test, ${Array.from({ length: 9 }, (_, index) => `person${index}@example.test`).join(', ')}`,
  subject: 'All at once',
  date: new Date(),
  html: '<h2>Hello</h2><p>See <a href="https://elsewhere.test/">https://bank.test/</a></p><img src="https://pictures.test/1.png" width="40" height="40">',
  attachments: ['a.pdf', 'b 二.zip'].map((filename) => ({ filename, content: Buffer.from('x') })),
});

test('M02 M03 everything by keyboard, and axe finds nothing in the reader in any theme', async (context) => {
  const options = {
    inbox: [
      ...manyMessages({ count: 4, newest: new Date(Date.now() - 60_000) }),
      { bytes: rich, receivedAt: new Date() },
    ],
    settings: { 'mailroom.send.undoSeconds': 0, 'mailroom.reader.markReadAfterSeconds': -1 },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports }) => {
    const { page } = workbench;
    const messages = workbench.tree('Messages');
    await addByKeyboard(workbench, ports);
    await messages.row('All at once').waitFor();
    // What a screen reader says.
    const spoken = await messages.spokenRows();
    assert.match(spoken.join('\n'), /^Unread, boss@example\.test.*All at once, today \d\d:\d\d, attachment/m);

    // Letters typed into the tree's find box run nothing.
    await workbench.runCommand('Mail: Focus on Messages View');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F3');
    const find = page.locator('.monaco-tree-type-filter input').first();
    await find.waitFor();
    await page.keyboard.type('reef', { delay: 30 });
    assert.equal(await find.inputValue(), 'reef');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('tab', { name: /mail\.md/ }).count(), 0);
    assert.equal((await storedMessages({ dovecot, address: ANN.address })).length, 5);

    // Reading.
    await workbench.runCommand('Mail: Focus on Messages View');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await shownMail(workbench, 'All at once');
    await shownBody(workbench).getByText('Hello').waitFor();
    for (const theme of ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'] as const) {
      await workbench.colorTheme(theme);
      assert.deepEqual(await webviewViolations(workbench), [], theme);
    }

    // Answering and sending.
    await workbench.runCommand('Mail: Focus on Messages View');
    await waitFor(async () => (await messages.pane.locator('.monaco-list-row.focused').count()) > 0);
    await page.keyboard.press('j');
    await shownMail(workbench, 'Message 4');
    await page.keyboard.press('r');
    await draftInFront(workbench, 'in-reply-to');
    await page.keyboard.type('By keyboard alone.');
    await waitFor(async () => /^By keyboard alone\.$/m.test(await visibleText(workbench)));
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type(`; ${BOB.address}`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Enter');
    await storedMessageWith({ dovecot, address: BOB.address }, 'By keyboard alone.');
  });
});

/** The account form without a click: choices by typing their first words. */
async function addByKeyboard(workbench: Workbench, ports: Ports): Promise<void> {
  const { page } = workbench;
  const choose = async (label: string) => {
    await workbench.quickPickRow(label).waitFor();
    await page.keyboard.type(label);
    await page.keyboard.press('Enter');
  };
  await page.keyboard.press('Control+Alt+M');
  await workbench.tree('Mailboxes').pane.waitFor();
  await workbench.runCommand('Mail: Add Account');
  await workbench.answer('Your mail address', ANN.address);
  await choose('Set servers by hand');
  await workbench.answer('Incoming server', `localhost:${ports.imaps}`);
  await choose('TLS');
  await choose('With a password');
  await workbench.answer('User name for', ANN.address);
  await choose('With the same user name and password');
  await workbench.answer('Outgoing server', `localhost:${ports.smtps}`);
  await choose('TLS');
  await workbench.answer('Your name', ANN.name);
  await workbench.answer(/Password of/, ANN.password);
  for (const port of [ports.imaps, ports.smtps]) {
    await page
      .locator('.monaco-dialog-box')
      .filter({ hasText: `localhost:${port}` })
      .waitFor();
    // The safe answer has the focus first.
    const trust = page.locator('.monaco-dialog-box').getByRole('button', { name: 'Trust This Certificate' });
    await waitFor(
      async () => {
        if (await trust.evaluate((button) => button === document.activeElement)) return true;
        await page.keyboard.press('Tab');
        return false;
      },
      { what: 'the focus on Trust This Certificate' },
    );
    await page.keyboard.press('Enter');
  }
}
