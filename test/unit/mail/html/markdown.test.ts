import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { markdownImages, markdownToHtml, markdownToText } from '../../../../src/mail/html/markdown.ts';
import { assertGolden } from '../../../support/golden.ts';

const letter = `# Report

Hi **Zhang**, see [the page](https://example.test/a?b=1&c=2) or https://example.test/plain
second line

- one
- two \`code\`

1. first

> quoted _words_

| name | count |
| :--- | ----: |
| a    |     1 |

\`\`\`ts
const x = a < b && c;
\`\`\`

![a picture](pics/shot%201.png "Shot") ![gone](gone.png) ![remote](https://example.test/r.png)

<b>typed</b> <script>alert(1)</script>
`;

const html = (text: string) =>
  markdownToHtml(text, { imageUrl: (path) => (path === 'pics/shot 1.png' ? 'cid:p1@x' : undefined) });

describe('Markdown for sending', () => {
  test('E04 every element carries its own style', () => assertGolden('compose/markdown.html', html(letter)));

  test('E04 HTML in the source is shown, not passed on', () => {
    assert.doesNotMatch(html(letter), /<script|<b>/);
    assert.match(html(letter), /&lt;script&gt;alert\(1\)/);
    assert.doesNotMatch(html('[x](javascript:alert(1)) <img src=x onerror=alert(1)>'), /<a |<img /);
  });

  test('E04 pictures named by path become cid, unknown ones stay in words, remote ones stay remote', () => {
    const out = html(letter);
    assert.match(out, /<img src="cid:p1@x" alt="a picture" title="Shot"/);
    assert.match(out, /\[gone\]/);
    assert.match(out, /<img src="https:\/\/example\.test\/r\.png"/);
    assert.deepEqual(
      markdownImages(letter).map(({ reference }) => reference),
      ['pics/shot 1.png', 'gone.png'],
    );
  });

  test('E04 the text part is the Markdown with pictures in words and no space at line ends', () => {
    assert.equal(
      markdownToText('Hi  \n\n![shot](a.png) and ![](b.png)\n\n-- \nAnn\n\n\n'),
      'Hi\n\n[shot] and […]\n\n-- \nAnn\n',
    );
    assert.equal(markdownToText('```\n![kept](a.png)\n```'), '```\n![kept](a.png)\n```\n');
  });

  test('E04 right-to-left paragraphs find their direction by themselves', () =>
    assert.match(html('שלום'), /<p style="[^"]*" dir="auto">שלום/));
});
