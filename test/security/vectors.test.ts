import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { escapeHtml } from '../../src/mail/html/htmlParser.ts';
import { sanitize } from '../../src/mail/html/sanitize.ts';
import { pagePolicy } from '../../src/protocol/views/pagePolicy.ts';
import { frameSandbox } from '../../src/protocol/views/reader.ts';
import { builtInVectors } from './builtInVectors.ts';

/**
 * The gate of the reader's two walls, each alone, in a real Chromium in which every host name leads to a canary that
 * counts connections. Wall 1: sanitised, with neither sandbox nor policy. Wall 2: raw, in the reader's frame and policy.
 */
interface Vector {
  readonly id: string;
  readonly html: string;
}

/** What happened in one page. */
interface Damage {
  connections: number;
  scripts: number;
  navigations: string[];
  requests: string[];
}

const corpora = join(import.meta.dirname, '../../../shared/corpora/html');
const sets = ['own', 'dompurify', 'h5sc'];
const perPage = 60;
const settleMs = 400;
const ownServices = ['accounts.google.com', 'clients*.google.com', '*.googleapis.com', '*.gvt1.com'];

describe('D02 hostile HTML in a real Chromium', { concurrency: false }, () => {
  let browser: Browser;
  let canary: Canary;
  let frameCode = '';

  before(async () => {
    canary = await Canary.start();
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, '../../src/webview/mailFrame.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'mail',
    });
    frameCode = bundle.outputFiles[0]?.text ?? '';
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        // Chromium's own calls home lead nowhere, so that what the canary hears is a mail's doing.
        `--host-resolver-rules=${ownServices.map((host) => `MAP ${host} ~NOTFOUND`).join(',')},MAP * 127.0.0.1:${canary.port}`,
        '--no-proxy-server',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    });
  });
  after(async () => {
    await browser?.close();
    await canary?.stop();
  });

  /** Shows the documents in one page, waits for what they do, and counts. */
  async function damageOf(show: (page: Page) => Promise<void>): Promise<Damage> {
    const page = await browser.newPage();
    try {
      const watch = await Watch.of(page);
      const before = canary.connections;
      await show(page);
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      // What waits for the pointer, the keyboard or a size gets its chance.
      await page.setViewportSize({ width: 480, height: 480 });
      await page.mouse.move(40, 40);
      await page.keyboard.press('Tab');
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      return { ...watch.result(), connections: canary.connections - before };
    } finally {
      await page.close();
    }
  }

  /** No wall: each document in a plain frame. */
  const bare = (documents: readonly string[]) => (page: Page) =>
    page.setContent(
      `<!doctype html><body>${documents.map((html) => `<iframe srcdoc="${escapeHtml(html)}"></iframe>`).join('')}`,
      { waitUntil: 'domcontentloaded' },
    );

  /** The reader's own frame under its policy, with whatever HTML. */
  const boxed = (documents: readonly string[]) => async (page: Page) => {
    const nonce = 'dGVzdA';
    const policy = `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(pagePolicy(nonce))}">`;
    const data = JSON.stringify(documents).replaceAll('<', '\\u003c');
    const script = `${frameCode};for (const html of ${data}) {
      const frame = mail.createMailFrame('mail');
      frame.addEventListener('load', () => mail.fillMailFrame(frame, html, ''), { once: true });
      document.body.append(frame);
    }`;
    await page.setContent(
      `<!doctype html><head>${policy}</head><body><script nonce="${nonce}">${script}</script></body>`,
      {
        waitUntil: 'domcontentloaded',
      },
    );
    await page.waitForTimeout(documents.length * 5);
    const filled = page.frames().length - 1;
    assert.ok(filled >= documents.length, `${filled} frames of ${documents.length} are there`);
  };

  async function assertHarmless(vectors: readonly Vector[], show: (part: readonly Vector[]) => Promise<Damage>) {
    for (let at = 0; at < vectors.length; at += perPage) {
      const part = vectors.slice(at, at + perPage);
      const damage = await show(part);
      if (isHarmless(damage)) continue;
      // Something got through: one by one, so that the failure names it.
      for (const vector of part) {
        const alone = await show([vector]);
        assert.ok(isHarmless(alone), `${vector.id}: ${JSON.stringify(alone)}\n${vector.html}`);
      }
      assert.fail(`vectors ${at} to ${at + part.length} together: ${JSON.stringify(damage)}`);
    }
  }

  const wall1 = (part: readonly Vector[]) => damageOf(bare(part.map((one) => sanitize(one.html).html)));
  const wall2 = (part: readonly Vector[]) => damageOf(boxed(part.map((one) => one.html)));

  test('D02 control: with no wall one picture is heard, a script and a navigation are counted', async () => {
    const picture = await damageOf(bare(['<img src="https://control.example/a.png">']));
    assert.equal(picture.requests.length, 1);
    assert.ok(picture.connections >= 1, 'the canary hears the picture');
    assert.ok(canary.hellos >= 1, 'and its TLS hello');
    const script = await damageOf(bare(['<img src="data:," onerror="window.x = 1">']));
    assert.ok(script.scripts > 0, JSON.stringify(script));
    const navigation = await damageOf(bare(['<meta http-equiv="refresh" content="0;url=https://control.example/">']));
    assert.ok(navigation.navigations.length > 0, JSON.stringify(navigation));
    // Chromium tries a closed connection again; what is left of that must not count against a vector.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  });

  test('D02 control: the frame shows a mail’s pictures of its own, and only those', async () => {
    const page = await browser.newPage();
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await boxed([
      `<img id="own" src="data:image/png;base64,${pixel}"><img id="far" src="https://control.example/a.png">`,
    ])(page);
    await page.waitForTimeout(settleMs);
    const widths = await page
      .frames()[1]
      ?.evaluate(() => [...document.querySelectorAll('img')].map((image) => image.naturalWidth));
    assert.deepEqual(widths, [1, 0]);
    await page.close();
  });

  test('D02 allow-scripts never stands in the frame’s sandbox', () => {
    assert.equal(frameSandbox, 'allow-same-origin');
  });

  for (const [name, vectors] of vectorSets()) {
    test(`D02 wall 1 alone, the sanitiser: ${vectors.length} vectors of ${name}`, () => assertHarmless(vectors, wall1));
    test(`D02 wall 2 alone, sandbox and policy: ${vectors.length} vectors of ${name}`, () =>
      assertHarmless(vectors, wall2));
  }
});

function isHarmless(damage: Damage): boolean {
  return damage.connections + damage.scripts + damage.navigations.length + damage.requests.length === 0;
}

function vectorSets(): [string, Vector[]][] {
  const own: [string, Vector[]] = [
    'the built-in list',
    builtInVectors.map((html, index) => ({ id: `b${index}`, html })),
  ];
  if (!existsSync(corpora)) {
    test('D02 vectors: ../shared/corpora is absent, so only the built-in list runs', () => {});
    return [own];
  }
  return [
    own,
    ...sets.map((name): [string, Vector[]] => [name, JSON.parse(readFileSync(join(corpora, `${name}.json`), 'utf8'))]),
  ];
}

/** Counts scripts that are parsed in a frame's own world, navigations away, and requests for more than data. */
class Watch {
  readonly #scripts: string[] = [];
  readonly #navigations: string[] = [];
  readonly #requests: string[] = [];

  static async of(page: Page): Promise<Watch> {
    const watch = new Watch();
    const session: CDPSession = await page.context().newCDPSession(page);
    session.on('Debugger.scriptParsed', (script) => {
      const context: { isDefault?: unknown } = script.executionContextAuxData ?? {};
      // Not a mail's: Playwright's own world, this page's own script, and the error page where a frame was blocked.
      if (context.isDefault === true && /^about:srcdoc|^https?:/.test(script.url)) watch.#scripts.push(script.url);
    });
    await session.send('Debugger.enable');
    page.on('dialog', (dialog) => {
      watch.#scripts.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!/^(?:https?|wss?|ftp):/.test(request.url())) return;
      watch.#requests.push(request.url());
      if (request.isNavigationRequest()) watch.#navigations.push(request.url());
    });
    page.on('requestfailed', (request) => {
      // Refused by the policy before anything left: the canary is the judge of that.
      if (!/^(?:csp|origin|net::ERR_BLOCKED_BY_CSP)$/.test(request.failure()?.errorText ?? '')) return;
      const at = watch.#requests.indexOf(request.url());
      if (at >= 0) watch.#requests.splice(at, 1);
    });
    page.on('framenavigated', (frame) => {
      if (!/^(?:about:|chrome-error:|data:)/.test(frame.url()) && frame.url() !== '')
        watch.#navigations.push(frame.url());
    });
    page.on('popup', (popup) => watch.#navigations.push(`popup ${popup.url()}`));
    page.on('download', (download) => watch.#navigations.push(`download ${download.url()}`));
    return watch;
  }

  result(): Omit<Damage, 'connections'> {
    return { scripts: this.#scripts.length, navigations: [...this.#navigations], requests: [...this.#requests] };
  }
}

/** Where every host name leads: takes connections, counts them and the TLS hellos, answers nothing. */
class Canary {
  connections = 0;
  hellos = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Canary> {
    const server = createServer();
    const canary = new Canary(server);
    server.on('connection', (socket) => {
      canary.connections++;
      canary.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('data', (bytes) => {
        if (bytes[0] === 0x16) canary.hellos++;
        socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return canary;
  }

  get port(): number {
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
