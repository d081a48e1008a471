import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { composeScript, openCompose, startBrowser } from '../test/support/composeWorld.ts';
import { type Bench, type BenchRow, median, percentile } from './row.ts';

const keys = 100;
const warmUpKeys = 20;
/** Between two keys: somebody who types fast. */
const pauseMs = 60;
const rounds = 3;
const mailChars = 200_000;

/**
 * From a key to the frame that shows its character, in the compose panel on a mail of 200 KB; beside it the same page's
 * HTML as a bare contenteditable with the same style, in the same browser, in turns.
 */
export const composePanel: Bench = {
  name: 'compose-panel',
  async run(): Promise<readonly BenchRow[]> {
    await using browser = await startBrowser();
    const script = await composeScript();
    await using world = await openCompose(browser, script, letter());
    const { page } = world;
    const context = await browser.newContext({ viewport: { width: 1_000, height: 800 } });
    const bare = await context.newPage();
    const html = await page.locator('.page').innerHTML();
    const style = await page.evaluate(() =>
      [...document.querySelectorAll('style')].map((one) => one.textContent).join('\n'),
    );
    await bare.setContent(
      // Standards mode, as the panel: quirks mode lays lines out in another way.
      `<!doctype html><style>${style}</style><main id="compose"><div class="paper"><div class="page" contenteditable="true">${html}</div></div></main>`,
    );
    const ratios: number[] = [];
    const bares: number[] = [];
    for (const target of [page, bare]) await typeKeys(target, warmUpKeys);
    for (let round = 0; round < rounds; round++) {
      const alone = percentile(await typeKeys(bare, keys), 95);
      ratios.push(percentile(await typeKeys(page, keys), 95) / alone);
      bares.push(alone);
    }
    await world.says(/abcdefghij/);
    await context.close();
    const base = { bench: 'compose-panel', better: 'lower', runs: rounds } as const;
    return [
      {
        ...base,
        metric: 'key to paint on a mail of 200 KB, p95, times a bare contenteditable',
        unit: 'x',
        value: median(ratios),
        goal: 1.5,
        baseline: 1,
      },
    ];
  },
};

/** Types in the middle of the text and gives the milliseconds from each key to the frame after the one it changed. */
async function typeKeys(page: Page, count: number): Promise<readonly number[]> {
  await page.evaluate(() => {
    const root = document.querySelector<HTMLElement>('.page');
    const paragraphs = root?.querySelectorAll(':scope > p') ?? [];
    const middle = paragraphs[Math.floor(paragraphs.length / 2)];
    if (!root || !middle) throw new Error('no text');
    middle.scrollIntoView({ block: 'center' });
    root.focus();
    getSelection()?.selectAllChildren(middle);
    getSelection()?.collapseToEnd();
  });
  await sleep(500);
  const watch = await page.evaluateHandle(watchKeys);
  for (let key = 0; key < count; key++) {
    await page.keyboard.press('abcdefghijklmnopqrstuvwxyz'.charAt(key % 26));
    await sleep(pauseMs);
  }
  await sleep(500);
  const times = await watch.evaluate(({ shown }) => shown);
  if (times.length !== count) throw new Error(`${times.length} of ${count} keys were shown`);
  return times;
}

/** Runs in the page. A message sent from a frame's callback is heard once that frame was painted. */
function watchKeys(): { readonly shown: readonly number[] } {
  const shown: number[] = [];
  document.addEventListener(
    'keydown',
    (event) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => shown.push(performance.now() - event.timeStamp);
        port2.postMessage(0);
      });
    },
    { capture: true },
  );
  return { shown };
}

/** A long letter of all that letters have. */
function letter(): string {
  const part = [
    '## What was decided',
    'The *first* thing that we spoke about was the **release**, which is [planned](https://example.test/plan) for spring. '.repeat(
      4,
    ),
    '- one point\n- another `point`\n- a third, with <span style="color:#c00000">red</span> words',
    '| what | who | when |\n| --- | --- | --- |\n| build | Ann | today |\n| test | Bob | tomorrow |',
    '> Somebody said something that is quoted here, and it is long enough to be wrapped over more than one line.',
    '```js\nconst answer = 42;\n```',
    '这一段是中文，写给中国的同事，也要能在面板里顺畅地输入。'.repeat(3),
  ].join('\n\n');
  return `${Array.from({ length: Math.ceil(mailChars / part.length) }, () => part).join('\n\n')}\n`;
}
