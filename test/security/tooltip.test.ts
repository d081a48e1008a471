/** A mail's words in a tooltip: shown, and nothing else. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { plainMarkdown, plainMarkdownLines } from '../../src/views/plainMarkdown.ts';
import { nastyStrings } from '../support/nastyStrings.ts';

/** Markdown with all that an editor might switch on: HTML, links from bare addresses, tables. */
const everything = new MarkdownIt({ html: true, linkify: true, typographer: false });

/** What would do something in a tooltip, or look like more than text. */
const hostile = [
  '[click](command:workbench.action.terminal.new)',
  '[click](https://evil.example)',
  '![x](https://evil.example/t.png)',
  '![x][y]',
  '[y]: https://evil.example/',
  '<img src=https://evil.example/t.png>',
  '<a href="command:x">y</a>',
  '<script>alert(1)</script>',
  '<!-- gone -->shown',
  '<https://evil.example/>',
  '<zw@example.org>',
  'https://evil.example/path www.evil.example WWW.EVIL.EXAMPLE ftp://evil.example zw@example.org',
  'mailto:zw@example.org file:///etc/passwd',
  '$(alert) $(sync~spin)',
  '&lt;b&gt; &#64; &nbsp; &copy',
  '# heading',
  '===',
  '---',
  '- item',
  '1. item',
  '1)',
  '> quoted',
  '    indented',
  '\tindented',
  '```js',
  '~~~',
  '`code`',
  '**bold** _it_ ~~gone~~',
  '| a | b |',
  '--- | ---',
  '\\*not\\*',
  'line  \nbreak',
  '[^1]: note',
  '- [ ] task',
  'a\u0000b\u0007c',
  'invoice\u202Efdp.exe',
  '\u2066hidden\u2069',
];

/** Tags that Markdown itself needs for lines. */
const tagsOf = (html: string) => [...new Set(html.match(/<[^>]*>/g) ?? [])].filter((tag) => !/^<(\/?p|br)>$/.test(tag));

/** What a person sees: without tags, references read. */
function seen(html: string): string {
  const named: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return html
    .replace(/<br>\n?|<\/p>\n<p>|<\/?p>/g, '\n')
    .replace(/&(\w+);/g, (whole, name: string) => named[name] ?? whole)
    .trim();
}

/** The text as one line, without what can't be seen. */
const plain = (text: string) =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/[\p{Bidi_Control}\p{Cs}]/gu, '')
    .trim()
    .replace(/ +/g, ' ');

describe('D01 H a mail’s words in a tooltip', () => {
  test('D01 no link, picture, command, icon, tag, heading, list, quote or code comes of them', () => {
    for (const text of [...hostile, ...nastyStrings]) {
      const html = everything.render(plainMarkdownLines([text]));
      assert.deepEqual(tagsOf(html), [], text);
      assert.equal(seen(html).replace(/ +/g, ' '), plain(text), text);
    }
  });

  test('D01 nor of several lines together: no heading of an underline, no table, no list, no reference', () => {
    const html = everything.render(plainMarkdownLines(hostile));
    assert.deepEqual(tagsOf(html), []);
    assert.deepEqual(
      seen(html)
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ')),
      hostile.map(plain),
    );
    assert.equal(
      everything.render(plainMarkdownLines(['one', '', 'two', 'three'])),
      '<p>one</p>\n<p>two<br>\nthree</p>\n',
    );
  });

  test('D01 whatever the text is', () => {
    const words = fc.constantFrom(
      ...hostile,
      ...nastyStrings,
      ' ',
      '\n',
      '(',
      ')',
      '[',
      ']',
      '!',
      '<',
      '>',
      '*',
      '_',
      '`',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    const property = fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (lines) => {
      assert.deepEqual(tagsOf(everything.render(plainMarkdownLines(lines))), []);
      for (const line of lines) assert.match(plainMarkdown(line), /^(?:[\p{L}\p{M}\p{Nd} ]|&#\d+;)*$/u);
    });
    fc.assert(property, { seed: 1101, numRuns: 500 });
  });
});
