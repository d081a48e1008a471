import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { utf8 } from '../../src/base/bytes.ts';
import { renderJob } from '../../src/engine/worker/render.ts';
import {
  accountId,
  type MessageContent,
  mailboxId,
  messageId,
  type OutboxRecord,
  outboxId,
  type RecipientRecord,
} from '../../src/protocol/records.ts';
import { pagePolicy } from '../../src/protocol/views/pagePolicy.ts';
import { type FromReader, fromReader } from '../../src/protocol/views/reader.ts';
import { translator } from '../../src/texts/translator.ts';
import { createFormats } from '../../src/views/formats.ts';
import { readerWords, toReaderMessage } from '../../src/views/readerMessage.ts';
import { readerSendings } from '../../src/views/readerSendings.ts';
import { axeViolations } from '../support/axe.ts';
import { readerMails } from './readerMails.ts';

/** The reader's page as it is bundled, in a real Chromium, with a stand-in for VS Code. */
const themes = {
  light: {
    kind: 'vscode-light',
    'editor-foreground': '#3b3b3b',
    'editor-background': '#ffffff',
    descriptionForeground: '#5f5f5f',
    foreground: '#3b3b3b',
    'textLink-foreground': '#005fb8',
    'textLink-activeForeground': '#005fb8',
    'editorWarning-foreground': '#8a6100',
    'editorWidget-background': '#f8f8f8',
    'panel-border': '#e5e5e5',
    focusBorder: '#005fb8',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
  },
  dark: {
    kind: 'vscode-dark',
    'editor-foreground': '#cccccc',
    'editor-background': '#1f1f1f',
    descriptionForeground: '#9d9d9d',
    foreground: '#cccccc',
    'textLink-foreground': '#4daafc',
    'textLink-activeForeground': '#4daafc',
    'editorWarning-foreground': '#cca700',
    'editorWidget-background': '#202020',
    'panel-border': '#2b2b2b',
    focusBorder: '#0078d4',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
  },
} as const;

const shots = process.env['MAILROOM_SHOTS'];
const chinese = JSON.parse(readFileSync(join(import.meta.dirname, '../../l10n/bundle.l10n.zh-cn.json'), 'utf8'));
const now = Date.UTC(2026, 2, 4, 12);

describe('D01 the reader’s page', { concurrency: false }, () => {
  let browser: Browser;
  let script = '';

  before(async () => {
    const bundle = await build({
      entryPoints: [join(import.meta.dirname, '../../src/webview/reader.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      loader: { '.css': 'text', '.ttf': 'dataurl' },
    });
    script = bundle.outputFiles[0]?.text ?? '';
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND'],
    });
    if (shots) mkdirSync(shots, { recursive: true });
  });
  after(() => browser?.close());

  async function open(theme: keyof typeof themes, width = 900): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 760 } });
    const { kind, ...colours } = themes[theme];
    const variables = Object.entries(colours).map(([name, value]) => `--vscode-${name}:${value}`);
    const nonce = 'dGVzdA';
    const stub = `window.posted=[];window.acquireVsCodeApi=()=>({postMessage:(m)=>posted.push(m),setState:(s)=>{window.kept=s},getState:()=>window.kept});`;
    await page.setContent(
      `<!doctype html><html lang="en" style="${variables.join(';')};--vscode-font-size:13px;--vscode-font-family:system-ui"><head>
      <meta http-equiv="Content-Security-Policy" content="${pagePolicy(nonce)}"><title>Mail</title></head>
      <body class="${kind}"><main id="reader" tabindex="-1"></main><script nonce="${nonce}">${stub}</script></body></html>`,
    );
    await page.evaluate((code) => {
      const element = document.createElement('script');
      element.nonce = 'dGVzdA';
      element.textContent = code;
      document.body.append(element);
    }, script);
    return page;
  }

  async function show(
    page: Page,
    mail: keyof typeof readerMails,
    language: 'en' | 'zh-cn' = 'en',
    sendings: readonly OutboxRecord[] = [],
    receipt: MessageContent['receipt'] = undefined,
  ): Promise<void> {
    const t = translator(language === 'zh-cn' ? chinese : {});
    const { html, text, content } = contentOf(readerMails[mail].join('\r\n'));
    const told = readerSendings(sendings, { t, formats: createFormats(language, () => now), nowMs: now });
    const wished = receipt ? { ...content, receipt } : content;
    const message = toReaderMessage(wished, { html, text, sendings: told }, { t, language, timeZone: 'UTC', now });
    await page.evaluate((data) => window.postMessage(data, '*'), {
      kind: 'show',
      message,
      words: readerWords(t),
      language,
    });
    await page.waitForSelector('iframe');
    await page.waitForTimeout(250);
  }

  const posted = async (page: Page): Promise<FromReader[]> => {
    const list: unknown[] = await page.evaluate('posted');
    return list.map((one) => fromReader.parse(one));
  };
  const picture = (page: Page, name: string) =>
    shots ? page.screenshot({ path: join(shots, `reader-${name}.png`) }) : undefined;

  for (const theme of ['light', 'dark'] as const) {
    for (const mail of ['newsletter', 'text', 'phishing'] as const) {
      test(`D01 ${mail} in ${theme}: no serious finding of axe`, async () => {
        const page = await open(theme);
        await show(page, mail);
        await picture(page, `${mail}-${theme}`);
        assert.deepEqual(await axeViolations(page.mainFrame(), ['region', 'page-has-heading-one']), []);
        await page.close();
      });
    }
  }

  test('D01 it speaks Chinese and fits a narrow editor', async () => {
    const page = await open('light');
    await show(page, 'newsletter', 'zh-cn');
    await picture(page, 'newsletter-zh');
    assert.match((await page.textContent('header')) ?? '', /收件人/);
    await page.setViewportSize({ width: 320, height: 760 });
    await picture(page, 'newsletter-narrow');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    assert.equal(overflow, false);
    await page.close();
  });

  test('D01 200 px wide, nothing is cut and icons stand beside their words', async () => {
    const page = await open('dark', 200);
    await show(page, 'newsletter');
    await picture(page, 'newsletter-200');
    const { overflow, icon, words, views } = await page.evaluate(() => {
      const box = (selector: string) => {
        const { left, top, right, bottom } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
        return { left, top, right, bottom };
      };
      const { scrollWidth, clientWidth } = document.documentElement;
      const views = [...document.querySelectorAll('.views button:not([hidden])')].map((one) => {
        const { left, right } = one.getBoundingClientRect();
        return { left, right };
      });
      return {
        overflow: scrollWidth > clientWidth,
        icon: box('.images .codicon'),
        words: box('.images > .codicon + span'),
        views,
      };
    });
    assert.equal(overflow, false);
    assert.ok(words.left >= icon.right && words.top < icon.bottom, 'the icon stands before its sentence');
    const margin = Math.min(...views.map(({ left }) => left));
    assert.ok(
      views.every(({ left, right }) => left >= 0 && right <= 200),
      'every view can be pressed',
    );
    assert.ok(margin < 12, 'the views begin where the lines above begin');
    await page.close();
  });

  test('D01 the page keeps whether its tab is a preview, for VS Code to bring back what it was', async () => {
    const page = await open('light');
    await show(page, 'text');
    const kept = async (): Promise<unknown> => page.evaluate('window.kept.pinned');
    const tell = (pinned: boolean) =>
      page
        .evaluate((data) => window.postMessage(data, '*'), { kind: 'pinned', pinned })
        .then(() => page.waitForTimeout(100));
    await tell(false);
    assert.equal(await kept(), false);
    await tell(true);
    assert.equal(await kept(), true);
    await show(page, 'newsletter');
    assert.equal(await kept(), true);
    await page.close();
  });

  test('D01 a click on a link goes to the host and nowhere else; its target is shown first', async () => {
    const page = await open('light');
    await show(page, 'phishing');
    const link = page.frameLocator('iframe').locator('a').first();
    await link.hover();
    assert.match((await page.textContent('.target')) ?? '', /https:\/\/evil\.example\//);
    await link.click();
    await link.click({ button: 'middle' });
    const links = (await posted(page)).filter((one) => one.kind === 'openLink');
    assert.deepEqual(links, [{ kind: 'openLink', href: 'https://evil.example/login' }]);
    assert.equal(page.context().pages().length, 1);
    await page.close();
  });

  test('D01 keys pressed in the mail reach the page', async () => {
    const page = await open('light');
    await show(page, 'text');
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      window.addEventListener('keydown', (event) => seen.push(`${event.key} ${event.keyCode} ${event.ctrlKey}`));
    });
    await page.frameLocator('iframe').locator('body').click();
    await page.keyboard.press('e');
    await page.keyboard.press('F1');
    await page.keyboard.press('Control+Enter');
    const seen: unknown = await page.evaluate('seen');
    assert.deepEqual(seen, ['e 69 false', 'F1 112 false', 'Control 17 true', 'Enter 13 true']);
    await page.close();
  });

  test('D02 an HTML mail is dark in a dark theme with its contrast kept, and original on request', async () => {
    const page = await open('dark');
    await show(page, 'newsletter');
    const colours = () =>
      page
        .frameLocator('iframe')
        .locator('td.m-head')
        .evaluate((cell) => {
          const { color, backgroundColor } = getComputedStyle(cell);
          return { color, backgroundColor };
        });
    const dark = await colours();
    assert.notEqual(dark.backgroundColor, 'rgb(255, 255, 255)');
    await page.getByRole('button', { name: 'Original colors' }).click();
    await page.waitForTimeout(200);
    assert.equal((await colours()).backgroundColor, 'rgb(255, 255, 255)');
    await picture(page, 'newsletter-dark-original');
    await page.close();
  });

  test('D03 attachments are opened and saved by the host; D02 pictures are shown on request', async () => {
    const page = await open('light');
    await show(page, 'newsletter');
    await page.getByRole('button', { name: /^Open: report\.pdf/ }).click();
    await page.getByRole('button', { name: /^Save: report\.pdf/ }).click();
    await page.getByRole('button', { name: 'Save All' }).click();
    await page.getByRole('button', { name: 'Show once' }).click();
    await page.getByRole('button', { name: 'Source' }).click();
    const state = ['focus', 'shownAs'];
    const kinds = (await posted(page)).map((one) => one.kind).filter((kind) => !state.includes(kind));
    assert.deepEqual(kinds, ['ready', 'openAttachment', 'saveAttachment', 'saveAll', 'showImages', 'source']);
    await page.close();
  });

  test('D01 text and headers are shown in its place', async () => {
    const page = await open('light');
    await show(page, 'newsletter');
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    assert.match((await page.textContent('pre.text')) ?? '', /Weekly report/);
    await page.getByRole('button', { name: 'Headers' }).click();
    assert.match((await page.textContent('dl.headers')) ?? '', /Message-ID/);
    await picture(page, 'headers');
    await page.close();
  });

  for (const [theme, language] of [
    ['light', 'en'],
    ['dark', 'zh-cn'],
  ] as const) {
    test(`F07 E13 what became of a mail of ours stands above its text, ${theme}, ${language}`, async () => {
      const page = await open(theme);
      await show(page, 'text', language, [threeFates()]);
      await picture(page, `sendings-${theme}`);
      const rows = page.locator('.sendings li');
      const expected =
        language === 'en'
          ? [/bob@x\.test came back · 552 5\.2\.2 Mailbox full/, /cat@x\.test refused · 550/, /dan@x\.test read /]
          : [/bob@x\.test 被退回 · 552 5\.2\.2 Mailbox full/, /cat@x\.test 被?拒.* · 550/, /dan@x\.test .*已读/];
      for (const [index, words] of expected.entries()) assert.match((await rows.nth(index).textContent()) ?? '', words);
      assert.deepEqual(await axeViolations(page.mainFrame(), ['region', 'page-has-heading-one']), []);
      await page.locator('.sending button').click();
      const asked = (await posted(page)).filter((one) => one.kind === 'dialogue');
      assert.deepEqual(asked, [{ kind: 'dialogue', id: 'a1.m1.1.1', sending: 'o1' }]);
      await page.close();
    });
  }

  test('E13 a mail that asks for a receipt: nothing is answered but by a button; a wish for elsewhere can’t be granted', async () => {
    const page = await open('dark', 700);
    await show(page, 'text', 'zh-cn', [], { to: 'zhang@team.example', isSender: true });
    await picture(page, 'receipt-zh');
    assert.deepEqual(await axeViolations(page.mainFrame(), ['region', 'page-has-heading-one']), []);
    await page.getByRole('button', { name: '不发送' }).click();
    await page.getByRole('button', { name: '发送回执' }).click();
    const said = (await posted(page)).filter((one) => one.kind === 'receipt').map(({ answer }) => answer);
    assert.deepEqual(said, ['decline', 'send']);
    await page.evaluate((data) => window.postMessage(data, '*'), { kind: 'receiptAnswered', id: 'a1.m1.1.1' });
    await page.locator('#receipt').waitFor({ state: 'detached' });
    await show(page, 'text', 'en', [], { to: 'spy@evil.test', isSender: false });
    await picture(page, 'receipt-elsewhere');
    assert.match((await page.textContent('#receipt')) ?? '', /spy@evil\.test, where it does not come from/);
    assert.equal(await page.getByRole('button', { name: 'Send Receipt' }).count(), 0);
    await page.close();
  });

  test('F07 more recipients open on request, and what becomes known is shown while one reads', async () => {
    const page = await open('light', 320);
    const many = threeFates();
    const [, , dan] = many.recipients;
    assert.ok(dan);
    const more = ['e', 'f', 'g', 'h'].map((name) => ({ ...dan, address: `${name}@x.test` }));
    await show(page, 'text', 'en', [{ ...many, recipients: [...many.recipients, ...more] }]);
    await picture(page, 'sendings-narrow');
    await page.getByRole('button', { name: '2 more' }).click();
    assert.equal(await page.locator('.sendings li').count(), 7);
    const told = readerSendings([many], { t: translator(), formats: createFormats('en', () => now), nowMs: now });
    const tell = (id: string) =>
      page
        .evaluate((data) => window.postMessage(data, '*'), { kind: 'sendings', id, sendings: told })
        .then(() => page.waitForTimeout(100));
    await tell('a1.m1.1.9');
    assert.equal(await page.locator('.sendings li').count(), 7, 'of another mail: left alone');
    await tell('a1.m1.1.1');
    assert.equal(await page.locator('.sendings li').count(), 3);
    await page.close();
  });

  test('D01 a failure says what to do', async () => {
    const page = await open('light');
    const words = readerWords(translator());
    const failed = { kind: 'failed', words, text: 'This message cannot be shown.', details: 'message.damaged' };
    await page.evaluate((data) => window.postMessage(data, '*'), failed);
    await page.getByRole('button', { name: 'Try Again' }).click();
    assert.ok((await posted(page)).some((one) => one.kind === 'tryAgain'));
    await picture(page, 'failed');
    await page.close();
  });
});

/** Come back, refused and read. */
function threeFates(): OutboxRecord {
  const recipient = (change: Partial<RecipientRecord>): RecipientRecord => ({
    ...{ address: 'a@x.test', state: 'accepted', code: 250, reply: '250 ok' },
    ...{ fate: '', fateStatus: '', fateReason: '', fateAt: 0, readAs: '', readAt: 0 },
    ...change,
  });
  return {
    ...{ id: outboxId.parse('o1'), account: accountId.parse('a1'), state: 'failed', subject: 'S', messageId: '<1@x>' },
    ...{ size: 10, sentBytes: 10, createdAt: now, dueAt: now, sendAt: 0, attempts: 1 },
    ...{ failure: null, sentCopy: 'saved', draft: '' },
    recipients: [
      recipient({ address: 'bob@x.test', fate: 'bounced', fateReason: '552 5.2.2 Mailbox full' }),
      recipient({ address: 'cat@x.test', state: 'refused', code: 550, reply: '5.1.1 No such user here' }),
      recipient({ address: 'dan@x.test', readAs: 'displayed', readAt: now }),
    ],
  };
}

function contentOf(source: string): { html: string; text: string; content: MessageContent } {
  const job = {
    kind: 'render',
    source: { bytes: utf8(source) },
    remoteImages: [],
    inJunk: false,
    hashAll: true,
  } as const;
  const { html, text, remoteUrls: _, date, subject, from, to, messageId: id, ...rest } = renderJob(job);
  const row = {
    id: messageId.parse('a1.m1.1.1'),
    account: accountId.parse('a1'),
    mailbox: mailboxId.parse('m1'),
    uid: 1,
    messageId: id,
    from,
    to,
    subject,
    date: date ?? 0,
    flags: [],
    size: source.length,
    hasAttachment: rest.attachments.length > 0,
    threadId: 't1',
  };
  return { html, text, content: { ...rest, row, html: { text: html }, text: { text } } };
}
