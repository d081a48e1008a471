import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeViolations } from '../support/axe.ts';
import { type LocalServer, startLocalServer } from '../support/localServer.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Browser, startBrowser } from './harness/browser.ts';

const args = ['--smtp', '0', '--imap', '0', '--pop3', '0', '--admin', '0', '--sample', '7'];
const sections = ['services', 'users', 'sessions', 'logs', 'massMail', 'audit', 'settings'];

describe('the administration’s page in Chromium', () => {
  let folder: TempFolder;
  let server: LocalServer;
  let browser: Browser;
  let page: Page;
  const asked = new Set<string>();
  const url = () => String(server.ports['admin']);

  before(async () => {
    folder = await tempFolder();
    server = await startLocalServer({ data: folder.path, args, program: 'server.cjs' });
    browser = await startBrowser();
    page = await browser.context.newPage();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto(url());
    await page.getByLabel('Token').fill(String(server.ports['token']));
    await page.getByRole('button', { name: 'Sign in' }).nth(1).click();
    await page.getByRole('navigation').waitFor();
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const open = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  const greeted = (port: number) =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => resolve(socket));
      socket.once('error', reject);
    });

  test('K01 a service stops and starts by its buttons, and for a taken port the next free one is a click away', async () => {
    await open('Services');
    const row = page.getByRole('row', { name: /^IMAP / });
    await row.getByRole('button', { name: 'Stop: IMAP' }).click();
    await row.getByText('stopped').waitFor();
    await assert.rejects(greeted(server.ports.imap), { code: 'ECONNREFUSED' });
    await row.getByRole('button', { name: 'Start: IMAP' }).press('Enter');
    await row.getByText('running').waitFor();
    await waitFor(
      () => page.evaluate<boolean>(`document.activeElement?.getAttribute('aria-label') === 'Restart: IMAP'`),
      { what: 'the focus in the same row' },
    );
    await row.getByLabel('Port: IMAP').fill(String(server.ports.smtp));
    await row.getByRole('button', { name: 'Move: IMAP' }).click();
    const offer = page.getByRole('button', { name: /^Use port \d+ instead$/ });
    const free = Number(/\d+/.exec((await offer.textContent()) ?? '')?.[0]);
    await offer.click();
    await waitFor(async () => (await row.getByLabel('Port: IMAP').inputValue()) === String(free));
    (await greeted(free)).destroy();
  });

  test('K02 a user is made, switched off and deleted, by keyboard', async () => {
    await open('Users');
    await page.getByRole('button', { name: 'New user' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address').fill('ann@mailroom.test');
    await dialog.getByLabel('Password').fill('short-lived secret');
    await dialog.getByLabel('Password').press('Enter');
    const row = page.getByRole('row', { name: /ann@mailroom\.test/ });
    await row.waitFor();
    const pop3 = row.getByRole('switch', { name: 'POP3: ann@mailroom.test' });
    await pop3.press('Space');
    const kept = async () => (await page.request.get(`${url()}/api/users/ann%40mailroom.test`)).json();
    await waitFor(async () => Object(await kept()).pop3 === false, { what: 'the switch on the server' });
    await page.reload();
    assert.equal(await pop3.isChecked(), false, 'the server keeps it');
    await row.getByRole('button', { name: 'Delete: ann@mailroom.test' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await row.waitFor({ state: 'detached' });
    await open('Audit trail');
    await page.getByRole('cell', { name: 'users.remove' }).first().waitFor();
  });

  test('K04 a line is shown when it is said; a session appears, and is cut', async () => {
    await open('Logs');
    await page.getByLabel('Protocol').selectOption('pop3');
    await page.getByRole('list', { name: 'Logs' }).waitFor();
    const socket = await greeted(Number(server.ports['pop3']));
    await page.getByRole('listitem').filter({ hasText: 'connected' }).first().waitFor();
    await open('Sessions');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    await page
      .getByRole('row', { name: /^POP3 / })
      .getByRole('button')
      .click();
    await ended;
    await page.getByText('Nobody is connected.').waitFor();
  });

  test('K05 a mail to all is sent once, and again only after a question', async () => {
    await open('Mail to all');
    await page.getByLabel('Subject').fill('Maintenance');
    await page.getByLabel('What it says').fill('On Sunday.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('cell', { name: /^done: 2 of 2 delivered$/ }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const again = page.getByRole('button', { name: 'Send again' });
    await again.waitFor();
    assert.equal(await page.getByRole('row', { name: /Maintenance/ }).count(), 1);
    await again.click();
    await waitFor(async () => (await page.getByRole('row', { name: /Maintenance/ }).count()) === 2);
  });

  test('K06 axe finds nothing on any section: light, dark, on a phone, in Chinese; nothing is asked elsewhere', async () => {
    const worlds = [
      { name: 'light', language: 'en', colorScheme: 'light', width: 1280 },
      { name: 'phone', language: 'en', colorScheme: 'dark', width: 390 },
      { name: 'Chinese', language: 'zh-cn', colorScheme: 'dark', width: 1280 },
    ] as const;
    for (const { name, language, colorScheme, width } of worlds) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(`localStorage.setItem('mailroom.language', '${language}')`);
      for (const section of sections) {
        await page.goto(`${url()}/#${section}`);
        await page.reload();
        await waitFor(
          async () => !/Loading|正在载入/.test((await page.locator('main .body').textContent()) ?? 'Loading'),
        );
        assert.deepEqual(await axeViolations(page.mainFrame()), [], `${name} ${section}`);
        const sideways = await page.evaluate('document.documentElement.scrollWidth > innerWidth + 1');
        assert.equal(sideways, false, `${name} ${section} scrolls sideways`);
      }
    }
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-cn');
    await page.getByRole('heading', { name: '设置' }).waitFor();
    assert.deepEqual([...asked], [url()]);
  });
});
