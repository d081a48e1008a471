import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { htmlImageSources, markdownImages, readMarkdown, type Token } from '../../../../src/mail/html/markdown.ts';
import { assertGolden } from '../../../support/golden.ts';
import { asHtml, letter } from './letter.ts';

const withoutStyles = (html: string) => html.replace(/ (?:style|dir|cellpadding|cellspacing)="[^"]*"/g, '');
const inner = (text: string) =>
  withoutStyles(asHtml(text))
    .replace(/^<div>\n|<\/div>\n$/g, '')
    .trim();

describe('Markdown for sending', () => {
  test('E04 every element carries its own style', () => assertGolden('compose/markdown.html', asHtml(letter)));
  test('E04 as a document it looks like one', () => assertGolden('compose/document.html', asHtml(letter, 'document')));

  test('E04 tables keep their alignment, as style and as attribute', () => {
    const html = asHtml('| a | b | c |\n|:--|--:|:-:|\n| 1 | 2 | 3 |\n');
    for (const align of ['left', 'right', 'center'])
      assert.match(html, new RegExp(`<td align="${align}" style="[^"]*text-align:${align}">`));
  });

  test('E04 tasks are shown without a form', () => {
    assert.equal(inner('- [ ] a\n- [X] b\n- [y] c'), '<ul>\n<li>☐ a</li>\n<li>☑ b</li>\n<li>[y] c</li>\n</ul>');
    assert.equal(inner('- \\[ ] as typed'), '<ul>\n<li>[ ] as typed</li>\n</ul>');
  });

  test('E04 footnotes are numbered as the text names them and stand below it', () => {
    const html = inner('b[^b] a[^1] again[^b] none[^x]\n\n[^1]: One\n\n[^b]: Two[^1]\n    lines\n');
    assert.match(html, /b<sup><a name="fnref1" href="#fn1">\[1\]<\/a><\/sup> a<sup><a name="fnref2" href="#fn2">\[2\]/);
    assert.match(html, /again<sup>.*?\[1\]<\/a><\/sup> none\[\^x\]/);
    assert.match(
      html,
      /\[1\]<\/a> Two<sup>.*\[2\].*<br>\nlines<\/p>\n<p><a name="fn2" href="#fnref2">\[2\]<\/a> One<\/p>/,
    );
  });

  test('E04 a definition that nobody refers to is not shown; one in code is code', () => {
    assert.equal(inner('x\n\n[^1]: One'), '<p>x</p>');
    assert.match(inner('    [^1]: code\n\nx[^1]'), /<code>\[\^1\]: code<\/code>/);
  });

  test('E04 the mark of a signature right below a text makes no heading of it', () => {
    assert.equal(inner('Regards\n-- \nAnn\nBoss'), '<p>Regards</p>\n<p>--<br>\nAnn<br>\nBoss</p>');
    assert.equal(inner('Regards\n-- '), '<p>Regards</p>\n<p>--</p>');
    assert.match(
      inner('a[^1]\n-- \nAnn\n\n[^1]: One'),
      /One<\/p>\n<\/div>\n<p>--<br>\nAnn/,
      'footnotes stand above it',
    );
    assert.equal(inner('Title\n--'), '<h2>Title</h2>', 'without its space it is Markdown’s');
    assert.match(inner('```\na\n-- \nb\n```'), /<code>a\n-- \nb<\/code>/);
  });

  test('E04 pictures named by path become cid, unknown ones stay in words, remote ones stay remote', () => {
    const out = asHtml(letter);
    assert.match(out, /<img src="cid:p1@x" alt="a picture" title="Shot"/);
    assert.match(out, /<img src="cid:p2@x" alt="logo" width="120"/);
    assert.match(out, /\[gone\]/);
    assert.match(out, /<img src="https:\/\/example\.test\/r\.png"/);
    assert.deepEqual(
      markdownImages(letter).map(({ reference }) => reference),
      ['pics/shot 1.png', 'gone.png', 'logo.png'],
    );
  });

  test('E04 a picture in a footnote is found on its line', () => {
    assert.deepEqual(markdownImages('a[^1]\n\n[^1]: see ![x](x.png)\n'), [
      { reference: 'x.png', startLine: 2, endLine: 3 },
    ]);
  });

  test('E04 pictures are found as in a whole reading, whatever stands around them', () => {
    const letters = [
      'a *b* ![x](1.png) [l](u) `![no](2.png)`',
      '- one\n  - ![x](3.png)\n\n> ![q][ref]\n\n[ref]: 4.png "t"\n',
      '| a | ![x](5.png) |\n| - | - |\n| <img src="6.png"> | b |\n',
      '```\n![no](7.png)\n```\n\n    ![no](8.png)\n\n<p><IMG SRC=9.png></p>\n',
      'a[^1] and[^2]\n\n[^1]: see ![x](10.png) and[^3]\n[^2]: b\n[^3]: <img src="11.png">\n[^4]: ![never](12.png)\n',
      'Title ![x](13.png)\n===\n\n\\![no](14.png) [![inside](15.png)](u) ![a *b* ![c](16.png)](17.png)\n',
    ];
    for (const text of letters) {
      const { tokens, footnotes } = readMarkdown(text);
      const whole = [...tokens, ...footnotes.flatMap(({ tokens: inside }) => inside)].flatMap((token) => [
        ...(token.type === 'html_block' ? htmlImageSources(token.content) : []),
        ...(token.children ?? []).flatMap((child) => [
          ...(child.type === 'image' ? [String(child.attrGet('src')), ...picturesIn(child)] : []),
          ...(child.type === 'html_inline' ? htmlImageSources(child.content) : []),
        ]),
      ]);
      assert.deepEqual(
        markdownImages(text).map(({ reference }) => reference),
        whole,
        text,
      );
    }
    function picturesIn(image: Token): string[] {
      return (image.children ?? []).flatMap((child) => (child.type === 'image' ? [String(child.attrGet('src'))] : []));
    }
  });

  test('E04 right-to-left paragraphs find their direction by themselves', () =>
    assert.match(asHtml('שלום'), /<p dir="auto" style="[^"]*">שלום/));
});

describe('HTML in Markdown', () => {
  test('E04 what Markdown can’t say passes: colour, size, font, underline, mark, alignment, sizes of pictures', () => {
    assert.match(
      asHtml('<span style="color:#c00;font-size:18px;font-family:\'Kai Ti\'">x</span>'),
      /<span style="color:#c00;font-size:18px;font-family:'Kai Ti'">x<\/span>/,
    );
    assert.equal(inner('a <u>b</u> <mark>c</mark> x<sub>2</sub>'), '<p>a <u>b</u> <span>c</span> x<sub>2</sub></p>');
    assert.match(asHtml('<p align="right">x</p>'), /<p align="right" style="[^"]*">x<\/p>/);
    assert.match(asHtml('<div style="text-align:center">x</div>'), /<div style="text-align:center">x<\/div>/);
    assert.match(
      asHtml('<img src="logo.png" width="200" height="50%">'),
      /<img src="cid:p2@x" alt="" width="200" height="50%"/,
    );
    assert.match(
      asHtml('<div align="justify">\n\n**x**\n\n</div>'),
      /<div align="justify">\n?<p [^>]*><strong>x<\/strong><\/p>\n<\/div>/,
    );
  });

  test('E04 what is not HTML of a letter is shown as it was typed', () => {
    assert.equal(inner('List<String> <script>x</script>'), '<p>List&lt;String&gt; &lt;script&gt;x&lt;/script&gt;</p>');
    assert.equal(
      inner('<iframe src="https://x.test"></iframe>'),
      '&lt;iframe src=&quot;https://x.test&quot;&gt;&lt;/iframe&gt;',
    );
  });

  test('E04 nothing that runs, reaches or hides passes', () => {
    const bad = [
      '<b onclick="alert(1)">x</b>',
      '<a href="javascript:alert(1)">x</a>',
      '<a href=" java\nscript:alert(1)">x</a>',
      '<span style="background:url(https://x.test/t.gif)">x</span>',
      '<span style="width:expression(alert(1))">x</span>',
      '<span style="color:red;position:fixed">x</span>',
      '<img src="data:image/svg+xml,x" alt="x">',
      '<img src=x onerror=alert(1)>',
      '<div class="x" id="y">x</div>',
    ].join(' ');
    const html = asHtml(bad);
    for (const word of ['onclick', 'onerror', 'javascript', 'url(', 'expression', 'position', 'data:', 'class=', 'id='])
      assert.ok(!html.includes(word), `${word} in ${html}`);
  });

  test('E04 what is left open is closed where Markdown’s own element ends; a stray end is dropped', () => {
    assert.equal(inner('a <u>b\n\nc</u> d'), '<p>a <u>b</u></p>\n<p>c d</p>');
    assert.equal(inner('**a <u>b** c</u>'), '<p><strong>a <u>b</u></strong> c</p>');
    assert.equal(inner('<div>x'), '<div>x</div>');
    assert.equal(inner('<!-- hidden --> x'), 'x');
  });

  test('E04 text in HTML keeps its entities, and a lone mark is one', () =>
    assert.equal(inner('<p>a &amp; b &copy; < c & d</p>'), '<p>a &amp; b &copy; &lt; c &amp; d</p>'));
});
