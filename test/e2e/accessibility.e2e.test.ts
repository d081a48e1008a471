/** Without a mouse, and for who hears the screen instead of seeing it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../support/message.ts';
import { manyMessages } from '../support/seedMailbox.ts';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { ANN, addAnn, BOB, type Ports, withMail } from './harness/mailWorld.ts';
import { shownPanel } from './pages/composePanel.ts';
import { draftInFront, openFile, visibleText } from './pages/editor.ts';
import { shownBody, shownMail } from './pages/reader.ts';
import { webview, webviewViolations } from './pages/webview.ts';
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

test('M02 M03 E02 a mail is written and sent in the panel without a mouse, the focus is never lost, axe finds nothing in panel and preview in any theme', async (context) => {
  const draft = `---\nto: Ann <ann@example.test>\nsubject: Panel\nattach: [a.txt, b.txt, gone.txt]\n---\n\n# Title\n\nHello[^1]\n\n- [x] done\n- more\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[^1]: A note.\n`;
  const files = { 'letter.mail.md': draft, 'a.txt': 'a', 'b.txt': 'b' };
  await withMail(
    context,
    { files, settings: { 'mailroom.send.undoSeconds': 0 } },
    async ({ workbench, dovecot, ports }) => {
      const { page } = workbench;
      await addAnn(workbench, ports);
      await openFile(workbench, 'letter.mail.md');
      await workbench.runCommand('Mail: Open as Rich Text');
      const panel = await shownPanel(workbench);
      const { keyboard } = page;
      const focused = () =>
        panel.frame
          .locator(':focus')
          .evaluate((element) => element.id || element.getAttribute('data-tool') || element.className);
      const hasFocus = (what: string) =>
        waitFor(async () => (await focused().catch(() => '')).includes(what), { what: `the focus on ${what}` });
      await panel.text.getByText('A note.').waitFor();
      await panel.frame.locator('.file.bad').waitFor();
      for (const theme of ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'] as const) {
        await workbench.colorTheme(theme);
        assert.deepEqual(await webviewViolations(workbench), [], theme);
      }

      // The form: chips, then files; removing never loses the focus.
      await panel.field('to').focus();
      await keyboard.type(`${BOB.address};nobody;`);
      await waitFor(async () => (await panel.chips('to')).length === 3, { what: 'three chips' });
      await keyboard.press('Backspace');
      await hasFocus('chip bad');
      await keyboard.press('ArrowLeft');
      await keyboard.press('ArrowLeft');
      await keyboard.press('Delete');
      await waitFor(async () => (await panel.chips('to')).join() === `${BOB.address},nobody`, {
        what: 'Ann to be gone',
      });
      await hasFocus('field-to');
      await keyboard.press('Backspace');
      await keyboard.press('Delete');
      await waitFor(async () => (await panel.chips('to')).join() === BOB.address, { what: 'one chip' });
      await keyboard.press('Tab');
      await hasFocus('field-subject');
      await keyboard.type('By keyboard in the panel');
      await keyboard.press('Tab');
      for (const left of [2, 1, 0]) {
        await hasFocus('cross');
        await keyboard.press('Enter');
        await waitFor(async () => (await panel.frame.locator('.file').count()) === left, { what: `${left} files` });
      }
      await hasFocus('quiet'); // Attach Files, where the next one comes from.

      // The toolbar is one stop; Escape goes back to the text, Ctrl+. to the tools.
      await panel.text.getByText('Hello').click();
      await keyboard.press('Control+.');
      await hasFocus('undo');
      for (const key of ['ArrowRight', 'ArrowRight', 'End']) await keyboard.press(key);
      await hasFocus('htmlSource');
      await keyboard.press('Escape');
      await hasFocus('page');
      await keyboard.press('Home');
      await keyboard.press('Shift+End');
      await page.waitForTimeout(200); // The text hears of a selection a moment later.
      await keyboard.press('Control+.');
      await hasFocus('htmlSource');
      await panel.tool('bold').focus();
      await keyboard.press('Enter');
      await panel.text.locator('strong', { hasText: 'Hello' }).waitFor();
      await hasFocus('page');
      await keyboard.press('Control+k');
      await keyboard.type('example.test');
      await keyboard.press('Enter');
      await hasFocus('page');
      await panel.text.locator('a[href="https://example.test"]').waitFor();

      await workbench.runCommand('Mail: Preview Draft');
      await workbench.tab(/^Preview: /).waitFor();
      await webview(workbench).getByRole('heading', { level: 1, name: 'By keyboard in the panel' }).waitFor();
      for (const theme of ['Default High Contrast', 'Default Light Modern'] as const) {
        await workbench.colorTheme(theme);
        assert.deepEqual(await webviewViolations(workbench), [], `preview, ${theme}`);
      }
      await workbench.tab(/^Preview: /).click();
      await workbench.runCommand('View: Close Editor');
      await workbench.tab(/^Preview: /).waitFor({ state: 'detached' });
      await panel.text.getByText('Hello').click();
      await keyboard.press('Control+Enter');
      await storedMessageWith({ dovecot, address: BOB.address }, 'By keyboard in the panel');
    },
  );
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
