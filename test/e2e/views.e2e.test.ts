/** The trees and tabs of the Mail view: what a pointer finds, what a reload leaves, what two clicks do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../support/message.ts';
import { waitFor } from '../support/waitFor.ts';
import { addAnn, withMail } from './harness/mailWorld.ts';
import { withVscode } from './harness/world.ts';
import { selectMailbox } from './pages/mail.ts';
import { openMessage, shownBody, shownMail } from './pages/reader.ts';
import type { Workbench } from './pages/workbench.ts';

const ALEX = 'alex@mailroom.test';
const tabs = ({ page }: Workbench) => page.locator('.tabs-container').getByRole('tab');

test('L01 C03 two clicks start one local server; after a reload a preview is a preview and a kept tab is kept', async (context) => {
  await withVscode(context, {}, async (world) => {
    const { workbench } = world;
    const messages = workbench.tree('Messages');
    await workbench.openMailView();
    const button = workbench.tree('Mailboxes').welcome.getByRole('button', { name: 'Try It with the Local Server' });
    await button.dblclick();
    await selectMailbox(workbench, 'Inbox', ALEX);
    await messages.row('Three ports').waitFor({ timeout: 60_000 });
    await workbench.tree('Mailboxes').row(ALEX).locator('.monaco-tl-twistie').click();
    const accounts = workbench.tree('Mailboxes').pane.locator('.monaco-list-row[aria-level="1"]');
    await waitFor(async () => (await accounts.count()) >= 2, { what: 'both accounts' });
    const rows = await workbench.tree('Mailboxes').rows();
    const addresses = rows.flatMap((row) => /^\w+@mailroom\.test/.exec(row)?.[0] ?? []);
    assert.deepEqual(addresses, [ALEX, 'sam@mailroom.test'], 'each account once');
    assert.deepEqual(await workbench.notifications(), []);

    // A preview: the next message takes its tab, after a reload too.
    await openMessage(workbench, 'Three ports', 'Three ports that run on the tide');
    await world.reload();
    await shownMail(workbench, 'Three ports that run on the tide');
    await workbench.openMailView();
    await openMessage(workbench, /Seat map flickers/, 'Re: Seat map flickers when a cabin is taken');
    assert.equal(await tabs(workbench).count(), 1);

    // Kept open: the next message gets a tab of its own, after a reload too.
    await workbench.runCommand('Mail: Keep Open');
    await shownBody(workbench).getByText('Ship it!').waitFor();
    await world.reload();
    await shownMail(workbench, 'Re: Seat map flickers when a cabin is taken');
    await workbench.openMailView();
    await messages.row('Three ports').click();
    await waitFor(async () => (await tabs(workbench).count()) === 2, { what: 'a tab beside the one that was kept' });
  });
});

const hostile = [
  '[Click here](command:workbench.action.quit) ![](https://pictures.test/t.png) <img src="https://pictures.test/t.png">',
  '<a href="https://evil.test">bank</a> https://evil.test www.evil.test $(alert)',
  '# Heading &lt;b&gt;',
];

test('D01 C03 the tooltip of a message: its header, its text once it was read, and all of it as it stands', async (context) => {
  const bytes = message({
    from: '"[Boss](https://evil.test)" <boss@example.test>',
    to: 'ann@example.test, bob@example.test',
    cc: 'carol@example.test',
    subject: 'Tooltip <b>bold</b> `code`',
    date: new Date(),
    text: hostile.join('\n'),
  });
  const options = {
    inbox: [{ bytes, receivedAt: new Date() }],
    settings: { 'mailroom.reader.markReadAfterSeconds': 0, 'mailroom.sync.textDays': 0 },
  };
  await withMail(context, options, async ({ workbench, ports }) => {
    const { page } = workbench;
    const row = workbench.tree('Messages').row('Tooltip');
    const tooltip = page.locator('.workbench-hover:visible, .monaco-hover:visible').filter({ hasText: 'From:' });
    // A list that is drawn anew under the pointer takes the tooltip away: then the pointer comes again.
    const rest = (wanted: string) =>
      waitFor(
        async () => {
          await page.mouse.move(900, 600);
          await row.hover();
          await page.mouse.move(200, 301);
          await tooltip.waitFor({ timeout: 5_000 });
          const lines = (await tooltip.innerText()).replace(/\u00a0/g, ' ').split(/\n+/);
          return lines.some((line) => line.includes(wanted)) ? lines : undefined;
        },
        { what: `a tooltip with ${wanted}`, timeoutMs: 60_000 },
      );
    await addAnn(workbench, ports);
    await row.waitFor();
    const before = await rest('From:');
    assert.equal(before[0], 'From: [Boss](https://evil.test) <boss@example.test>');
    assert.ok(before.includes('Subject: Tooltip <b>bold</b> `code`'));
    assert.ok(!before.some((line) => line.includes('Click here')), 'nothing was fetched for a tooltip');

    await row.click();
    await shownMail(workbench, 'Tooltip <b>bold</b> `code`');
    await shownBody(workbench).getByText('Click here').waitFor();
    const after = await rest('Click here');
    assert.ok(after.includes('To: ann@example.test, bob@example.test'));
    assert.ok(after.includes('Cc: carol@example.test'));
    assert.deepEqual(after.slice(-3), hostile);
    assert.equal(await tooltip.locator('a, img, h1, h2, b, code, .codicon').count(), 0);
  });
});
