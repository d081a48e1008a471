/** Debian's Chromium, driven by playwright-core, sealed: no name but localhost resolves. */
import { type BrowserContext, chromium } from 'playwright-core';

export interface BrowserOptions {
  /** Folder of a profile that outlives the browser, for restart tests; default a fresh one in memory. */
  readonly profile?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Browser extends AsyncDisposable {
  readonly context: BrowserContext;
}

/** The size of every screenshot unless a test asks for another. */
export const VIEWPORT = { width: 1280, height: 800 };

/** Starts the browser, about 0.4 s. Pages are made from its context: each one is a window of VS Code. */
export async function startBrowser({ profile, viewport = VIEWPORT }: BrowserOptions = {}): Promise<Browser> {
  const options = { viewport, permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true };
  if (profile !== undefined) {
    const context = await chromium.launchPersistentContext(profile, { ...LAUNCH, ...options });
    return { context, [Symbol.asyncDispose]: () => context.close() };
  }
  const browser = await chromium.launch(LAUNCH);
  const context = await browser.newContext(options);
  return { context, [Symbol.asyncDispose]: () => browser.close() };
}

const LAUNCH = {
  executablePath: process.env['MAILROOM_CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--force-color-profile=srgb'],
    // Webviews have addresses of their own below vscode-cdn.net, which a service worker answers: they need no name.
    '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
  ],
};
