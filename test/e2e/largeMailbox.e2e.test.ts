/** A mailbox with decades of mail, in the real editor: opened, scrolled by its date groups, searched, marked as read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '../support/message.ts';
import { manyMessages, type SeedMessage } from '../support/seedMailbox.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { hostTurns } from './harness/hostTurns.ts';
import { ANN, addAnn, withMail } from './harness/mailWorld.ts';
import { searchMail } from './pages/mail.ts';
import { openMessage } from './pages/reader.ts';
import type { Workbench } from './pages/workbench.ts';

/** 100,000 take a minute to write alone: `MAILROOM_E2E_MESSAGES=100000` runs it at the full size. */
const count = Number(process.env['MAILROOM_E2E_MESSAGES'] ?? 10_000);
/** Deadlines for a machine with much else to do. */
const listedWithinMs = 120_000 + count * 5;
const indexedWithinMs = 120_000 + count * 15;
const unread = 5_000;
const dayMs = 86_400_000;
/** More in one hour than a group shows. */
const burst = 1_200;
/**
 * Processor time of the extension host in one turn of its event loop, ms: what a person begins to feel. Unlike time on
 * a clock it does not grow with what else the machine does (docs/testing.md, "The one time that is asserted").
 */
const turnMaxMs = 50;
/** What protocol/limits.ts allows a page, and so a group. */
const groupMaxRows = 500;

/** A mail a minute up to five weeks ago, so that all lies in months; and one very busy hour before. */
function* decades(): Generator<SeedMessage> {
  const newest = Date.now() - 35 * dayMs;
  const hour = new Date(newest - (count + 2_000) * 60_000).setMinutes(0, 0, 0);
  for (let number = 1; number <= burst; number += 1) {
    const date = new Date(hour + number * 2_000);
    const bytes = message({ subject: `Burst ${number}.`, messageId: `<burst-${number}@example.test>`, date });
    yield { bytes, flags: ['\\Seen'], receivedAt: date };
  }
  yield* manyMessages({ count, newest: new Date(newest), unreadEvery: count / unread });
}

test(`C01 G05 ${count} messages: date groups to the hour, none over ${groupMaxRows} rows, search, and ${unread} marked as read`, {
  timeout: 4 * listedWithinMs + indexedWithinMs,
}, async (context) => {
  await using folder = await tempFolder('hd');
  const host = hostTurns(folder.path);
  await withMail(context, { inbox: decades(), env: host.env }, async ({ workbench, ports, dovecot, userDataDir }) => {
    const messages = workbench.tree('Messages');
    const mailboxes = workbench.tree('Mailboxes');
    await host.atRest(userDataDir);
    await host.during('first listing', async () => {
      await addAnn(workbench, ports);
      await waitFor(async () => (await messages.rows()).some((row) => row.includes('Message')), {
        ...{ what: 'rows', timeoutMs: listedWithinMs, everyMs: 200 },
      });
      await mailboxes.spoken(new RegExp(`Inbox.*${unread}`)).waitFor({ timeout: listedWithinMs });
      await mailboxes.spoken(new RegExp(`${ANN.address}.*online`)).waitFor({ timeout: listedWithinMs });
    });
    await host.during('opening', async () => {
      await mailboxes.click('Sent');
      await messages.pane.getByText(`Sent · ${ANN.address}`).waitFor();
      await mailboxes.click('Inbox');
      await messages.row(`Message ${count}`).waitFor();
    });
    await host.during('scrolling date groups', () => drillDown(workbench));
    const word = `Message ${Math.floor(count / 3)}`;
    await host.during('searching', async () => {
      await searchMail(workbench, `subject:"${word}"`, { withinMs: indexedWithinMs });
      // A new mailbox is indexed in the background: what is shown before the end of it comes to be whole by itself.
      await messages.pane.getByText(/^1 message found\.$/).waitFor({ timeout: indexedWithinMs });
      await messages.row(word).waitFor();
    });
    await host.during('opening a result', () => openMessage(workbench, word, word));
    await workbench.runCommand('Mail: Clear Search');
    await host.during(`marking ${unread} as read`, async () => {
      await mailboxes.contextMenu('Inbox', 'Mark All as Read');
      await workbench.notification(/as read/, { withinMs: listedWithinMs });
      const left = () => dovecot.doveadm('search', '-u', ANN.address, 'mailbox', 'INBOX', 'UNSEEN');
      await waitFor(async () => (await left()).trim() === '', {
        what: 'the server to have it',
        timeoutMs: listedWithinMs,
      });
    });
    assert.deepEqual(await workbench.page.locator('.notification-list-item.error').count(), 0);
    for (const { what, tookMs, longestMs, turns } of await host.report()) {
      context.diagnostic(
        `${what}: ${tookMs} ms, ${turns} turns of the extension host, the longest ${longestMs.toFixed(0)} ms`,
      );
      assert.ok(turns > 0, `${what}: the host was looked at`);
      assert.ok(
        longestMs <= turnMaxMs,
        `${what}: a turn of ${longestMs} ms; MAILROOM_HOST_PROFILE=<file> tells of what`,
      );
    }
  });
});

/** Month, week, day, hour: opens the last group of each level, to the rows of the busy hour, and looks at each. */
async function drillDown(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const { pane } = workbench.tree('Messages');
  await pane.getByRole('treeitem').first().click();
  await page.keyboard.press('Home');
  const levels = new Set<string>();
  const focused = pane.locator('.monaco-list-row.focused');
  const sizes: number[] = [];
  // The oldest mail lies in the burst: by keyboard as far down as it goes, each group on the way opened, one at a time.
  const lookFurther = async () => {
    await page.keyboard.press('End');
    const last = await focused.evaluate((row) => ({
      index: Number(row.getAttribute('data-index')),
      level: row.getAttribute('aria-level') ?? '',
      isClosed: row.getAttribute('aria-expanded') === 'false',
      text: row.textContent ?? '',
    }));
    levels.add(last.level);
    if (last.index !== sizes.at(-1)) sizes.push(last.index);
    if (last.isClosed) await page.keyboard.press('ArrowRight');
    return last.text.includes('Burst 1.');
  };
  await waitFor(lookFurther, { what: 'the oldest mail', timeoutMs: listedWithinMs, everyMs: 300 });
  assert.ok(levels.size >= 4, `levels ${[...levels]}`);
  // What one group brings is a page and the row that leads to the rest, or finer groups with the first of them open.
  const most = groupMaxRows + 1 + 31;
  const brought = sizes.map((size, at) => size - (sizes[at - 1] ?? size));
  assert.ok(Math.max(...brought) >= groupMaxRows && Math.max(...brought) <= most, `groups bring ${brought} rows`);
}
