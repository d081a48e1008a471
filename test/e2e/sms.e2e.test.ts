/** A gateway of one's own, set up by its form; texts through it: sent, refused in the provider's words, in doubt. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type FakeGateway, json, startFakeGateway, taken, text } from '../support/fakeGateway.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { type World, withVscode } from './harness/world.ts';
import { visibleText } from './pages/editor.ts';
import { picture } from './pages/screenshots.ts';
import type { Workbench } from './pages/workbench.ts';

const KEY = 'Only-in-the-store-ü-7';

const settingsFor = (fake: FakeGateway, more: object = {}) => ({
  ...more,
  'mailroom.send.undoSeconds': 0,
  'mailroom.sms.templates': [{ name: 'Login code', text: 'Your code is {code}' }],
  'mailroom.sms.gateways': [
    {
      name: 'Our gateway',
      url: `${fake.origin}/send`,
      form: { user: '{user}', key: '{key}', to: '{number}', msg: '{text}' },
      ...{ fields: [{ name: 'user', label: 'User' }], secrets: [{ name: 'key', label: 'Key' }] },
      success: { path: 'code', equals: '2', code: 'code', words: 'msg', id: 'smsid' },
      codes: { '4051': 'sms.noCredit' },
    },
  ],
});

const ENGLISH = {
  ...{ category: 'Mail', container: 'Mail', add: 'Add SMS Gateway', send: 'Send SMS', view: 'Drafts & Outbox' },
  ...{ name: 'What is the gateway called here?', user: 'User of', key: 'Key of', store: 'secret store only' },
  ...{ numbers: 'To which numbers?', template: 'Login code', gap: 'Value for “code”', agree: 'Send' },
  ...{ letters: /has letters in it/, counted: /16 characters, 1 message · 144 left/, retry: 'Send Text Message Now' },
  ...{ noCredit: 'has no credit: 剩余条数不足 (4051)', doubt: /answered with a web page/, maybe: /maybe sent/ },
  ...{ arrived: 'It Arrived', sent: /sent/, failed: /not sent/, log: 'Show Log', ready: 'is ready' },
};
const CHINESE: typeof ENGLISH = {
  ...{ category: '邮件', container: '邮件', add: '添加短信网关', send: '发送短信', view: '草稿与发件箱' },
  ...{ name: '给网关起个名字', user: 'Our gateway 的 User', key: 'Our gateway 的 Key', store: '只保存在' },
  ...{ numbers: '发给哪些号码？', template: 'Login code', gap: '“code”填什么', agree: '发送' },
  ...{ letters: /里有字母或汉字/, counted: /16 个字，1 条 · 还可写 144 个/, retry: '立即发送短信' },
  ...{ noCredit: '账户余额不足：剩余条数不足（4051）', doubt: /回答了一个网页/, maybe: /可能/ },
  ...{ arrived: '已收到', sent: /已?发/, failed: /未发送|没/, log: '查看短信日志', ready: '已就绪' },
};

test('F04 a gateway is set up and texts go through it; its words are shown; the key is in no file', async (context) => {
  await using kept = await tempFolder('vs');
  await using fake = await startFakeGateway();
  const options = { folder: kept.path, profile: join(kept.path, 'browser'), settings: settingsFor(fake) };
  await withVscode(context, options, (world) => journey(world, fake, ENGLISH, 'light'));
  for (const entry of await readdir(kept.path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    for (const form of [KEY, encodeURIComponent(KEY), Buffer.from(KEY).toString('base64')])
      assert.ok(!bytes.includes(form), `${entry.name} holds the key`);
  }
});

test('F04 M01 the same in Chinese, on dark', async (context) => {
  await using fake = await startFakeGateway();
  const settings = settingsFor(fake, { 'workbench.colorTheme': 'Default Dark Modern' });
  const options = { settings, language: 'zh-cn', container: '邮件' } as const;
  await withVscode(context, options, (world) => journey(world, fake, CHINESE, 'zh-cn'));
});

async function journey({ workbench }: World, fake: FakeGateway, words: typeof ENGLISH, look: string): Promise<void> {
  const outbox = workbench.tree(words.view);
  await workbench.openMailView(words.container);
  await workbench.runCommand(`${words.category}: ${words.add}`);
  await workbench.pick('Our gateway');
  await workbench.answer(words.name, 'Our gateway');
  await workbench.answer(words.user, 'mailroom');
  await workbench.page.locator('.quick-input-widget:visible').filter({ hasText: words.key }).waitFor();
  await picture(workbench.page, `sms-key-${look}`);
  await workbench.answer(words.key, KEY);
  await inputGone(workbench);
  await workbench.notification(words.ready);
  await outbox.open();

  await writeText(workbench, words, look);
  assert.match(await workbench.dialogText(), new RegExp(`127\\.0\\.0\\.1:${fake.port}`));
  assert.equal(fake.connections(), 0, 'nobody was contacted before the host was agreed to');
  await picture(workbench.page, `sms-first-${look}`);
  await workbench.dialogButton(words.agree);
  await waitFor(() => fake.asked.length === 1, { what: 'the gateway to be asked' });
  const msg = 'Your code is 123';
  assert.deepEqual(fake.asked[0]?.form, { user: 'mailroom', key: KEY, to: '+8613800138000', msg });
  await outbox.row(msg).getByText(words.sent).waitFor();

  // Refused: in the provider's words, then sent after all.
  fake.answerWith(json({ code: 4051, msg: '剩余条数不足' }));
  await writeText(workbench, words, '');
  await workbench.notification(words.noCredit);
  await picture(workbench.page, `sms-refused-${look}`);
  await outbox.row(words.failed).waitFor();
  fake.answerWith(taken);
  await outbox.contextMenu(words.failed, words.retry);
  await waitFor(() => fake.asked.length === 3, { what: 'the text sent once more' });
  await outbox.row(words.failed).waitFor({ state: 'detached' });

  // In doubt: a page; a person ends the doubt, and nothing is sent again.
  fake.answerWith(text('<html>login</html>', { type: 'text/html' }));
  await writeText(workbench, words, '');
  await workbench.notification(words.doubt);
  await outbox.row(words.maybe).waitFor();
  await picture(workbench.page, `sms-doubt-${look}`);
  await outbox.row(words.maybe).click();
  await workbench.pick(words.arrived);
  await outbox.row(words.maybe).waitFor({ state: 'detached' });
  assert.equal(fake.asked.length, 4);

  await outbox.contextMenu(msg, words.log);
  await waitFor(async () => (await visibleText(workbench)).includes('/send'), { what: 'the log' });
  const log = await visibleText(workbench);
  assert.ok(log.includes('key=***') && !log.includes(KEY), log);
  await picture(workbench.page, `sms-log-${look}`);
}

/** Up to the text with its gap filled; a wrong number is refused on the way. */
async function writeText(workbench: Workbench, words: typeof ENGLISH, look: string): Promise<void> {
  await workbench.runCommand(`${words.category}: ${words.send}`);
  const input = workbench.page.locator('.quick-input-widget:visible .quick-input-box input');
  await workbench.page.locator('.quick-input-widget:visible').filter({ hasText: words.numbers }).waitFor();
  if (look) {
    await input.fill('1380013800O');
    await waitFor(async () => words.letters.test(await workbench.inputMessage()), { what: 'the reason' });
    await picture(workbench.page, `sms-letters-${look}`);
  }
  await input.fill('１３８ 0013-8000');
  await waitFor(async () => /\+86 138 0013 8000/.test(await workbench.inputMessage()), { what: 'the number read' });
  await workbench.page.keyboard.press('Enter');
  await workbench.pick(words.template);
  await workbench.page.locator('.quick-input-widget:visible').filter({ hasText: words.gap }).waitFor();
  await input.fill('123');
  await waitFor(async () => words.counted.test(await workbench.inputMessage()), { what: 'the count' });
  if (look) await picture(workbench.page, `sms-count-${look}`);
  await workbench.page.keyboard.press('Enter');
  await inputGone(workbench);
}

/** The answer was taken: what is opened before that would throw it away. */
async function inputGone({ page }: Workbench): Promise<void> {
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}
