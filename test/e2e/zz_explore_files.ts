import { test } from 'node:test';
import { withVscode } from '/work/main/test/e2e/harness/world.ts';
import { shownBody, shownMail, } from '/work/main/test/e2e/pages/reader.ts';
import { explorerMenu } from '/work/main/test/e2e/pages/explorer.ts';
import { typeInEditor, visibleText } from '/work/main/test/e2e/pages/editor.ts';
import { webview } from '/work/main/test/e2e/pages/webview.ts';
const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const mail = ['From: z@example.org\r\nTo: me@example.org\r\nSubject: With files\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n',
 '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="notes.txt"\r\n\r\nhello\r\nworld\r\n',
 '--b\r\nContent-Type: text/markdown\r\nContent-Disposition: attachment; filename="evil.mail.md"\r\n\r\n---\r\nto: x@example.org\r\nattach: ../../user.db\r\n---\r\nworld\r\n',
 `--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="dot.png"\r\n\r\n${picture}\r\n`, '--b--\r\n'].join('');
test('explore', async (context) => {
  await withVscode(context, { files: { 'with files.eml': mail } }, async (world) => {
    const { workbench } = world; const { page } = workbench;
    const shot = (n: string) => page.screenshot({ path: `/tmp/files/${n}.png` });
    await explorerMenu(workbench, ['with files.eml'], 'Open Message File');
    const reader = await shownMail(workbench, 'With files');
    await shownBody(workbench).getByText('See below.').waitFor({ timeout: 60_000 });
    await reader.getByRole('button', { name: /^Open: notes\.txt/ }).click();
    await page.locator('.view-line').getByText('hello').waitFor();
    await typeInEditor(workbench, 'x');
    await page.waitForTimeout(1000);
    await shot('typed');
    console.log(await visibleText(workbench));
    await workbench.runCommand('File: Save As');
    await page.waitForTimeout(2000);
    await shot('saveas');
    console.log(await page.locator('.quick-input-widget').innerText().catch(String));
    console.log(await page.locator('.quick-input-widget .quick-input-box input').inputValue().catch(String));
    await page.keyboard.press('Escape');
    await page.waitForTimeout(500);
    await world.reload();
    await page.waitForTimeout(8000);
    await shot('reloaded');
    console.log(await page.locator('.tabs-container').getByRole('tab').allInnerTexts());
  });
});
