/** The first five minutes of a new user, without an account: the local server, its sample mail, an answer, its arrival. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/waitFor.ts';
import { withVscode } from './harness/world.ts';
import { draftInFront, suggestion, textEditor, visibleText } from './pages/editor.ts';
import { searchMail, selectMailbox } from './pages/mail.ts';
import { openMessage, shownBody, shownMail } from './pages/reader.ts';
import { picture } from './pages/screenshots.ts';
import { webview } from './pages/webview.ts';

const FILES = {
  'README.md': '# Tidewater\n\nFerry tickets.\n',
  'src/seatMap.ts': 'export function seatMap() {\n  return [];\n}\n',
  'docs/release-notes.md': '# 2.4\n\n- The seat map keeps its nodes: no flicker.\n',
};

test('L01 M03 without an account: try the local server, read three mails, answer one with a file, find it', async (context) => {
  const settings = { 'mailroom.send.undoSeconds': 6 };
  await withVscode(context, { files: FILES, settings }, async ({ workbench }) => {
    const { page } = workbench;
    const mailboxes = workbench.tree('Mailboxes');
    const messages = workbench.tree('Messages');
    await workbench.openMailView();
    await mailboxes.welcome.getByRole('button', { name: 'Try It with the Local Server' }).click();
    await selectMailbox(workbench, 'Inbox', 'alex@mailroom.test');
    const flicker = messages.row(/Sam Okafor.*Seat map flickers/);
    await flicker.waitFor({ timeout: 60_000 });
    await waitFor(async () => Number(await workbench.badge()) > 5, { what: 'a badge with the unread mail' });
    await picture(page, 'sample-inbox');

    // A conversation.
    const seatMap = 'Re: Seat map flickers when a cabin is taken';
    await openMessage(workbench, /Sam Okafor.*Seat map flickers/, seatMap);
    await shownBody(workbench).getByText('Ship it!').waitFor();
    await picture(page, 'sample-conversation');

    // A newsletter: its pictures stay where they are until they are asked for.
    await searchMail(workbench, 'Three ports');
    const newsletter = await openMessage(workbench, 'Weekly Harbour', 'Three ports that run on the tide');
    await newsletter.getByText(/\d pictures blocked, one of them a tracker/).waitFor();
    await shownBody(workbench).getByText('A lock that opens itself').waitFor();
    await picture(page, 'sample-newsletter');

    // Chinese.
    await searchMail(workbench, '三个问题');
    await messages.row('林梅').waitFor();
    await messages.row(/关于订票页面的三个问题/).click();
    await shownBody(workbench).getByText('林梅').first().waitFor();
    await picture(page, 'sample-chinese');

    // Back to the first, answered in Markdown, with a file of the workspace.
    await workbench.runCommand('Mail: Clear Search');
    await openMessage(workbench, /Sam Okafor.*Seat map flickers/, seatMap);
    await workbench.runCommand('Mail: Reply');
    await draftInFront(workbench, 'in-reply-to');
    await page.keyboard.type('Shipped. **Thank you**, and greetings to your mother.\n\nThe notes are attached.');
    await addHeader();
    assert.match(await visibleText(workbench), /^to: Sam Okafor <sam@mailroom\.test>$/m);
    assert.match(await visibleText(workbench), /^attach: docs\/release-notes\.md$/m);
    // "attached" was a warning as long as nothing was.
    await workbench.page.locator('.squiggly-warning').waitFor({ state: 'detached' });
    await picture(page, 'sample-draft');
    await workbench.runCommand('Mail: Send Mail');
    await workbench.tab(/\.mail\.md/).waitFor({ state: 'detached' });
    const toasts = page.locator('.notification-toast');
    await toasts.getByText('to 1 person in').waitFor();
    await picture(page, 'sample-sending');
    await toasts.getByText('Sent: “Re: Seat map flickers when a cabin is taken”').waitFor();
    await picture(page, 'sample-sent');

    // In Sent of the one account, and in the inbox of the other.
    await selectMailbox(workbench, 'Sent', 'alex@mailroom.test');
    await messages.spoken(/To: Sam Okafor.*Seat map flickers.*attachment/).click();
    await webview(workbench).getByText('release-notes.md').waitFor();
    await picture(page, 'sample-in-sent');
    await selectMailbox(workbench, 'Inbox', 'sam@mailroom.test');
    await messages.spoken(/Alex Rivera.*Seat map flickers.*attachment/).click();
    await shownMail(workbench, 'Re: Seat map flickers when a cabin is taken');
    await shownBody(workbench).getByText('Thank you').waitFor();
    await webview(workbench).getByText('release-notes.md').waitFor();
    await picture(page, 'sample-arrived');

    // A text message: the server is a gateway too, set up with it, and shows the text as a mail.
    await workbench.runCommand('Mail: Send SMS');
    await workbench.answer('To which numbers?', '13800138000');
    await workbench.answer('The text', 'Your code is 1234');
    await workbench.tree('Drafts & Outbox').row('Your code is 1234').getByText(/sent/).waitFor();
    await selectMailbox(workbench, 'Inbox', 'alex@mailroom.test');
    await openMessage(workbench, /SMS/, 'SMS → 8613800138000');
    await shownBody(workbench).getByText('Your code is 1234').waitFor();
    await picture(page, 'sample-sms');

    /** Types a header as a person does: its first letters, then what completion offers. */
    async function addHeader(): Promise<void> {
      await textEditor(workbench).getByText('subject', { exact: true }).click();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('att', { delay: 30 });
      await suggestion(workbench, 'attach').waitFor();
      await page.keyboard.press('Enter');
      await suggestion(workbench, 'docs/').waitFor();
      await picture(page, 'sample-completion');
      await page.keyboard.type('docs/', { delay: 30 });
      await suggestion(workbench, 'release-notes.md').waitFor();
      await page.keyboard.press('Enter');
    }
  });
});
