/** The preview of a draft: what would be sent, as one types, in every form that its recipients may see. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import type { FrameLocator } from 'playwright-core';
import { projectRoot } from '../support/projectRoot.ts';
import { readByPython } from '../support/readByPython.ts';
import { storedMessageWith } from '../support/storedMessages.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { memoryFilesExtension } from './harness/memoryFiles.ts';
import { vsixPath } from './harness/vscodeServer.ts';
import { withVscode } from './harness/world.ts';
import { openFile, quickFix } from './pages/editor.ts';
import { selectMailbox } from './pages/mail.ts';
import { picture } from './pages/screenshots.ts';
import { webview, webviewViolations } from './pages/webview.ts';
import type { Workbench } from './pages/workbench.ts';

const draft = `---
to: Zhang Wei 张伟 <zw@example.org>
bcc: quiet@example.org
subject: Plan for the release
attach: notes.txt
---

Hello **you**, see [the plan](https://example.org/plan) and [the note][^1].

| what | when |
| :--- | ---: |
| freeze | Monday |
| 发布 | Friday |

- [x] written
- [ ] read

\`\`\`ts
const days = weeks * 7; // of course
\`\`\`

![logo](logo.png)

<p align="center"><span style="color:#c00">in the middle</span></p>

[^1]: Nobody reads notes.
`;

async function openSample(workbench: Workbench): Promise<void> {
  await workbench.openMailView();
  await workbench.tree('Mailboxes').welcome.getByRole('button', { name: 'Try It with the Local Server' }).click();
  await selectMailbox(workbench, 'Inbox', 'alex@mailroom.test');
}

const bodyOf = (page: FrameLocator) => page.frameLocator('.paper iframe').locator('body');

test('E01 E04 the preview shows what would be sent while one types: formatted, on a phone, in the dark, as text and as MIME', async (context) => {
  const logo = await readFile(join(projectRoot, 'media', 'icon.png'));
  const files = { 'plan.mail.md': draft, 'notes.txt': 'a note\n', 'logo.png': logo };
  await withVscode(context, { files }, async ({ workbench }) => {
    const page = webview(workbench);
    const body = bodyOf(page);
    const keyboard = workbench.page.keyboard;
    // Beside the preview, whichever of them has the focus.
    const editor = workbench.page.locator('.editor-instance .monaco-editor').first();
    await openSample(workbench);
    await openFile(workbench, 'plan.mail.md');
    // By its button in the title bar, as a person would.
    await workbench.page
      .locator('.editor-group-container.active .editor-actions')
      .getByRole('button', { name: /^Preview Draft/ })
      .click();
    await workbench.tab('Preview: Plan for the release').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Plan for the release' }).waitFor();
    await body.getByText('Hello you, see the plan').waitFor();
    assert.match(
      await page.locator('.fields').innerText(),
      /Zhang Wei 张伟 <zw@example\.org>[\s\S]*quiet@example\.org/,
    );
    assert.match(await page.locator('.files').innerText(), /notes\.txt 7 bytes/);
    await waitFor(() => body.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth > 0), {
      what: 'the picture of the draft',
    });
    await picture(workbench.page, 'preview');
    assert.deepEqual(await webviewViolations(workbench), []);

    // It follows what is typed, unsaved.
    await editor.getByText('] read').click();
    await keyboard.press('End');
    await keyboard.type(' And your mother.');
    await body.getByText('And your mother.').waitFor();
    await workbench
      .tab(/plan\.mail\.md/)
      .and(workbench.page.locator('.dirty'))
      .waitFor();

    // Narrow and dark.
    await page.getByRole('button', { name: 'Phone' }).click();
    await waitFor(async () => (await page.locator('.paper').evaluate((paper) => paper.clientWidth)) <= 375, {
      what: 'the width of a phone',
    });
    await page.getByRole('button', { name: 'Dark' }).click();
    await waitFor(
      () =>
        body.evaluate(
          (element) => getComputedStyle(element.ownerDocument.documentElement).backgroundColor === 'rgb(31, 31, 31)',
        ),
      { what: 'a dark ground' },
    );
    await picture(workbench.page, 'preview-phone-dark');

    // The other forms of the same mail.
    await page.getByRole('button', { name: 'Plain text' }).click();
    await page.locator('.text').getByText('the plan <https://example.org/plan>').waitFor();
    const text = await page.locator('.text').innerText();
    assert.match(text, /\| freeze \| Monday \|/);
    assert.match(text, /\[logo\]/);
    await page.getByRole('button', { name: 'MIME source' }).click();
    await page.locator('.text').getByText('multipart/alternative').waitFor();
    const source = await page.locator('.text').innerText();
    assert.match(source, /^From: .*alex@mailroom\.test>$/m);
    assert.doesNotMatch(source, /quiet@example\.org/, 'Bcc is in no header');
    assert.match(source, /filename=notes\.txt/);

    // What keeps it from being sent is said, and the rest is shown.
    await editor.getByText('bcc').click();
    await keyboard.press('Home');
    await keyboard.insertText('cc: nobody at all\n');
    await page.locator('.problems').getByText('Line 3: “nobody at all” is not a mail address').waitFor();

    await page.getByRole('button', { name: 'Formatted' }).click();
    await body.getByText('And your mother.').waitFor();
    const previews = async () =>
      (await workbench.page.locator('.tabs-container').getByRole('tab').allInnerTexts()).filter((tab) =>
        tab.includes('Preview'),
      ).length;
    assert.equal(await previews(), 1);
    // It goes with its draft.
    await editor.getByText('] read').click();
    await workbench.ctrl('S');
    await workbench.page.locator('.tab.dirty').waitFor({ state: 'detached' }); // Else VS Code asks about it.
    await workbench.runCommand('View: Close Editor');
    await waitFor(async () => (await previews()) === 0, { what: 'the preview to close with its draft' });
  });
});

const drawn = `---
to: ${BOB.address}
subject: How it goes
attach:
  - docs
  - memfs://far/report%20one.txt
  - memfs://far/deep
---

Hello, this is how it goes:

\`\`\`mermaid
flowchart LR
  A[Draft] --> B{Secrets?}
  B -->|no| C[发送 & done]
  B -->|yes| A
\`\`\`

and this is how much:

\`\`\`math
\\frac{1}{2\\pi} \\int_{-\\infty}^{\\infty} e^{-\\frac{x^2}{2}}\\,dx = \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}
\`\`\`
`;

test('E04 E05 a diagram and a formula are drawn and leave as pictures, the preview opening by itself, folders as archives, files of no disk too; one that can’t be drawn is pointed out', async (context) => {
  const photo = noise(2_400, 400);
  const broken = drawn.replace('B -->|yes| A', 'B -->|yes| A -->');
  const files = {
    'drawn.mail.md': drawn,
    'broken.mail.md': broken,
    'docs/a.txt': 'one\n',
    'docs/deep/b.txt': 'two\n',
    'photo.png': photo,
  };
  const settings = { 'mailroom.send.undoSeconds': 0 };
  await using folder = await tempFolder('vsix');
  const far = { '/report one.txt': 'from far\n', '/deep/a.txt': 'a\n', '/deep/down/b.txt': 'b\n' };
  const vsix = [vsixPath, await memoryFilesExtension(folder.path, far)];
  await withMail(context, { files, settings, vsix }, async ({ workbench, dovecot, ports, workspace }) => {
    const page = webview(workbench);
    await addAnn(workbench, ports);
    await openFile(workbench, 'drawn.mail.md');
    await workbench.runCommand('Mail: Send Mail');
    assert.match(await workbench.dialogText(), /Attach 2 files from outside this folder/);
    await workbench.dialogButton('Attach');
    const stored = await storedMessageWith({ dovecot, address: BOB.address }, 'How it goes');
    const mail = await readByPython(stored.bytes);
    assert.deepEqual(mail.defects, []);
    assert.deepEqual(mail.tree.map((type) => type.trim()).slice(0, 5), [
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'multipart/related',
      'text/html',
    ]);
    const names = mail.attachments.map(({ filename, contentType }) => [filename, contentType]);
    assert.deepEqual(names, [
      ['diagram.png', 'image/png'],
      ['formula.png', 'image/png'],
      ['docs.zip', 'application/zip'],
      ['report one.txt', 'text/plain'],
      ['deep.zip', 'application/zip'],
    ]);
    assert.equal(mail.attachments[3]?.size, 'from far\n'.length);
    for (const { cid, size } of mail.attachments.slice(0, 2)) {
      assert.ok(size > 5_000, `${size} bytes`);
      assert.ok(mail.html.includes(`src="cid:${cid.replace(/[<>]/g, '')}"`), cid);
    }
    assert.match(mail.text, /```mermaid\nflowchart LR\n {2,3}A\[Draft\]/);

    // A defect in the source: what is sent is the source, and the place is named. The formula is there already.
    await openFile(workbench, 'broken.mail.md');
    await workbench.page
      .locator('.editor-group-container.active .editor-actions')
      .getByRole('button', { name: /^Preview Draft/ })
      .click();
    await page
      .locator('.problems')
      .getByText('Line 12: This cannot be drawn and is sent as its source: Parse error')
      .waitFor();
    await bodyOf(page).getByText('B -->|yes| A -->').waitFor();
    const editor = workbench.page.locator('.editor-instance .monaco-editor').first();
    await editor.locator('.squiggly-warning').waitFor();
    const images = bodyOf(page).locator('img');
    const widths = () => images.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    assert.equal((await widths()).length, 1);
    await editor.getByText('B -->|yes| A -->').click();
    await workbench.page.keyboard.press('End');
    for (const _ of ' -->') await workbench.page.keyboard.press('Backspace');
    await waitFor(async () => (await widths()).filter((width) => width > 300).length === 2, { what: 'both drawings' });
    await picture(workbench.page, 'preview-drawn');

    // A large photograph that it names is made smaller by a mend; the file itself stays as it was.
    await editor.getByText('and this is how much:').click();
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type('\n\n![photo](photo.png)');
    await waitFor(async () => (await widths()).includes(2_400), { what: 'the photograph' });
    await quickFix(workbench, 'photo.png', 'Resize to 1600 px');
    await waitFor(async () => (await widths()).includes(1_600), { what: 'a smaller photograph' });
    assert.equal((await stat(join(workspace, 'photo.png'))).size, photo.length);
    assert.deepEqual(await webviewViolations(workbench), []);
  });
});

/** A PNG without any pattern, so that it is as large as a photograph. */
function noise(width: number, height: number): Buffer {
  const rows = randomBytes((1 + width * 3) * height);
  for (let row = 0; row < height; row++) rows[row * (1 + width * 3)] = 0; // No filter.
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8); // 8 bits of each of three colours.
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('E10 M01 in Chinese: a plain text mail says that it has no formatted part', async (context) => {
  const patch =
    'Fix it\n---\n a.c | 2 +-\n\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1 +1 @@\n-int a;\n+int b;\n';
  const files = {
    'fix.mail.md': `---\nto: list@example.org\nsubject: "[PATCH] Fix it"\nformat: plain\n---\n\n${patch}`,
  };
  await withVscode(context, { files, language: 'zh-cn', container: '邮件' }, async ({ workbench }) => {
    const page = webview(workbench);
    await workbench.openMailView('邮件');
    await workbench.runCommand('邮件: 用本地服务器试用 Mailroom');
    await workbench
      .tree('邮件列表')
      .row(/Sam Okafor.*Seat map flickers/)
      .waitFor({ timeout: 60_000 });
    await openFile(workbench, 'fix.mail.md');
    await workbench.page
      .locator('.editor-group-container.active .editor-actions')
      .getByRole('button', { name: /^预览邮件/ })
      .click();
    await page.getByRole('heading', { level: 1, name: '[PATCH] Fix it' }).waitFor();
    await page.getByText('这封邮件没有带格式的部分').waitFor();
    assert.match(await page.locator('.text').innerText(), /\n@@ -1 \+1 @@\n-int a;\n\+int b;/);
    await page.getByRole('button', { name: '纯文本' }).click();
    await picture(workbench.page, 'preview-zh');
  });
});
