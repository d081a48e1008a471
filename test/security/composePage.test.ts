import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../support/axe.ts';
import { type ComposeWorld, composeScript, openCompose, startBrowser } from '../support/composeWorld.ts';
import { waitFor } from '../support/waitFor.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style></head><body>
<!--StartFragment--><p class=MsoNormal style='mso-margin-top-alt:auto'><b>Offer</b><span style='mso-tab-count:1'> </span>for <i>you</i><o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>  </span></span></span>first</p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>  </span></span></span>second</p>
<table class=MsoNormalTable><tr><td><p class=MsoNormal>A</p></td><td><p class=MsoNormal>B</p></td></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></table><!--EndFragment--></body></html>`;

const DOCS = `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;color:#000000;font-weight:700">Bold</span><span style="color:#cc0000"> red</span></p><ol><li><p><span>one</span></p></li><li><p><span style="text-decoration:underline">two</span></p></li></ol></b>`;

const WEB = `<div class="post" onclick="steal()"><h2>Title</h2><p>Some <a href="javascript:alert(1)">bad</a> and <a href="https://example.test/" onclick="x()">good</a> text</p><script>alert(1)</script><iframe src="https://evil.test"></iframe><form><input value="secret"></form><pre><code>let x = 1;</code></pre></div>`;

const pastes: readonly (readonly [string, string, RegExp])[] = [
  ['Word', WORD, /^\*\*Offer\*\* for \*you\*\n\n- first\n- second\n\n\| A \| B \|\n\| --- \| --- \|\n\| 1 \| 2 \|/],
  [
    'Google Docs',
    DOCS,
    /^\*\*<span style="font-size:11pt">Bold<\/span>\*\*|^<span style="font-size:11pt">\*\*Bold\*\*<\/span><span style="color:#cc0000"> red<\/span>\n\n1\. one\n2\. <u>two<\/u>/,
  ],
  [
    'a spreadsheet with joined cells',
    '<table><tr><td colspan="2">Name</td><td rowspan="2">Age</td></tr><tr><td>first</td><td>last</td></tr><tr><td rowspan=3 colspan=2>A</td><td>1</td></tr><tr><td>2</td></tr><tr></tr></table>',
    /^\| Name \| {2}\| Age \|\n\| --- \| --- \| --- \|\n\| first \| last \| {2}\|\n\| A \| {2}\| 1 \|\n\| {2}\| {2}\| 2 \|\n\| {2}\| {2}\| {2}\|/,
  ],
  ['a web page', WEB, /^## Title\n\nSome bad and \[good\]\(https:\/\/example\.test\/\) text\n\n```\nlet x = 1;\n```/],
];

describe('E02 the compose panel in a real Chromium', () => {
  let browser: Browser;
  let script: string;
  before(async () => {
    [browser, script] = await Promise.all([startBrowser(), composeScript()]);
  });
  after(() => browser?.close());
  const open = (text: string) => openCompose(browser, script, text);

  const formats: readonly (readonly [name: string, act: (world: ComposeWorld) => Promise<void>, wanted: string])[] = [
    ['bold', tool('bold'), 'one **two** three'],
    ['italic', tool('italic'), 'one *two* three'],
    ['underline', tool('underline'), 'one <u>two</u> three'],
    ['strikethrough', tool('strike'), 'one ~~two~~ three'],
    ['code', tool('code'), 'one `two` three'],
    ['font', select('Font', 'Georgia'), 'one <span style="font-family:Georgia">two</span> three'],
    ['size', select('Size', '24px'), 'one <span style="font-size:24px">two</span> three'],
    ['colour', colour, 'one <span style="color:#c00000">two</span> three'],
    ['a heading', select('Paragraph style', 'h2'), '## one two three'],
    ['a code block', select('Paragraph style', 'code'), '```\none two three\n```'],
    ['centred', tool('alignCenter'), '<div align="center">\n\none two three\n\n</div>'],
    ['right', tool('alignRight'), '<div align="right">\n\none two three\n\n</div>'],
    ['justified', tool('alignJustify'), '<div align="justify">\n\none two three\n\n</div>'],
    ['a bulleted list', tool('bulletList'), '- one two three'],
    ['a numbered list', tool('orderedList'), '1. one two three'],
    ['a task list', tool('taskList'), '- [ ] one two three'],
    ['a quote', tool('quote'), '> one two three'],
    ['a line', tool('rule'), 'one \n\n---\n\nthree'],
    ['a link', link, 'one [two](https://example.test/x) three'],
    ['an emoji', emoji, 'one 👍 three'],
    ['a table', tool('table'), '|  |  |  |\n| --- | --- | --- |\n|  |  |  |'],
  ];
  for (const [name, act, wanted] of formats) {
    test(`E02 a command gives the document: ${name}`, async () => {
      await using world = await open('one two three\n');
      await selectWords(world.page, 'two');
      await act(world);
      await world.says(wanted);
      assert.deepEqual(world.errors, []);
    });
  }

  test('E02 only what was changed is written anew', async () => {
    const text =
      'Setext\n======\n\n*   odd   bullets\n*   here\n\nfirst\n\n[x]: https://example.test/ "def"\n\n<details>raw</details>\n\n+ other';
    await using world = await open(text);
    await selectWords(world.page, 'first');
    await world.page.keyboard.type('second');
    assert.equal(await world.says('second'), text.replace('first', 'second'));
  });

  test('E02 what is typed beside the panel comes into it, and what is typed in it at the same time stays', async () => {
    await using world = await open('one\n\ntwo\n\nthree\n');
    await selectWords(world.page, 'three');
    await world.page.keyboard.type('3');
    await world.change('ONE\n\ntwo\n\nthree\n');
    await world.says('ONE\n\ntwo\n\n3\n');
    await world.page.getByText('ONE').waitFor();
    assert.equal(await world.page.locator('.page').innerText(), 'ONE\n\ntwo\n\n3');
  });

  test('E02 footnotes, and tasks beside other items, are shown as what they are and written back', async () => {
    await using world = await open('A claim[^src] here.\n\n- [x] done\n- no task\n\n[^src]: The source.\n');
    const { page } = world;
    await page.locator('.page sup[data-footnote="src"]').waitFor();
    await page.locator('.page div[data-note="src"]', { hasText: 'The source.' }).waitFor();
    assert.equal(await page.locator('.page .raw').count(), 0);
    await selectWords(page, 'claim');
    await page.keyboard.type('word');
    await selectWords(page, 'source');
    await page.keyboard.type('book');
    await selectWords(page, 'no task');
    await page.keyboard.type('still none');
    await world.says('A word[^src] here.\n\n- [x] done\n- still none\n\n[^src]: The book.\n');
    await page.getByRole('checkbox').click();
    await world.says('- [ ] done\n- still none');
  });

  test('E02 blanks at the end of a line are kept, when another editor changes the text too', async () => {
    await using world = await open('one\n\ntwo\n');
    await selectWords(world.page, 'one');
    await world.page.keyboard.type('first ');
    await world.says(/^first \n\ntwo/);
    await world.change('first \n\nTWO\n');
    await world.page.getByText('TWO').waitFor();
    await world.page.keyboard.type('again');
    await world.says('first again\n\nTWO\n');
  });

  test('E02 Undo and Redo are the document’s', async () => {
    await using world = await open('one two\n');
    await selectWords(world.page, 'two');
    await world.page.keyboard.press('Control+b');
    await world.page.keyboard.press('Control+z');
    await world.says(/^one two\n$/);
    await world.page.keyboard.press('Control+Shift+z');
    await world.says('one **two**');
    await world.page.locator('.page strong').waitFor();
  });

  test('E02 an input method loses nothing: nothing is written or taken while it composes', async () => {
    await using world = await open('你好\n\nother\n');
    const session = await world.context.newCDPSession(world.page);
    await selectWords(world.page, '你好');
    await world.page.keyboard.press('ArrowRight');
    for (const text of ['s', 'sh', 'shi', 'shi j', 'shi jie'])
      await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await world.change('你好\n\nother, changed beside it\n');
    await world.page.waitForTimeout(1_500); // Longer than typing may rest: it would have been written by now.
    assert.equal(world.body(), '你好\n\nother, changed beside it\n');
    assert.match(await world.page.locator('.page').innerText(), /shi jie/);
    await session.send('Input.insertText', { text: '世界' });
    await world.says('你好世界\n\nother, changed beside it\n');
    await world.page.getByText('other, changed beside it').waitFor();
    assert.equal(await world.page.locator('.page').innerText(), '你好世界\n\nother, changed beside it');
  });

  test('E02 find and replace', async () => {
    await using world = await open('one fish, two fish\n\nFish **fi**sh\n');
    await world.page.locator('.page').click();
    await world.page.keyboard.press('Control+f');
    await world.page.getByLabel('Find', { exact: true }).fill('fish');
    await world.page.getByText('of 4').waitFor();
    await world.page.getByLabel('Match case').click();
    await world.page.getByText('of 3').waitFor();
    await world.page.getByLabel('Replace with').fill('cat');
    await world.page.getByLabel('Replace all').click();
    await world.says('one cat, two cat\n\nFish');
  });

  test('E02 the HTML source shows what is there and takes what is written, cleaned', async () => {
    await using world = await open('one **two**\n');
    await world.page.locator('[data-tool="htmlSource"]').click();
    const source = world.page.getByRole('textbox', { name: 'HTML source' });
    assert.match(await source.inputValue(), /<strong>two<\/strong>/);
    await source.fill('<p onclick="x()">new <em>words</em><script>alert(1)</script></p>');
    await world.page.getByRole('button', { name: 'Apply' }).click();
    assert.equal(await world.says('new'), 'new *words*\n');
  });

  for (const [from, html, wanted] of pastes) {
    test(`E02 pasted from ${from}, cleaned`, async () => {
      await using world = await open('here\n');
      await selectWords(world.page, 'here');
      await paste(world.page, { 'text/html': html, 'text/plain': 'plain' });
      const body = await world.says(wanted);
      assert.doesNotMatch(body, /mso-|onclick|script|<o:p>|class=|javascript:/i);
      assert.deepEqual(world.errors, []);
    });
  }

  test('E02 5 MB of pasted HTML become plain text and do not hang', async () => {
    await using world = await open('here\n');
    await selectWords(world.page, 'here');
    const html = `<div><p style="color:red">${'word '.repeat(1_000_000)}</p></div>`;
    await paste(world.page, { 'text/html': html, 'text/plain': 'the plain words' });
    assert.equal(await world.says('the plain words'), 'the plain words\n');
  });

  test('E02 a pasted picture is kept as a file and named, its width by the grip', async () => {
    await using world = await open('here\n');
    await selectWords(world.page, 'here');
    await paste(world.page, {
      'text/html': `<p>a <img src="data:image/png;base64,${PIXEL}" alt="dot"> b</p>`,
      'text/plain': '',
    });
    await world.says('![dot](kept/picture.png)');
    await world.page.locator('.picture .grip').focus();
    await world.page.keyboard.press('ArrowRight');
    await world.says(/<img src="kept\/picture\.png" alt="dot" width="\d+">/);
  });

  test('E08 `;name` offers templates at the cursor; the chosen one takes its place, and one goes on where it says', async () => {
    await using world = await open('first\n\nlast\n');
    const { page } = world;
    await selectWords(page, 'last');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type(' ;in');
    await page.locator('.snippets li', { hasText: 'intro' }).waitFor();
    assert.equal(await page.locator('.snippets li').count(), 1);
    await page.keyboard.press('Escape');
    await page.locator('.snippets li').waitFor({ state: 'detached' });
    await page.keyboard.press('Backspace');
    await page.locator('.snippets li', { hasText: 'intro' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('I am').waitFor();
    await page.keyboard.type('of the build');
    await world.says('first\n\nlast Dear Ann,\n\nI am **Bob**, of the build.\n');
    await page.keyboard.type(' a;b :; and;');
    assert.equal(await page.locator('.snippets li').count(), 0);
  });

  test('E02 A08 dropped files: bytes are attached piece by piece, pictures on the text are shown in it, files with a place are named', async () => {
    await using world = await open('here\n');
    const { page } = world;
    const size = 2_000_000;
    await drop(page, '.page', { file: { name: '报告 one.bin', type: 'application/octet-stream', size } });
    const pieces = await waitFor(async () => {
      const all = world.heard.filter((one) => one.kind === 'attachFile');
      return all.at(-1)?.isLast === true && all;
    });
    assert.deepEqual([...new Set(pieces.map(({ name }) => name))], ['报告 one.bin']);
    const bytes = Buffer.concat(pieces.map(({ data }) => Buffer.from(data, 'base64')));
    assert.equal(bytes.length, size);
    assert.ok(bytes.every((byte, index) => byte === index % 251));
    assert.equal(await page.locator('.keeping li').count(), 0);

    await selectWords(page, 'here');
    await page.keyboard.press('ArrowRight');
    await drop(page, '.page', { file: { name: 'dot.png', type: 'image/png', size: 10 } });
    await world.says('![](kept/dot.png)here'); // Where it was dropped.
    const uris = 'file:///w/a.pdf\r\nfile:///w/shots/one.png';
    await drop(page, '.page', { uris });
    await world.says('![](shots/one.png)');
    await drop(page, '#field-subject', { uris });
    const attached = world.heard.filter((one) => one.kind === 'attachUris').map((one) => one.uris);
    assert.deepEqual(attached, [['file:///w/a.pdf'], ['file:///w/a.pdf', 'file:///w/shots/one.png']]);
    assert.deepEqual(world.errors, []);
  });

  test('E03 recipients are chips: separators end them, people complete, Delete removes', async () => {
    await using world = await open('x\n');
    const { page } = world;
    const chips = () => page.locator('[data-field="to"] .chip bdi').allInnerTexts();
    const shows = (wanted: readonly string[]) =>
      waitFor(async () => JSON.stringify(await chips()) === JSON.stringify(wanted), {
        what: `chips ${wanted.join()}`,
      }).catch(async () => assert.deepEqual(await chips(), wanted));
    const input = page.locator('#field-to');
    await input.click();
    await page.keyboard.type('bob@example.test,');
    await shows(['ann@example.test', 'bob@example.test']);
    await page.keyboard.type('王伟 <ww@example.test>；');
    await shows(['ann@example.test', 'bob@example.test', '王伟']);
    await page.keyboard.type('nonsense;');
    await shows(['ann@example.test', 'bob@example.test', '王伟', 'nonsense']);
    await page.locator('.chip.bad').waitFor();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Delete');
    await shows(['ann@example.test', 'bob@example.test', '王伟']);
    await page.keyboard.type('zha');
    await page.getByRole('option', { name: 'Zhang Wei' }).waitFor();
    await page.keyboard.press('Enter');
    await shows(['ann@example.test', 'bob@example.test', '王伟', 'Zhang Wei']);
    await paste(page, { 'text/plain': 'c@example.test\nd@example.test;\n' }, '#field-to');
    await shows(['ann@example.test', 'bob@example.test', '王伟', 'Zhang Wei', 'c@example.test', 'd@example.test']);
  });

  test('E02 letters that are typed are nobody’s shortcuts; keys of VS Code pass', async () => {
    await using world = await open('x\n');
    await world.page.evaluate(() => {
      window.addEventListener('keydown', (event) => document.body.append(`[${event.key}]`));
    });
    await world.page.locator('.page').click();
    await world.page.keyboard.type('reef');
    await world.page.locator('#field-subject').click();
    await world.page.keyboard.type('reef');
    await world.page.keyboard.press('F1');
    await world.page.getByText('[F1]').waitFor();
    assert.doesNotMatch(await world.page.locator('body').innerText(), /\[[ref]\]/);
  });

  test('E02 axe finds nothing serious', async () => {
    await using world = await open('# Title\n\n- [ ] task\n\n| a | b |\n| - | - |\n| 1 | 2 |\n');
    await world.page.locator('[data-action="more"]').click();
    const violations = await axeViolations(world.page.mainFrame(), ['color-contrast']);
    assert.deepEqual(violations, []);
  });
});

function tool(name: string) {
  return ({ page }: ComposeWorld) => page.locator(`[data-tool="${name}"]`).first().click();
}

function select(label: string, value: string) {
  return async ({ page }: ComposeWorld) => {
    await page.getByLabel(label, { exact: true }).selectOption(value);
  };
}

async function colour({ page }: ComposeWorld): Promise<void> {
  await page.getByLabel('Text color', { exact: true }).first().click();
  await page.locator('[data-color="#c00000"]').click();
}

async function link({ page }: ComposeWorld): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByLabel('Address of the link').fill('example.test/x');
  await page.keyboard.press('Enter');
}

async function emoji({ page }: ComposeWorld): Promise<void> {
  await page.getByLabel('Emoji').first().click();
  await page.getByRole('button', { name: '👍' }).click();
}

async function selectWords(page: Page, words: string): Promise<void> {
  await page.locator('.page').getByText(words).first().waitFor();
  await page.evaluate((wanted) => {
    const root = document.querySelector<HTMLElement>('.page');
    if (!root) throw new Error('no page');
    root.focus();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.nodeValue?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      getSelection()?.setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + wanted.length);
      return;
    }
    throw new Error(`not on the page: ${wanted}`);
  }, words);
  await page.waitForTimeout(50); // The surface hears of a selection a moment later.
}

/** Drops a file of this size, whose bytes count up, or a list of addresses. */
async function drop(
  page: Page,
  target: string,
  what: { readonly file?: { name: string; type: string; size: number }; readonly uris?: string },
): Promise<void> {
  await page.locator(target).evaluate((element, { file, uris }) => {
    const dataTransfer = new DataTransfer();
    if (uris) dataTransfer.setData('application/vnd.code.uri-list', uris);
    if (file) {
      const bytes = Uint8Array.from({ length: file.size }, (_, index) => index % 251);
      dataTransfer.items.add(new File([bytes], file.name, { type: file.type }));
    }
    const { left: clientX, top: clientY } = (element.querySelector('p') ?? element).getBoundingClientRect();
    element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, clientX, clientY }));
  }, what);
}

async function paste(page: Page, data: { readonly [type: string]: string }, at = '.page'): Promise<void> {
  await page.evaluate(
    ({ given, selector }) => {
      const clipboardData = new DataTransfer();
      for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text);
      document
        .querySelector(selector)
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    { given: data, selector: at },
  );
}
