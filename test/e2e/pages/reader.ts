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
