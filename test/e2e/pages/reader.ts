/** The reader: one mail in an editor tab. */
import type { FrameLocator, Locator } from 'playwright-core';
import { waitFor } from '../../support/waitFor.ts';
import { mailBody, webview } from './webview.ts';
import type { Workbench } from './workbench.ts';

/** Waits until the reader shows the mail with this subject, and returns its page. */
export async function shownMail(workbench: Workbench, subject: string): Promise<FrameLocator> {
  const page = webview(workbench);
  await page.getByRole('heading', { level: 1, name: subject }).waitFor();
  return page;
}

/** How long an answer to a click or key is waited for before it is given again: a list may have moved under it. */
const AGAIN_MS = 8_000;

/** Clicks a message in the list until the reader shows it: a list that is just drawn anew may swallow a click. */
export async function openMessage(workbench: Workbench, row: string | RegExp, subject: string): Promise<FrameLocator> {
  const page = webview(workbench);
  const heading = page.getByRole('heading', { level: 1, name: subject });
  await until(
    () => workbench.tree('Messages').click(row),
    () => heading.waitFor({ timeout: AGAIN_MS }),
    `the mail ${subject}`,
  );
  return page;
}

export interface KeyPress {
  readonly key: string;
  /** Where to click first; default the subject. */
  readonly at?: Locator;
  /** Waits for what the key does; throws when it has not come in time. */
  readonly effect: (withinMs: number) => Promise<unknown>;
}

/** Clicks in the reader and presses a key there until it has had its effect. */
export async function pressInReader(workbench: Workbench, { key, at, effect }: KeyPress): Promise<void> {
  const { page } = workbench;
  const press = async () => {
    await (at ?? webview(workbench).getByRole('heading', { level: 1 })).click();
    await waitFor(() => page.evaluate(() => document.activeElement?.tagName === 'IFRAME'), { what: 'the focus' });
    await page.waitForTimeout(500); // The page tells VS Code a moment later that it has the focus.
    await page.keyboard.press(key);
  };
  await until(press, () => effect(AGAIN_MS), `what ${key} does`);
}

async function until(act: () => Promise<void>, effect: () => Promise<unknown>, what: string): Promise<void> {
  const attempt = async () => {
    await act();
    await effect();
    return true;
  };
  await waitFor(attempt, { what, timeoutMs: 3 * AGAIN_MS });
}

/** The mail itself, in its sandboxed frame. */
export function shownBody(workbench: Workbench): Locator {
  return mailBody(workbench, 'iframe').locator('body');
}

/** Answers VS Code's own file dialog (in the browser: a quick pick with a path). */
export async function answerFileDialog({ page }: Workbench, path: string): Promise<void> {
  const widget = page.locator('.quick-input-widget:visible');
  const input = widget.locator('.quick-input-box input');
  // It begins with a path of its own, which comes late and would replace ours.
  await waitFor(async () => (await input.inputValue()) !== '', { what: 'the file dialog' });
  await waitFor(
    async () => {
      await input.fill(path);
      await page.waitForTimeout(300);
      return (await input.inputValue()) === path;
    },
    { what: `the path ${path}` },
  );
  // A folder is entered by the first click and chosen by the second.
  const choose = widget.getByRole('button', { name: /^(OK|Save)$/ });
  await waitFor(
    async () => {
      if (!(await widget.isVisible())) return true;
      await choose.click({ timeout: 1_000 });
      return false;
    },
    { what: 'the file dialog to close', everyMs: 500 },
  );
}
