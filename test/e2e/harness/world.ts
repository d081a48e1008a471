/** One VS Code with our extension and one window on it, for one test: in Chromium, or desktop where that is asked for. */
import type { TestContext } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { startDesktop } from '../electron/desktopWindow.ts';
import { keepFailure } from '../pages/screenshots.ts';
import { SCREEN_TIMEOUT_MS, Workbench } from '../pages/workbench.ts';
import { type BrowserOptions, startBrowser } from './browser.ts';
import { startVscode, type VscodeOptions } from './vscodeServer.ts';

export interface World {
  readonly workbench: Workbench;
  readonly workspace: string;
  readonly userDataDir: string;
  readonly globalStorage: string;
  /** A second window on the same workspace and profile. */
  openWindow(): Promise<Workbench>;
  /** Loads the window anew by VS Code's own command, which stores what it keeps of its tabs first. */
  reload(): Promise<void>;
}

export interface WorldOptions extends VscodeOptions, BrowserOptions {
  /** Title of the activity bar's container to wait for; default Mail. */
  readonly container?: string;
}

/** Runs `body` in a new VS Code; when it throws, screen and logs are kept in `test-results/`. */
export async function withVscode(test: TestContext, options: WorldOptions, body: (world: World) => Promise<void>) {
  await using resources = new AsyncDisposableStack();
  const desktop = process.env['MAILROOM_DESKTOP_VSCODE'];
  const opened = desktop
    ? resources.use(await startDesktop(desktop, options))
    : await openInBrowser(resources, options);
  const console: string[] = [];
  opened.page.on('console', (message) => console.push(`${message.type()} ${message.text()}`));
  const workbench = new Workbench(opened.page);
  try {
    await workbench.ready(options.container);
    await body({
      ...opened,
      workbench,
      openWindow: async () => {
        const other = new Workbench(await opened.openPage());
        await other.ready(options.container);
        return other;
      },
      reload: async () => {
        const loaded = opened.page.waitForEvent('load');
        await workbench.runCommand('Developer: Reload Window');
        await loaded;
        await workbench.ready(options.container);
      },
    });
  } catch (error) {
    const kept = await keepFailure(opened.page, test.name, `${opened.log()}\n--- window\n${console.join('\n')}\n`);
    test.diagnostic(`screen and log: ${kept}.png, .log`);
    throw error;
  }
}

/** A window, wherever it came from. */
export interface OpenedWindow {
  readonly page: Page;
  readonly workspace: string;
  readonly userDataDir: string;
  readonly globalStorage: string;
  openPage(): Promise<Page>;
  log(): string;
}

async function openInBrowser(resources: AsyncDisposableStack, options: WorldOptions): Promise<OpenedWindow> {
  const [server, browser] = await Promise.all([startVscode(options), startBrowser(options)]);
  resources.use(server);
  resources.use(browser); // Closed first, so that its extension host ends with it.
  const openPage = () => openAt(browser.context, server.url);
  return { ...server, page: await openPage(), openPage, log: server.log };
}

async function openAt(context: BrowserContext, url: string): Promise<Page> {
  // A persistent profile opens with an empty page of its own.
  const empty = context.pages().find((page) => page.url() === 'about:blank');
  const page = empty ?? (await context.newPage());
  await page.goto(url, { timeout: 2 * SCREEN_TIMEOUT_MS });
  return page;
}
