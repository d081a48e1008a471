import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { startBrowser } from '../test/e2e/harness/browser.ts';
import { ANN, addAnn, BOB } from '../test/e2e/harness/mailWorld.ts';
import { startVscode } from '../test/e2e/harness/vscodeServer.ts';
import { openFile } from '../test/e2e/pages/editor.ts';
import { CTRL, Workbench } from '../test/e2e/pages/workbench.ts';
import { startDovecot } from '../test/live/servers/dovecot.ts';
import { startPostfix } from '../test/live/servers/postfix.ts';
import { type Proxy as Relay, startProxy } from '../test/support/proxy.ts';
import { type Bench, percentile } from './row.ts';

/** While mail leaves; as many again beside it, half before and half after. */
const keys = 300;
/** Between two keys: somebody who types fast. */
const pauseMs = 60;
const warmUpKeys = 30;
const attachedBytes = 20_000_000;
const bytesPerSecond = 64_000;

const draft = `---\nto: ${BOB.address}\nsubject: Twenty megabytes\nattach: large.bin\n---\n\nHere it is.\n`;

/**
 * From a key to its character in the text that is about to be painted, by the page's own clock, while a mail of 20 MB is
 * made and leaves for a server that takes 64 KB/s. Beside it: the same keys in the same window before and after.
 */
export const typing: Bench = {
  name: 'typing',
  async run() {
    await using dovecot = await startDovecot({ users: [ANN, BOB] });
    await using postfix = await startPostfix({ dovecot, messageSizeLimitBytes: 2 * attachedBytes });
    await using smtp = await startProxy({ targetPort: postfix.smtpsPort });
    const large = Buffer.alloc(attachedBytes, 'mailroom ');
    await using vscode = await startVscode({
      files: { 'large.bin': large, 'large.mail.md': draft, 'notes.txt': 'Notes: ' },
      settings: {
        'mailroom.send.undoSeconds': 0,
        ...{ 'editor.wordWrap': 'on', 'editor.quickSuggestions': { other: 'off' }, 'files.autoSave': 'off' },
      },
    });
    await using browser = await startBrowser();
    const page = await browser.context.newPage();
    await page.goto(vscode.url);
    const workbench = new Workbench(page);
    await workbench.ready();
    await addAnn(workbench, { imaps: dovecot.imapsPort, smtps: smtp.port });
    const notes = await openSideBySide(workbench);
    await typeKeys(page, notes, warmUpKeys);
    const idle = await typeKeys(page, notes, keys / 2);

    smtp.throttle('client', bytesPerSecond);
    await page.locator('.editor-group-container').nth(1).locator('.view-line').first().click();
    await page.keyboard.press(`${CTRL}+Enter`);
    const busy = await typeKeys(page, notes, keys);
    await stillSending(workbench, smtp);
    await workbench.notificationButton('Sending “Twenty megabytes”', 'Cancel');
    smtp.throttle('client', undefined);
    await workbench.page.locator('.statusbar').getByText('Not sent. The draft is open again.').waitFor();
    const idleAgain = await typeKeys(page, notes, keys / 2);
    const base = { bench: 'typing', better: 'lower', runs: keys } as const;
    const metric = 'key to text while 20 MB leave at 64 KB/s, p95';
    const value = percentile(busy, 95);
    const baseline = percentile([...idle, ...idleAgain], 95);
    return [
      { ...base, metric, unit: 'ms', value, goal: 20, baseline },
      {
        ...base,
        metric: `${metric}, times the same at rest`,
        unit: 'x',
        value: value / baseline,
        goal: 1.15,
        baseline: 1,
      },
    ];
  },
};

/** The notes on the left, the draft on the right; returns the lines of the notes. */
async function openSideBySide(workbench: Workbench): Promise<Locator> {
  await openFile(workbench, 'notes.txt');
  await workbench.runCommand('View: Split Editor Right');
  await openFile(workbench, 'large.mail.md');
  return workbench.page.locator('.editor-group-container').first().locator('.monaco-editor .view-lines').first();
}

/** Types and gives the milliseconds from each key to its character in the text. */
async function typeKeys(page: Page, lines: Locator, count: number): Promise<readonly number[]> {
  await lines.click();
  const watch = await lines.evaluateHandle(watchKeys, count);
  for (let key = 0; key < count; key++) {
    await page.keyboard.press('abcdefghijklmnopqrstuvwxyz'.charAt(key % 26));
    await sleep(pauseMs);
  }
  const shown = await watch.evaluate(({ times }) =>
    Promise.race([times, new Promise<null>((give) => setTimeout(give, 10_000, null))]),
  );
  if (!shown) throw new Error('not every key became a character of the notes');
  return shown;
}

/** Runs in the page. Each key makes the text one character longer. */
function watchKeys(lines: Element, count: number): { readonly times: Promise<readonly number[]> } {
  const shownLength = () => (lines.textContent ?? '').length;
  const before = shownLength();
  const pressedAt: number[] = [];
  const times: number[] = [];
  const press = (event: KeyboardEvent) => pressedAt.push(event.timeStamp);
  document.addEventListener('keydown', press, { capture: true });
  const all = new Promise<readonly number[]>((resolve) => {
    const observer = new MutationObserver(() => {
      const shown = shownLength() - before;
      while (times.length < Math.min(shown, pressedAt.length))
        times.push(performance.now() - (pressedAt[times.length] ?? Number.NaN));
      if (times.length < count) return;
      observer.disconnect();
      document.removeEventListener('keydown', press, { capture: true });
      resolve(times);
    });
    observer.observe(lines, { subtree: true, childList: true, characterData: true });
  });
  return { times: all };
}

/** Otherwise the figure would be that of an idle window. */
async function stillSending({ page }: Workbench, smtp: Relay): Promise<void> {
  const told = await page
    .locator('.notification-list-item')
    .filter({ hasText: 'Sending “Twenty megabytes”' })
    .innerText();
  const sent = smtp.connections.at(-1);
  if (!sent?.open || !/\d+ % sent/.test(told))
    throw new Error(`no mail was leaving while the keys were pressed: ${told}`);
}
