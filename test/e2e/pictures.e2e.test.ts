/** Pictures for README and documents in other themes and Chinese; made only when they are asked for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../support/projectRoot.ts';
import { type World, withVscode } from './harness/world.ts';
import { openPanel } from './pages/composePanel.ts';
import { textEditor } from './pages/editor.ts';
import { shownBody } from './pages/reader.ts';
import { picture } from './pages/screenshots.ts';

const wanted = process.env['MAILROOM_PICTURES'] === '1';
const LOOKS = [
  { name: 'dark', settings: { 'workbench.colorTheme': 'Default Dark Modern' }, language: 'en' },
  { name: 'zh-cn', settings: {}, language: 'zh-cn' },
] as const;

for (const { name, settings, language } of LOOKS.filter(() => wanted)) {
  test(`M01 M03 pictures: ${name}`, async (context) => {
    const chinese = language === 'zh-cn';
    const options = { settings, language, container: chinese ? '邮件' : 'Mail' };
    await withVscode(context, options, (world) => pictures(world, name, chinese ? CHINESE : ENGLISH));
  });
}

/** A letter of what letters have. */
const LETTER = `---
to: Zhang Wei 张伟 <zw@mailroom.test>; sam@mailroom.test
subject: Release on Friday
attach: [notes.md, 报告.txt]
---

## What was decided

Dear Wei,

the **seat map** is ready, and the *release* is <span style="color:#c00000">on Friday</span>.[^1] Please look at [the plan](https://example.test/plan) and run \`npm test\`.

| what | who | when |
| --- | :-: | --: |
| build | Ann | today |
| 测试 | Sam | tomorrow |

- [x] write the notes
- [ ] tag it

<img src="icon.png" alt="An envelope" width="72">

[^1]: If nothing comes between.
`;

for (const [look, theme] of wanted
  ? ([
      ['sample-panel', 'Default Light Modern'],
      ['panel-dark', 'Default Dark Modern'],
    ] as const)
  : [])
  test(`E02 M03 pictures: ${look}`, async (context) => {
    const icon = await readFile(join(projectRoot, 'media', 'icon.png'));
    const files = { 'letter.mail.md': LETTER, 'notes.md': 'notes\n', '报告.txt': '报告\n', 'icon.png': icon };
    await withVscode(context, { files, settings: { 'workbench.colorTheme': theme } }, async ({ workbench }) => {
      await workbench.openMailView('Mail');
      await workbench.runCommand('Mail: Try Mailroom with the Local Server');
      await workbench
        .tree('Messages')
        .row(/Seat map flickers/)
        .waitFor({ timeout: 60_000 });
      const panel = await openPanel(workbench, 'letter.mail.md');
      await panel.text.locator('img[src^="data:"]').waitFor();
      await panel.text.getByText('Dear Wei').click();
      await workbench.page.waitForTimeout(1_500);
      await picture(workbench.page, look);
    });
  });

const ENGLISH = {
  ...{ category: 'Mail', container: 'Mail', messages: 'Messages', tryIt: 'Try Mailroom with the Local Server' },
  ...{
    reply: 'Reply',
    addAccount: 'Add Account',
    mailboxes: 'Mailboxes',
    search: 'Search Mail',
    searchFor: 'Search: ',
  },
};
const CHINESE: typeof ENGLISH = {
  ...{ category: '邮件', container: '邮件', messages: '邮件列表', tryIt: '用本地服务器试用 Mailroom' },
  ...{ reply: '回复', addAccount: '添加账户', mailboxes: '邮箱', search: '搜索邮件', searchFor: '搜索：' },
};

async function pictures({ workbench }: World, look: string, words: typeof ENGLISH): Promise<void> {
  const { page } = workbench;
  const run = (title: string) => workbench.runCommand(`${words.category}: ${title}`);
  const messages = workbench.tree(words.messages);
  await workbench.openMailView(words.container);
  await run(words.tryIt);
  await messages.row(/Sam Okafor.*Seat map flickers/).click({ timeout: 60_000 });
  await shownBody(workbench).getByText('Ship it!').waitFor();
  await picture(page, `inbox-${look}`);
  for (const [query, name, body] of [
    ['Three ports', 'newsletter', 'A lock that opens itself'],
    ['三个问题', 'chinese', '看到了，很快'],
    ['URGENT', 'phishing', 'closed in 24 hours'],
  ] as const) {
    await run(words.search);
    await page.locator('.quick-input-widget .quick-input-box input').fill(query);
    await page.keyboard.press('Enter');
    await messages.pane.getByText(`${words.searchFor}${query}`).waitFor();
    await messages.row(new RegExp(query)).click();
    await shownBody(workbench).getByText(body).first().waitFor();
    await page.waitForTimeout(1_500);
    await picture(page, `${name}-${look}`);
  }
  await run(words.reply);
  await workbench.tab(/\.mail\.md/).waitFor();
  await textEditor(workbench).getByText('in-reply-to').waitFor();
  await page.locator('.codelens-decoration').first().waitFor();
  await page.waitForTimeout(1_500);
  await picture(page, `draft-${look}`);
  await run(words.addAccount);
  await page.locator('.quick-input-widget .quick-input-box input').fill('zhangwei@qq.com');
  await page.waitForTimeout(500);
  await picture(page, `account-address-${look}`);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1_500);
  await picture(page, `account-qq-${look}`);
  await page.keyboard.press('Escape');
}
