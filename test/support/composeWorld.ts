/** The compose panel's page as it is bundled, in a real Chromium, with a stand-in for VS Code that keeps the document. */
import { build } from 'esbuild';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { differenceOf, edited } from '../../src/base/textEdit.ts';
import { richBlocks } from '../../src/engine/compose/richBlocks.ts';
import { parseAddressList } from '../../src/mail/mime/address.ts';
import { cursorMark, type FromCompose, fromCompose, type ToCompose } from '../../src/protocol/views/compose.ts';
import { pagePolicy } from '../../src/protocol/views/pagePolicy.ts';
import { translator } from '../../src/texts/translator.ts';
import { PageText } from '../../src/views/composeBody.ts';
import { composeWords } from '../../src/views/composeForm.ts';
import { waitFor } from './waitFor.ts';

export interface ComposeWorld extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The body as the document has it. */
  body(): string;
  /** Waits until the document says this. */
  says(wanted: string | RegExp): Promise<string>;
  /** Somebody types in the text editor beside the panel. */
  change(body: string): Promise<void>;
  /** What the page sent, but for edits. */
  readonly heard: readonly FromCompose[];
  readonly errors: readonly string[];
}

const FORM = {
  from: '',
  senders: [{ value: 'ann@example.test', label: 'Ann <ann@example.test>' }],
  subject: 'A letter',
  attach: [],
  priority: '',
  receipt: false,
  sendAt: '',
  problems: [],
};

/** The page's script, bundled once for all tests of a file. */
export async function composeScript(): Promise<string> {
  const result = await build({
    entryPoints: ['src/webview/compose.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    loader: { '.ttf': 'dataurl', '.css': 'text' },
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}

export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['MAILROOM_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND'],
  });
}

/** Opens a draft's body in the page; it is shown when this returns. */
export async function openCompose(browser: Browser, script: string, text: string): Promise<ComposeWorld> {
  const context = await browser.newContext({ viewport: { width: 1_000, height: 800 } });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  const host = new StandIn(text, (message) => page.evaluate((data) => window.postMessage(data, '*'), message));
  await page.exposeFunction('tellHost', (message: unknown) => host.receive(fromCompose.parse(message)));
  await page.setContent(`<!doctype html><html lang="en"><head><title>Compose</title>
<meta http-equiv="Content-Security-Policy" content="${pagePolicy('test')}"></head><body class="vscode-light"><main id="compose"></main>
<script nonce="test">window.acquireVsCodeApi = () => ({ postMessage: (message) => window.tellHost(message), getState() {}, setState() {} });</script></body></html>`);
  await page.addStyleTag({ content: 'body { --vscode-editor-background: #fff; --vscode-editor-foreground: #333; }' });
  await page.evaluate(script);
  await page.locator('.page').waitFor();
  await waitFor(async () => host.isShown, { what: 'the draft on the page' });
  return {
    ...{ page, context, errors, heard: host.heard },
    body: () => host.body,
    says: (wanted) =>
      waitFor(
        async () => (typeof wanted === 'string' ? host.body.includes(wanted) : wanted.test(host.body)) && host.body,
        {
          what: `${wanted} in\n${host.body}`,
        },
      ).catch((error) => {
        throw new Error(`${String(error)}\n--- is ---\n${host.body}`);
      }),
    change: (body) => host.change(body),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

class StandIn {
  body: string;
  isShown = false;
  readonly heard: FromCompose[] = [];
  readonly #post: (message: ToCompose) => Promise<unknown>;
  readonly #page = new PageText();
  readonly #undo: string[] = [];
  readonly #redo: string[] = [];
  #recipients: { [name: string]: string } = { to: 'ann@example.test' };

  constructor(body: string, post: (message: ToCompose) => Promise<unknown>) {
    this.body = body;
    this.#post = post;
  }

  async change(body: string): Promise<void> {
    this.#keep(body);
    await this.#show();
  }

  async receive(message: FromCompose): Promise<void> {
    if (message.kind === 'ready') {
      await this.#post({ kind: 'words', words: composeWords(translator({})), language: 'en', isMac: false });
      await this.#show();
      await this.#showForm();
      this.isShown = true;
    } else if (message.kind === 'edit') {
      const { base, from, to, text } = message;
      const edit = this.#page.take(base, { from, to, text }, this.body);
      this.#keep(edited(this.body, edit));
      if (this.body !== this.#page.shown) await this.#show();
    } else await this.#other(message);
  }

  async #other(message: FromCompose): Promise<void> {
    this.heard.push(message);
    if (message.kind === 'action' && (message.action === 'undo' || message.action === 'redo')) {
      const [from, to] = message.action === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
      const text = from.pop();
      if (text === undefined) return;
      to.push(this.body);
      this.body = text;
      await this.#show();
    } else if (message.kind === 'header') {
      this.#recipients = { ...this.#recipients, [message.name]: message.values.join('; ') };
      await this.#showForm();
    } else if (message.kind === 'complete') {
      const contacts = ['Zhang Wei <zw@example.test>', 'Zoe <zoe@example.test>'].filter((one) =>
        one.toLowerCase().includes(message.prefix.toLowerCase()),
      );
      await this.#post({ kind: 'contacts', id: message.id, contacts });
    } else if (message.kind === 'snippets')
      await this.#post({
        ...{ kind: 'snippets', id: message.id },
        snippets: [
          { name: 'intro', of: '' },
          { name: 'outro', of: 'project' },
        ],
      });
    else if (message.kind === 'snippet') {
      const text = `Dear Ann,\n\nI am **Bob**, ${cursorMark}.`;
      const nodes = richBlocks(text).flatMap((block) => block.nodes);
      await this.#post({ kind: 'insert', text, nodes, replacesTyped: true });
    } else if (message.kind === 'attachFile') await this.#post({ kind: 'fileKept', id: message.id, ok: true });
    else if (message.kind === 'namePicture')
      await this.#post({ kind: 'pictureKept', id: message.id, src: 'shots/one.png' });
    else if (message.kind === 'keepPicture')
      await this.#post({ kind: 'pictureKept', id: message.id, src: `kept/${message.name}` });
    else if (message.kind === 'showPicture') await this.#post({ kind: 'picture', src: message.src, data: '' });
  }

  #keep(body: string): void {
    if (differenceOf(this.body, body).text !== '' || body.length !== this.body.length) this.#undo.push(this.body);
    this.body = body;
  }

  async #show(): Promise<void> {
    const { body: text } = this;
    await this.#post({
      kind: 'body',
      id: this.#page.offer(text),
      taken: this.#page.taken,
      text,
      isRich: true,
      blocks: richBlocks(text),
    });
  }

  async #showForm(): Promise<void> {
    const entries = (name: string) => {
      const text = this.#recipients[name] ?? '';
      const { mailboxes, problems } = parseAddressList(text);
      return [
        ...mailboxes.map(({ name: shown, address, start, end }) => ({
          start,
          text: text.slice(start, end),
          name: shown,
          address,
          problem: '',
        })),
        ...problems.map(({ start, text: written }) => ({
          start,
          text: written,
          name: '',
          address: '',
          problem: 'no address',
        })),
      ].sort((a, b) => a.start - b.start);
    };
    const recipients = { to: entries('to'), cc: entries('cc'), bcc: entries('bcc'), replyTo: entries('reply-to') };
    await this.#post({ kind: 'form', form: { ...FORM, ...recipients } });
  }
}
