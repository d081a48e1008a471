import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { elementSupport, isSent, propertySupport } from '../../../../src/mail/html/clientSupport.ts';
import { readOwnStyles } from '../../../../src/mail/html/css.ts';
import { htmlPieces } from '../../../../src/mail/html/htmlTags.ts';
import { readMarkdown } from '../../../../src/mail/html/markdown.ts';
import { markdownToHtml } from '../../../../src/mail/html/markdownHtml.ts';
import { declarationsOf, rulesOf } from '../../../../src/mail/html/styleRules.ts';
import { themes } from '../../../../src/mail/html/themes.ts';
import { asHtml, letter } from './letter.ts';

/** What of an HTML no mail client, or not every one, would show; each once. */
function unsupported(html: string): string[] {
  const found = new Set<string>();
  for (const piece of htmlPieces(html)) {
    if (piece.kind !== 'open') continue;
    if (!elementSupport[piece.name]) found.add(`<${piece.name}>`);
    const style = piece.attributes.find(({ name }) => name === 'style')?.value ?? '';
    for (const [property, value] of declarationsOf(style)) {
      const support = propertySupport[property];
      if (!support || !isSent(property, value)) found.add(`${property}: ${value}`);
      else if (support.outlook !== 'yes' && !support.otherwise) found.add(`${property}: nothing is said of Outlook`);
      if (/url\(|var\(|calc\(|\d(?:rem|vh|vw)\b/.test(value)) found.add(`${property}: ${value}`);
    }
  }
  return [...found];
}

describe('styles of mail', () => {
  for (const name of Object.keys(themes))
    test(`E04 all of “${name}” is shown by Gmail, Outlook and Apple Mail, or said what they do otherwise`, () => {
      const html = asHtml(letter, name);
      assert.deepEqual(unsupported(html), []);
      assert.ok(html.includes('List&lt;String&gt;'), 'the letter is there to its end');
    });

  test('the check finds what mail clients don’t show', () => {
    assert.deepEqual(unsupported('<video></video><p style="display:grid;gap:1rem;color:var(--x)">'), [
      '<video>',
      'display: grid',
      'gap: 1rem',
      'color: var(--x)',
    ]);
  });

  test('E04 what a client shows otherwise is said', () => {
    for (const [property, { gmail, outlook, apple, otherwise }] of Object.entries(propertySupport))
      if ([gmail, outlook, apple].some((support) => support !== 'yes')) assert.ok(otherwise, property);
  });

  test('E04 one’s own style sheet is written into the elements, and says what can’t be', () => {
    const { rules, leftOut } = readOwnStyles(
      'body { color: navy } h1, h2 { COLOR: Red; display: grid } blockquote > p { margin: 0 } p:hover { color: red }\n' +
        '@media print { p { color: black } } .keyword { color: #00f } li .x#id { color: red } p { background: url(x) }',
    );
    const html = markdownToHtml(readMarkdown('# A\n\n> b\n\n```js\nlet a\n```\n\nc'), {
      rules: [...rulesOf(themes['plain'] ?? {}), ...rules],
      imageUrl: () => undefined,
    });
    assert.match(html, /^<div style="[^"]*color:navy">/);
    assert.match(html, /<h1 [^>]*color:Red">A/);
    assert.match(html, /<blockquote [^>]*>\n<p style="margin:0">b/);
    assert.match(html, /<p style="margin:0 0 12px">c/);
    assert.match(html, /<span style="color:#00f">let<\/span>/);
    assert.deepEqual(leftOut, ['display: grid', 'p:hover', '@media print', 'li .x#id', 'background: url(x)']);
    assert.deepEqual(unsupported(html), []);
  });

  test('E04 a style sheet that is none says so', () => assert.deepEqual(readOwnStyles('p { color: ').rules, []));
});
