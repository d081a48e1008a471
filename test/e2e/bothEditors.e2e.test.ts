/** One mail written twice, as Markdown and in the compose panel, by keys and clicks; others read the same in both. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type NeomuttMessage, readByNeomutt } from '../support/readByNeomutt.ts';
import { type PythonMessage, readByPython } from '../support/readByPython.ts';
import { storedMessages } from '../support/storedMessages.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { ANN, addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { shownPanel } from './pages/composePanel.ts';
import { draftInFront, typeHeader, visibleText } from './pages/editor.ts';
import { answerFileDialog } from './pages/reader.ts';
import { webview } from './pages/webview.ts';
import { CTRL, type Workbench } from './pages/workbench.ts';

const png = (end: string) =>
  Buffer.from(`iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk${end}`, 'base64');
const pictures = {
  'chart.png': png('+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  'photo.png': png('YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='),
};
/** Every byte value, line ends of both kinds and lines of dots: what mail is known to spoil. */
const files = {
  '报告 2026.pdf': Buffer.from('%PDF-1.4\r\n\0\xff\n.\r\n..\n', 'latin1'),
  'data.bin': Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff)),
  'notes.txt': Buffer.from('two\nlines, and 三\r\n.\r\nFrom here on\n'),
};
const rows = [
  ['what', '谁', 'count'],
  ['first', '张伟', '7'],
  ['second', 'אורי', '11'],
] as const;

const SUBJECT = 'Two editors, 一封信';

/** As one types it: the editor closes brackets and completes as it usually does. */
const MARKDOWN = [
  'Dear **Bob**, 你好',
  '',
  'the <span style="color:#c00000">red</span> word and the *slanted* one',
  '',
  '<div align="center">',
  '',
  'in the middle',
  '',
  '</div>',
  '',
  '![](chart.png)![](photo.png)',
  '',
  '| what | 谁 | count |',
  '| --- | --- | ---: |',
  '| first | 张伟 | 7 |',
  '| second | אורי | 11 |',
];

test('E02 E03 E04 E05 the same mail written as Markdown and in the panel: Python and neomutt read the same in both, byte for byte', async (context) => {
  await using outside = await tempFolder('pictures');
  for (const [name, bytes] of Object.entries(pictures)) await writeFile(join(outside.path, name), bytes);
  const options = { files: { ...files, ...pictures }, settings: { 'mailroom.send.undoSeconds': 0 } };
  await withMail(context, options, async ({ workbench, dovecot, ports, workspace }) => {
    const received = async (count: number) => {
      const all = await waitFor(
        async () => {
          const stored = await storedMessages({ dovecot, address: BOB.address });
          return stored.length >= count && stored;
        },
        { what: `mail ${count}`, timeoutMs: 60_000 },
      );
      assert.equal(all.length, count);
      const { bytes } = all[count - 1] ?? assert.fail();
      return { bytes, python: await readByPython(bytes), neomutt: await readByNeomutt(bytes) };
    };
    await addAnn(workbench, ports);
    await writeAsMarkdown(workbench);
    await workbench.runCommand('Mail: Send Mail');
    const asText = await received(1);
    await writeInPanel(workbench, workspace, outside.path);
    await webview(workbench).locator('[data-action="send"]').click();
    const asRich = await received(2);

    for (const { python, neomutt } of [asText, asRich]) {
      readsRight(python);
      showsRight(neomutt);
    }
    assert.deepEqual(comparable(asRich.python), comparable(asText.python));
    assert.deepEqual(comparableParts(asRich.neomutt), comparableParts(asText.neomutt));
  });
});

const TREE = [
  'multipart/mixed',
  ' multipart/alternative',
  '  text/plain',
  '  multipart/related',
  '   text/html',
  '   image/png',
  '   image/png',
  ' application/pdf',
  ' application/octet-stream',
  ' text/plain',
];

const TABLE = [
  '| what   | 谁   | count |',
  '|--------|------|------:|',
  '| first  | 张伟 |     7 |',
  '| second | אורי |    11 |',
];

/** As Python's email has it: structure, both texts, names and bytes. */
function readsRight(read: PythonMessage): void {
  assert.deepEqual([read.subject, read.from], [SUBJECT, [['Ann Example', ANN.address]]]);
  assert.deepEqual(read.to, [['', BOB.address]]);
  assert.deepEqual(read.tree, TREE);
  // On purpose: programs that know no RFC 2231 read encoded words in the parameter `name`.
  const onPurpose = /^(?:encoded word inside quoted string|missing trailing whitespace after encoded-word)$/;
  assert.deepEqual(
    read.defects.filter((defect) => !onPurpose.test(defect)),
    [],
  );
  assert.deepEqual(
    read.attachments.map(({ filename, size, sha256 }) => [filename, size, sha256]),
    Object.entries({ ...pictures, ...files }).map(([name, bytes]) => [name, bytes.length, sha256Of(bytes)]),
  );
  const [chart, photo] = read.attachments;
  assert.ok(chart?.cid && photo?.cid && chart.cid !== photo.cid);
  const shown = [...read.html.matchAll(/<img [^>]*src="cid:([^"]+)"/g)].map(([, cid]) => cid);
  assert.deepEqual(shown, [chart.cid, photo.cid]);
  assert.match(read.html, /Dear <strong>Bob<\/strong>, 你好/);
  assert.match(read.html, /the <span style="color:#c00000">red<\/span> word and the <em>slanted<\/em> one/);
  assert.match(read.html, /<div align="center">\s*<p [^>]*>in the middle<\/p>\s*<\/div>/);
  const cells = [...read.html.matchAll(/<t([hd]) ([^>]*)>([^<]*)<\/t\1>/g)];
  assert.deepEqual(
    cells.map(([, kind, attributes = '', content]) => [kind, content, /align="(\w+)"/.exec(attributes)?.[1] ?? '']),
    rows.flatMap((row, index) => row.map((cell, at) => [index === 0 ? 'h' : 'd', cell, at === 2 ? 'right' : ''])),
  );
  assert.equal(read.text, `${['Dear **Bob**, 你好', ...PROSE, ...TABLE].join('\n')}\n`);
}

const PROSE = ['', 'the red word and the *slanted* one', '', 'in the middle', '', '[…][…]', ''];

/** As neomutt lists, shows and saves it. */
function showsRight({ shown, parts }: NeomuttMessage): void {
  assert.deepEqual(
    parts.map(({ contentType }) => contentType),
    TREE.slice(1).map((line) => line.trim()),
  );
  assert.deepEqual(
    parts.flatMap(({ name, bytes }) => (name === '' ? [] : [[name, sha256Of(bytes)]])),
    Object.entries({ ...pictures, ...files }).map(([name, bytes]) => [name, sha256Of(bytes)]),
  );
  assert.match(shown, new RegExp(`^Subject: ${SUBJECT}$`, 'm'));
  assert.match(shown, new RegExp(`^From: Ann Example <${ANN.address}>$`, 'm'));
  assert.ok(shown.includes(['Dear **Bob**, 你好', ...PROSE, ...TABLE].join('\n')), shown);
}

/** All but what each mail has of its own: its id, its date, its way, the ids of its pictures. */
function comparable({ headers, html, attachments, ...rest }: PythonMessage) {
  const own = /^(?:message-id|date|received|content-type|delivered-to|return-path)$/i;
  return {
    ...rest,
    headers: headers.filter(([name]) => !own.test(name)),
    html: html.replace(/cid:[^"]+/g, 'cid:'),
    attachments: attachments.map((attachment) => ({ ...attachment, cid: '' })),
  };
}

function comparableParts({ parts }: NeomuttMessage) {
  return parts.map(({ contentType, name, bytes }) => [
    contentType,
    name,
    contentType === 'text/html' ? String(bytes).replace(/cid:[^"]+/g, 'cid:') : sha256Of(bytes),
  ]);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function writeAsMarkdown(workbench: Workbench): Promise<void> {
  const { keyboard } = workbench.page;
  await workbench.runCommand('Mail: New Mail');
  await draftInFront(workbench, 'subject');
  await typeHeader(workbench, 'to', BOB.address);
  await typeHeader(workbench, 'subject', SUBJECT);
  await keyboard.press('End');
  for (const line of ['attach:', ...Object.keys(files).map((name) => `- ${name}`)]) {
    await keyboard.press('Enter');
    await keyboard.press('Home');
    await keyboard.type(line);
    await keyboard.press('Escape'); // What completion offers is not what Enter is for here.
  }
  await keyboard.press(`${CTRL}+End`);
  for (const line of MARKDOWN) {
    await keyboard.type(line);
    await keyboard.press('Escape');
    await keyboard.press('Enter');
  }
  await waitFor(async () => (await visibleText(workbench)).includes(MARKDOWN.at(-1) ?? ''), { what: 'the last line' });
}

async function writeInPanel(workbench: Workbench, workspace: string, pictureFolder: string): Promise<void> {
  const { page } = workbench;
  const { keyboard } = page;
  const press = async (key: string, times: number) => {
    for (let count = 0; count < times; count++) await keyboard.press(key);
  };
  await workbench.runCommand('Mail: New Mail');
  await draftInFront(workbench, 'subject');
  await page.locator('.editor-actions .action-label[aria-label^="Open as Rich Text"]').first().click();
  const panel = await shownPanel(workbench);
  await panel.field('to').click();
  await keyboard.type(`${BOB.address};`);
  await panel.field('subject').click();
  await keyboard.type(SUBJECT);
  await panel.text.click();
  await keyboard.type('Dear ');
  await keyboard.press(`${CTRL}+B`);
  await keyboard.type('Bob');
  await panel.tool('bold').click();
  await keyboard.type(', 你好');
  await keyboard.press('Enter');
  await keyboard.type('the red word and the ');
  await panel.tool('italic').click();
  await keyboard.type('slanted');
  await panel.tool('italic').click();
  await keyboard.type(' one');
  await keyboard.press('Home');
  await press('ArrowRight', 'the '.length);
  await press('Shift+ArrowRight', 'red'.length);
  await panel.frame.getByLabel('Text color', { exact: true }).first().click();
  await panel.frame.locator('[data-color="#c00000"]').click();
  await keyboard.press('End');
  await page.waitForTimeout(100); // The page hears of the moved cursor a moment later than a person's next key.
  await keyboard.press('Enter');
  await panel.tool('alignCenter').click();
  await keyboard.type('in the middle');
  await keyboard.press('Enter');
  await panel.tool('alignLeft').click();
  const chooser = page.waitForEvent('filechooser');
  await panel.tool('picture').click();
  await (await chooser).setFiles(Object.keys(pictures).map((name) => join(pictureFolder, name)));
  await waitFor(async () => (await panel.text.locator('.picture img').count()) === 2, { what: 'two pictures' });
  await keyboard.press('Enter');
  await panel.tool('table').click();
  for (const cell of rows.flat()) {
    await keyboard.type(cell);
    if (cell !== rows[2][2]) await keyboard.press('Tab');
  }
  await panel.tool('alignRight').click();
  for (const name of Object.keys(files)) {
    await panel.frame.locator('[data-action="attach"]').click();
    await answerFileDialog(workbench, join(workspace, name));
    await panel.frame.locator('.file').filter({ hasText: name }).waitFor();
  }
}
