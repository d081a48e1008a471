/** The compose panel in real VS Code: a letter written in it and received, both editors in step, input methods, Undo. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readByPython } from '../support/readByPython.ts';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { withVscode } from './harness/world.ts';
import {
  dropFile,
  latinWords,
  openPanel,
  pastePicture,
  savedText,
  selectText,
  shownPanel,
} from './pages/composePanel.ts';
import { typeInEditor } from './pages/editor.ts';
import { picture } from './pages/screenshots.ts';
import { webviewViolations } from './pages/webview.ts';

const LETTER = `---
to: ${BOB.address}
subject: From the panel
---

Dear Bob,

the quick brown fox

* kept   as it was
* two

Last line
`;

test('E02 E03 E04 a letter written in the panel arrives with what it shows', async (context) => {
  const files = { 'letter.mail.md': LETTER, '报告 one.txt': 'the report\n' };
  const settings = { 'mailroom.send.undoSeconds': 0 };
  await withMail(context, { files, settings }, async ({ workbench, dovecot, ports, workspace }) => {
    const { page } = workbench;
    const path = join(workspace, 'letter.mail.md');
    await addAnn(workbench, ports);
    const panel = await openPanel(workbench, 'letter.mail.md');
    await panel.text.getByText('Last line').waitFor();
    await workbench.tab(/letter\.mail\.md/).waitFor(); // One tab: the panel took the place of the text.
    assert.equal(await workbench.tab(/letter\.mail\.md/).count(), 1);
    await waitFor(async () => (await panel.field('from').inputValue()).includes('ann@example.test'), {
      what: 'the sender',
    });

    await selectText(panel, 'quick');
    await panel.tool('bold').click();
    await selectText(panel, 'brown');
    await panel.frame.getByLabel('Text color', { exact: true }).first().click();
    await panel.frame.locator('[data-color="#c00000"]').click();
    await selectText(panel, 'fox');
    await panel.tool('alignCenter').click();
    await savedText(
      workbench,
      path,
      /<div align="center">\n\nthe \*\*quick\*\* <span style="color:#c00000">brown<\/span> fox/,
    );

    // Chips: a bad one turns Send off and says why.
    await panel.field('to').click();
    await page.keyboard.type('nobody；');
    await panel.frame.locator('.chip.bad').waitFor();
    await waitFor(async () => panel.frame.locator('[data-action="send"]').isDisabled(), { what: 'Send to be off' });
    assert.match(await panel.frame.locator('.trouble').innerText(), /“nobody” is not a mail address: it has no @/);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Delete');
    await waitFor(async () => panel.frame.locator('[data-action="send"]').isEnabled(), { what: 'Send to be on' });
    await panel.field('to').fill('Ann 安 <ann@example.test>;');
    await waitFor(async () => (await panel.chips('to')).join() === `${BOB.address},Ann 安`, { what: 'two chips' });

    await panel.text.getByText('Last line').click();
    await page.keyboard.press('End');
    await pastePicture(panel);
    await savedText(workbench, path, /!\[\]\(.*picture.*\.png\)/);
    await page.keyboard.press('Enter');
    await panel.tool('table').click();
    await page.keyboard.type('what');
    await page.keyboard.press('Tab');
    await page.keyboard.type('谁');
    const text = await savedText(workbench, path, /\| what \| 谁 \|/);
    assert.match(text, /^\* kept {3}as it was\n\* two$/m); // Nobody touched it.
    assert.deepEqual(await webviewViolations(workbench, ['color-contrast', 'empty-table-header']), []);

    await panel.field('subject').fill('From the panel 从面板');
    await panel.frame.locator('[data-action="send"]').click();
    await workbench.tab(/letter\.mail\.md/).waitFor({ state: 'detached' });
    const received = await readByPython((await storedMessageWith({ dovecot, address: BOB.address }, 'Subject:')).bytes);
    assert.equal(received.subject, 'From the panel 从面板');
    assert.match(JSON.stringify(received), /color:\s*#c00000/);
    assert.match(JSON.stringify(received), /text-align:\s*center|align=\\"center\\"/);
    assert.match(JSON.stringify(received), /<strong[^>]*>quick<\/strong>/);
    assert.match(JSON.stringify(received), /cid:/);
  });
});

test('E02 text editor and panel beside each other stay in step, an input method composes undisturbed, Undo is the document’s', async (context) => {
  await withVscode(context, { files: { 'letter.mail.md': LETTER } }, async ({ workbench, workspace }) => {
    const { page } = workbench;
    const path = join(workspace, 'letter.mail.md');
    await openPanel(workbench, 'letter.mail.md');
    await workbench.runCommand('View: Split Editor Left');
    await workbench.runCommand('Mail: Open as Markdown');
    const panel = await shownPanel(workbench);
    const left = async () =>
      (await page.locator('.monaco-editor .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
    const shows = (words: string) => waitFor(async () => (await left()).includes(words), { what: words });
    await shows('Last line');

    await typeInEditor(workbench, '');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('typed as text\n');
    await panel.text.getByText('typed as text').waitFor();

    await panel.text.getByText('typed as text').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' and in the panel');
    await shows('typed as text and in the panel');
    await page.keyboard.press('Control+z');
    await waitFor(async () => !(await left()).includes('and in the panel'), {
      what: 'it to be taken back',
    });
    await waitFor(async () => !(await panel.text.innerText()).includes('and in the panel'), {
      what: 'it to be taken back there',
    });
    await page.keyboard.press('Control+y');
    await shows('typed as text and in the panel');

    const session = await page.context().newCDPSession(page);
    await panel.text.getByText('Dear Bob,').click();
    await page.keyboard.press('End');
    for (const composed of ['n', 'ni', 'ni h', 'ni hao']) {
      await session.send('Input.imeSetComposition', {
        text: composed,
        selectionStart: composed.length,
        selectionEnd: composed.length,
      });
      await page.waitForTimeout(400); // Slower than typing may rest.
    }
    assert.doesNotMatch(await left(), /\bni\b/);
    await session.send('Input.insertText', { text: '你好' });
    await savedText(workbench, path, 'Dear Bob,你好\n');
  });
});

test('F05 E08 E02 in the panel a template fills in who is written to; taken back, the draft is in the panel again, where one was writing', async (context) => {
  const template = 'Hello {{firstName}},\n\nfrom **{{myName}}**: {{cursor}}!\n';
  const letter = LETTER.replace(BOB.address, `Bob <${BOB.address}>`);
  const files = { 'letter.mail.md': letter, '.mailroom/templates/intro.md': template };
  const options = { files, settings: { 'mailroom.send.undoSeconds': 60 } };
  await withMail(context, options, async ({ workbench, dovecot, ports, workspace }) => {
    const { page } = workbench;
    const path = join(workspace, 'letter.mail.md');
    await addAnn(workbench, ports);
    let panel = await openPanel(workbench, 'letter.mail.md');
    await panel.text.getByText('Last line').click();
    await page.keyboard.press('End');
    await dropFile(panel, '报告 two.txt', 'dropped\n');
    await panel.frame.locator('[data-field="attach"]').getByText('报告 two.txt').waitFor();
    await page.keyboard.type(' ;intro');
    await panel.frame.locator('.snippets li').waitFor();
    await page.keyboard.press('Enter');
    await panel.text.getByText('from Ann').waitFor();
    await page.keyboard.type('here');
    await savedText(workbench, path, /Last line Hello Bob,\n\nfrom \*\*Ann Example\*\*: here!/);

    await panel.frame.locator('[data-action="send"]').click();
    await workbench.notificationButton('Sending “From the panel”', 'Cancel');
    panel = await shownPanel(workbench);
    await panel.text.getByText('from Ann Example: here!').waitFor();
    await panel.frame.locator('[data-field="attach"]').getByText('报告 two.txt').waitFor();
    await waitFor(async () => panel.text.evaluate((text) => text.contains(document.activeElement)), {
      what: 'the focus in the text',
    });
    await page.keyboard.type(' again');
    await savedText(workbench, path, 'from **Ann Example**: here again!');
    assert.equal((await storedMessages({ dovecot, address: BOB.address })).length, 0);
  });
});

test('E02 M01 the panel in Chinese and in the dark', async (context) => {
  const text = LETTER.replace(
    'subject',
    'cc: 张伟 <zw@example.test>; nonsense\npriority: high\nattach: missing.pdf\nsubject',
  );
  await withVscode(
    context,
    { files: { 'letter.mail.md': text }, language: 'zh-cn', container: '邮件' },
    async ({ workbench }) => {
      await workbench.colorTheme('Default Dark Modern');
      const panel = await openPanel(workbench, 'letter.mail.md', '以富文本打开');
      await panel.frame.getByText('收件人').waitFor();
      await panel.frame.getByText('优先级').waitFor();
      await panel.text.getByText('Last line').waitFor();
      await panel.frame.locator('.chip.bad').waitFor();
      assert.deepEqual(await webviewViolations(workbench), []);
      await picture(workbench.page, 'compose-panel-zh');
      await panel.frame.locator('[data-action="more"]').click();
      for (const tool of ['htmlSource', 'link', 'find']) {
        await panel.tool(tool).click();
        assert.deepEqual(await latinWords(panel), [], tool);
      }
      await workbench.colorTheme('Default High Contrast');
      assert.deepEqual(await webviewViolations(workbench), []);
    },
  );
});
