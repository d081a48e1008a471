/** Pictures: those of the README when asked for, and what was on the screen when a test failed. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../support/projectRoot.ts';
import { waitFor } from '../../support/waitFor.ts';

/** Takes a picture for `media/` when MAILROOM_PICTURES=1, else does nothing. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['MAILROOM_PICTURES'] !== '1') return;
  await mkdir(join(projectRoot, 'media'), { recursive: true });
  // On a busy machine a view may still be loading when its rows are there.
  await waitFor(async () => (await page.locator('.part .monaco-progress-container.active').count()) === 0, {
    what: 'nothing to be loading',
    timeoutMs: 60_000,
  });
  await page.screenshot({ path: join(projectRoot, 'media', `${name}.png`) });
}

/** Keeps screen and log of a failed test in `test-results/`; never fails itself. */
export async function keepFailure(page: Page, title: string, log: string): Promise<string> {
  const folder = join(projectRoot, 'test-results');
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.log`), log);
  await page.screenshot({ path: join(folder, `${name}.png`), timeout: 10_000 }).catch(() => {}); // The page may be gone.
  return join(folder, name);
}
