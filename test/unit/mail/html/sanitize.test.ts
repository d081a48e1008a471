import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cleanStyleAttribute, cleanStyleSheet } from '../../../../src/mail/html/css.ts';
import { sanitize } from '../../../../src/mail/html/sanitize.ts';
import { seeded } from '../../../support/seeded.ts';

const png = 'data:image/png;base64,iVBORw0KGgo=';

/** HTML-like noise made of what sanitisers stumble over. */
const soup = fc
  .array(
    fc.constantFrom(
      ...[
        '<p>',
        '</p>',
        '<div class="a b" id=x>',
        '</div>',
        '<table><tr><td>',
        '</table>',
        '<b',
        '>',
        '<!--',
        '-->',
        '<style>',
      ],
      ...[
        '.a{color:red}',
        '@media (max-width:600px){p{width:100%}}',
        '</style>',
        '<svg>',
        '</svg>',
        '<math>',
        '<a href="#x">',
      ],
      ...[
        '<a href="java&#10;script:alert(1)">',
        '<a href="https://x.example/?a&b">',
        '</a>',
        '<img src="https://x.example/p.gif" width=1>',
      ],
      ...[
        '<img src="cid:one">',
        '<img src="//x.example/a">',
        '<body bgcolor=red class=q>',
        '&amp;lt;',
        '&lt;script&gt;',
        '&#0;',
        '"',
        "'",
      ],
      ...[
        '<p style="color:red;background:url(x)">',
        '<font color=red>',
        '<![CDATA[',
        ']]>',
        '<?xml',
        '<title>',
        '</title>',
        'text',
        '<br/>',
      ],
      ...[
        '<textarea>',
        '</textarea>',
        '<select><option>',
        '<noscript>',
        '<li>',
        '<ul>',
        '<template>',
        '<plaintext>',
        '\u0000',
        '<x-y>',
      ],
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

describe('D02 sanitising', () => {
  test('D02 sanitising twice is the same as once', () => {
    const pictures = { inlineImage: (cid: string) => (cid === 'one' ? png : null) };
    const stable = (html: string) => {
      const once = sanitize(html, pictures).html;
      assert.equal(sanitize(once, pictures).html, once);
    };
    fc.assert(fc.property(soup, stable), seeded(20_261, 2_000));
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: 'binary' }), stable), seeded(20_262, 500));
  });

  test('D02 remote pictures become placeholders, trackers among them are counted', () => {
    const source =
      '<img src="https://x.example/a.png" alt="A"><img src="http://t.example/p" width="1" height="1"><td background="//b.example/x">';
    const result = sanitize(source);
    assert.equal(result.blocked, 3);
    assert.equal(result.trackers, 1);
    assert.deepEqual(result.remoteUrls, ['https://x.example/a.png', 'http://t.example/p']);
    assert.doesNotMatch(result.html, /\ssrc=/);
    assert.match(result.html, /data-remote-src="https:\/\/x\.example\/a\.png"/);
  });

  test('D02 pictures that were fetched on request are shown as data', () => {
    const result = sanitize('<img src="https://x.example/a.png">', { remoteImage: () => png });
    assert.equal(result.blocked, 0);
    assert.equal(result.html, `<img alt="" src="${png}" />`);
  });

  test('D01 pictures of the same mail are shown by their Content-ID', () => {
    const inlineImage = (cid: string) => (cid === 'a@b' ? png : null);
    assert.match(sanitize('<img src="CID:a%40b">', { inlineImage }).html, /src="data:image\/png/);
    assert.doesNotMatch(sanitize('<img src="cid:other">', { inlineImage }).html, /src=/);
  });

  test('D02 a picture that a resolver gives is shown only if it is one', () => {
    const remoteImage = () => 'data:image/svg+xml;base64,PHN2Zz4=';
    assert.doesNotMatch(sanitize('<img src="https://x.example/a.svg">', { remoteImage }).html, /\ssrc=/);
  });

  test('D02 links lead to http, https and mailto only', () => {
    for (const target of [
      'javascript:alert(1)',
      ' java\nscript:alert(1)',
      'data:text/html,x',
      'vscode://x/y',
      'file:///etc/passwd',
      'command:x',
      '//x',
    ])
      assert.equal(sanitize(`<a href="${target}">x</a>`).html, '<a>x</a>', target);
    assert.equal(sanitize('<a href="https://x.example/a">x</a>').html, '<a href="https://x.example/a">x</a>');
    assert.equal(sanitize('<a href="mailto:a@x.example">x</a>').html, '<a href="mailto:a@x.example">x</a>');
  });

  test('D02 names are prefixed in elements, styles and links alike', () => {
    const { html } = sanitize('<style>.a #b{color:red}</style><p class="a" id="b">x</p><a href="#b">y</a>');
    assert.equal(html, '<style>.m-a #m-b{color:red}</style><p class="m-a" id="m-b">x</p><a href="#m-b">y</a>');
  });

  test('D02 layout survives: media queries, tables, colours of the body', () => {
    const source =
      '<html><head><style>@media only screen and (max-width:600px){.col{width:100% !important}}</style></head><body bgcolor="#eee"><table width="600" cellpadding="0"><tr><td align="center">x</td></tr></table></body></html>';
    const { html } = sanitize(source);
    assert.match(html, /@media only screen and \(max-width:600px\)\{\.m-col\{width:100% !important\}\}/);
    assert.match(html, /<div bgcolor="#eee"><table cellpadding="0" width="600">/);
  });
});

describe('D02 CSS', () => {
  test('D02 what reaches out or hides its words is dropped', () => {
    for (const declaration of [
      'background:url(https://x.example/a)',
      'background:u\\72l(https://x.example/a)',
      'background-image:image-set("https://x.example/a" 1x)',
      'list-style:src("x")',
      'width:expression(alert(1))',
      'behavior:url(x)',
      'position:fixed',
      'content:"x"',
      '-moz-binding:url(x)',
      'color:red}</style><script>',
      'color:var(--x)',
    ])
      assert.equal(cleanStyleAttribute(declaration).css, '', declaration);
    assert.equal(cleanStyleAttribute('color:red;width:calc(100% - 2px)').css, 'color:red;width:calc(100% - 2px)');
  });

  test('D02 only rules and media queries are kept of a style block', () => {
    const source =
      '@import url(x);@charset "x";@font-face{font-family:a;src:url(x)}@supports (a:b){p{color:red}}a[href^=x]{color:red}p{color:red}';
    assert.equal(cleanStyleSheet(source).css, 'p{color:red}');
  });
});
