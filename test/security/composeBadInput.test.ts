/** What people give to the compose panel by the thousand. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { composeScript, openCompose, startBrowser } from '../support/composeWorld.ts';
import { waitFor } from '../support/waitFor.ts';

const people = Array.from({ length: 2_000 }, (_, index) => `p${index}@example.test`);

describe('E03 the compose panel and very many', () => {
  let browser: Browser;
  let script: string;
  before(async () => {
    [browser, script] = await Promise.all([startBrowser(), composeScript()]);
  });
  after(() => browser?.close());

  for (const [title, list] of [
    ['in one line', people.join('; ')],
    ['in a line each', people.join('\r\n')],
  ] as const)
    test(`2,000 addresses pasted ${title} become 2,000 chips; one is taken away, another is typed`, async () => {
      await using world = await openCompose(browser, script, 'x\n');
      const { page } = world;
      const shows = (count: number) =>
        waitFor(async () => (await page.locator('[data-field="to"] .chip').count()) === count, {
          what: `${count} chips`,
          timeoutMs: 60_000,
        });
      await page.locator('#field-to').focus();
      await pasteText(page, list);
      await shows(2_001); // With the one that was there.
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Delete');
      await shows(2_000);
      await page.keyboard.type('王伟 <ww@example.test>；');
      await shows(2_001);
      assert.deepEqual(await page.locator('[data-field="to"] .chip bdi').allInnerTexts(), [
        'ann@example.test',
        ...people.slice(0, -1),
        '王伟',
      ]);
      assert.equal(await page.locator('.chip.bad').count(), 0);
      assert.deepEqual(world.errors, []);
    });
});

async function pasteText(page: Page, text: string): Promise<void> {
  await page.locator('#field-to').evaluate((field, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
