import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  attributeSupport,
  type ClientSupport,
  elementSupport,
  isSent,
  propertySupport,
} from '../../../../src/mail/html/clientSupport.ts';
import { readOwnStyles } from '../../../../src/mail/html/css.ts';
import { htmlPieces } from '../../../../src/mail/html/htmlTags.ts';
import { readMarkdown } from '../../../../src/mail/html/markdown.ts';
import { markdownToHtml } from '../../../../src/mail/html/markdownHtml.ts';
import { declarationsOf, rulesOf } from '../../../../src/mail/html/styleRules.ts';
import { themes } from '../../../../src/mail/html/themes.ts';
import { asHtml, letter } from './letter.ts';

/** What of an HTML not every one of the three mail clients shows, and nothing is said of what is seen instead; each once. */
function unsupported(html: string): string[] {
  const found = new Set<string>();
  const look = (what: string, support: ClientSupport | undefined) => {
    if (!support || [support.gmail, support.apple].includes('no')) found.add(what);
    else if (!isEverywhere(support) && !support.otherwise)
      found.add(`${what}: nothing is said of what is seen instead`);
  };
  for (const piece of htmlPieces(html)) {
    if (piece.kind !== 'open') continue;
    look(`<${piece.name}>`, elementSupport[piece.name]);
    for (const { name, value } of piece.attributes) {
      if (name !== 'style') look(`<${piece.name} ${name}>`, attributeSupport[name]);
      else
        for (const [property, given] of declarationsOf(value)) {
          const isWell = isSent(property, given) && !/url\(|var\(|calc\(|\d(?:rem|vh|vw)\b/.test(given);
          look(`${property}: ${given}`, isWell ? propertySupport[property] : undefined);
        }
    }
  }
  return [...found];
}

const isEverywhere = ({ gmail, outlook, apple }: ClientSupport) => `${gmail} ${outlook} ${apple}` === 'yes yes yes';

describe('styles of mail', () => {
  for (const name of Object.keys(themes))
    test(`E04 all of “${name}” is shown by Gmail, Outlook and Apple Mail, or said what they do otherwise`, () => {
      const html = asHtml(letter, name);
      assert.deepEqual(unsupported(html), []);
      assert.ok(html.includes('List&lt;String&gt;'), 'the letter is there to its end');
    });

  test('the check finds what mail clients don’t show', () => {
    assert.deepEqual(
      unsupported(
        '<video></video><p style="display:grid;gap:1rem;color:var(--x);margin:0 -4px;margin:4px" onclick="x"><td background="x">',
      ),
      ['<video>', 'display: grid', 'gap: 1rem', 'color: var(--x)', 'margin: 0 -4px', '<p onclick>', '<td background>'],
    );
  });

  test('E04 each fact about a client has its source, and what is seen otherwise is said', () => {
    const all = Object.entries({ ...propertySupport, ...elementSupport, ...attributeSupport });
    for (const [name, support] of all) {
      assert.match(support.source, /^(?:(?:css|html)-[a-z0-9-]+ 20\d\d-[01]\d|gmail|none)$/, name);
      // What no page says may be wrong: then too it is known what is seen.
      if (!isEverywhere(support) || /^(?:gmail|none)$/.test(support.source)) assert.ok(support.otherwise, name);
    }
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
