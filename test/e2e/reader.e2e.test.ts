/** Reading in VS Code: what keys and buttons do to the mail shown, and its attachments. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/waitFor.ts';
import { withVscode } from './harness/world.ts';
import { searchMail, selectMailbox } from './pages/mail.ts';
import { openMessage, pressInReader, shownBody, shownMail } from './pages/reader.ts';
import { webview, webviewViolations } from './pages/webview.ts';
import { CTRL, type Workbench } from './pages/workbench.ts';

const ALEX = 'alex@mailroom.test';

/** The sample mailbox, as a new user gets it. */
async function openSample(workbench: Workbench): Promise<void> {
  await workbench.openMailView();
  await workbench.tree('Mailboxes').welcome.getByRole('button', { name: 'Try It with the Local Server' }).click();
  await selectMailbox(workbench, 'Inbox', ALEX);
  await workbench
    .tree('Messages')
    .row(/Sam Okafor.*Seat map flickers/)
    .waitFor({ timeout: 60_000 });
}

const titleAction = ({ page }: Workbench, name: string) =>
  page
    .locator('.editor-group-container.active .editor-actions')
    .getByRole('button', { name: new RegExp(`^${name}( \\(|$)`) });
const tabs = ({ page }: Workbench) => page.locator('.tabs-container').getByRole('tab').allInnerTexts();
const shownSubject = async (workbench: Workbench) => webview(workbench).getByRole('heading', { level: 1 }).innerText();
const shows = (workbench: Workbench, subject: string, timeoutMs: number) =>
  waitFor(async () => (await shownSubject(workbench)) === subject, { what: subject, timeoutMs });

test('D01 C03 the reader: one tab that swaps, keys and buttons act on the mail shown, and it comes back after a reload', async (context) => {
  await withVscode(context, {}, async (world) => {
    const { workbench } = world;
    const { page } = workbench;
    const messages = workbench.tree('Messages');
    await openSample(workbench);
    await searchMail(workbench, 'Seat map');
    const rows = messages.pane.getByRole('treeitem');
    await rows.nth(0).filter({ hasText: 'Sam Okafor' }).waitFor();
    await messages.row(/To: Alex Rivera.*Seat map/).waitFor();

    // A click swaps, a double click pins, the next click makes another tab.
    await rows.nth(0).click();
    await shownMail(workbench, 'Re: Seat map flickers when a cabin is taken');
    const first = (await shownBody(workbench).innerText()).trim();
    await rows.nth(3).click();
    await waitFor(async () => (await shownBody(workbench).innerText()).trim() !== first, { what: 'another mail' });
    assert.equal((await tabs(workbench)).length, 1);
    await rows.nth(3).dblclick();
    await rows.nth(4).click();
    await waitFor(async () => (await tabs(workbench)).length === 2, { what: 'a second tab' });
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Mail: Clear Search');

    // Keys, after a click in the mail itself, too.
    const newsletter = 'Three ports that run on the tide';
    const inMail = shownBody(workbench).getByText('Good morning');
    await openMessage(workbench, 'Three ports', newsletter);
    await pressInReader(workbench, {
      ...{ key: 'j', at: inMail },
      effect: (timeoutMs) =>
        waitFor(async () => (await shownSubject(workbench)) !== newsletter, { what: 'the next mail', timeoutMs }),
    });
    const below = await shownSubject(workbench);
    await pressInReader(workbench, { key: 'k', effect: (timeoutMs) => shows(workbench, newsletter, timeoutMs) });
    await titleAction(workbench, 'Flag').waitFor();
    await pressInReader(workbench, {
      key: 's',
      effect: (timeout) => titleAction(workbench, 'Remove Flag').waitFor({ timeout }),
    });
    await titleAction(workbench, 'Remove Flag').click();
    await titleAction(workbench, 'Flag').waitFor();
    assert.deepEqual(await webviewViolations(workbench), []);

    // What is typed elsewhere is typed there, though the reader is in front.
    await page.keyboard.press(`${CTRL}+P`);
    await page.keyboard.type('reef');
    await page.waitForTimeout(500);
    await page.keyboard.press('Escape');
    assert.equal(await shownSubject(workbench), newsletter);
    assert.equal((await tabs(workbench)).length, 1);

    // Shown another way, from the palette.
    await workbench.runCommand('Mail: Show Headers');
    await webview(workbench).locator('dl.headers').getByText('List-Unsubscribe').first().waitFor();
    await workbench.runCommand('Mail: Show as Plain Text');
    await webview(workbench).locator('pre.text').getByText('Read it at').waitFor();
    await workbench.runCommand('Mail: Show as Mail');
    await shownBody(workbench).getByText('Good morning').waitFor();

    // The tab is there after a reload, with its mail.
    await world.reload();
    await shownBody(workbench).getByText('Good morning').waitFor({ timeout: 60_000 });
    await workbench.openMailView();
    await messages.row('Three ports').waitFor({ timeout: 60_000 });

    // Archive by key: the next older one takes its place; undo brings the mail back.
    await pressInReader(workbench, {
      ...{ key: 'e', at: inMail },
      effect: (timeoutMs) => shows(workbench, below, timeoutMs),
    });
    await messages.row('Three ports').waitFor({ state: 'detached' });
    assert.equal((await tabs(workbench)).length, 1);
    await workbench.runCommand('Mail: Undo Last Action');
    await messages.row('Three ports').waitFor();

    // Unread by key stays unread; the answer opens as a draft.
    await page.waitForTimeout(2_500); // What is shown now counts as read by then.
    const unread = Number(await workbench.badge());
    await pressInReader(workbench, {
      key: 'u',
      effect: (timeoutMs) =>
        waitFor(async () => Number(await workbench.badge()) === unread + 1, { what: 'one more unread', timeoutMs }),
    });
    await page.waitForTimeout(1_500); // Longer than the time after which what is shown counts as read.
    assert.equal(Number(await workbench.badge()), unread + 1);
    await pressInReader(workbench, {
      key: 'r',
      effect: (timeout) => workbench.tab(/\.mail\.md/).waitFor({ timeout }),
    });
    await workbench.closeAllEditors();

    // When nothing is left in the list the tab closes.
    await selectMailbox(workbench, 'Junk', ALEX);
    await openMessage(workbench, 'I found 17 errors', 'I found 17 errors on your website');
    await titleAction(workbench, 'Delete').click();
    await shownMail(workbench, 'You have won a yacht (final notice)'); // The one above, where none is below.
    await titleAction(workbench, 'Delete').click();
    await waitFor(async () => (await tabs(workbench)).length === 0, { what: 'the tab to close' });
  });
});
