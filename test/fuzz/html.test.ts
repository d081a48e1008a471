import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { prepareHtml } from '../../src/mail/html/htmlParser.ts';
import { htmlToText } from '../../src/mail/html/htmlToText.ts';
import { elementDepthMax } from '../../src/mail/html/limits.ts';
import { sanitize } from '../../src/mail/html/sanitize.ts';
import { walkHtml } from '../../src/mail/html/walkHtml.ts';
import { seeded } from '../support/seeded.ts';

type Event = readonly [kind: string, what: string, attributes?: { readonly [name: string]: string }];

const wanted: ReadonlySet<string> = new Set(['href', 'style', 'a']);
const hollow =
  /^(?:area|base|basefont|br|col|command|embed|frame|hr|img|input|isindex|keygen|link|meta|param|source|track|wbr)$/;

/** What our walk meets, texts joined. */
function ours(html: string): Event[] {
  const events: Event[] = [];
  walkHtml(html, {
    wanted,
    open: (name, attributes) => events.push(['open', name, { ...attributes }]),
    text: (text) => join(events, text),
    close: (name) => events.push(['close', name]),
  });
  return events;
}

/** What the sanitiser's parser meets, told the same way: no end of what has none, of attributes those wanted. */
function theirs(html: string): Event[] {
  const events: Event[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const kept = Object.entries(attributes).filter(([key]) => wanted.has(key));
      events.push(['open', name.toLowerCase(), Object.fromEntries(kept)]);
    },
    ontext: (text) => join(events, text),
    onclosetag: (name) => {
      if (!hollow.test(name)) events.push(['close', name.toLowerCase()]);
    },
  });
  parser.end(html);
  return events;
}

function join(events: Event[], text: string): void {
  const last = events.at(-1);
  if (last?.[0] === 'text') events[events.length - 1] = ['text', last[1] + text];
  else events.push(['text', text]);
}

const names = (
  'div p a b td th tr table thead tbody tfoot ul li h1 h2 form select option input br img image hr body head link script ' +
  'style title textarea iframe noembed noframes xmp svg math mi desc dd dt rt rp button blockquote x:y q1'
).split(' ');
const marks = [
  ...['<', '>', '/', '/>', ' ', '\n', '=', '"', "'", '<!--', '-->', '--!>', '<!', '-', '!', '<?', ']]>', '<![CDATA['],
  ...[
    '<!doctype html>',
    '<svg><foreignObject>',
    '</',
    '</>',
    'href=',
    'HREF="',
    "style='x",
    ' a=1 A=2',
    'text',
    'é',
    '\0',
    '&amp;',
    '&lt',
    '&',
  ],
  ...['&#', '&#x41', '&#160;', '&#8217;', '&#55296;', '&#128;', '&notit;', '&copy', '&copy=', '&nbsp;', '&#1e3;', ';'],
];
const html = fc
  .array(
    fc.oneof(
      fc.constantFrom(...names).map((name) => `<${name}>`),
      fc.constantFrom(...names).map((name) => `</${name}>`),
      fc.constantFrom(...names).map((name) => `<${name.toUpperCase()} href="a&amp;b" a='&copy=1' style=x/>`),
      fc.constantFrom(...marks),
    ),
    { maxLength: 30 },
  )
  // A tag that the end of the text cuts off is nothing to us; to the parser its element is begun and never told.
  .map((pieces) => `${pieces.join('')}">'>-->]]>`)
  // In a title it does not decode what follows the beginning of an end tag.
  .filter((text) => !/<\/?\w*&/.test(text));

describe('D01 HTML, whatever it says', () => {
  test('D01 our walk meets what the sanitiser’s parser meets', () => {
    fc.assert(
      fc.property(html, (text) => assert.deepEqual(ours(text), theirs(text))),
      seeded(1_866, 6_000),
    );
  });

  test('H06 too deep: the sanitiser is given what is not, with the text of the rest', () => {
    const deep = '<div>'.repeat(elementDepthMax - 2);
    // An `hr` or `input` that stays ends another element than it did below.
    const plain = html.filter((text) => !/svg|math|CDATA|hr|input/i.test(text));
    fc.assert(
      fc.property(plain, (text) => assert.deepEqual(theirs(prepareHtml(deep + text).html), ours(deep + text))),
      seeded(256, 500),
    );
  });

  test('H06 elements in each other, ever more of them: none deeper than the limit reaches the sanitiser', () => {
    for (const nested of ['<div>', '<table><tr><td>', '<a href=x><b>', '<svg><desc>', '<form><p><font>', '<ul><li>'])
      for (const times of [100, 20_000]) {
        const text = `${nested.repeat(times)}deep<style>p{}</style>${'</div>'.repeat(times)}`;
        const prepared = prepareHtml(text);
        assert.ok(deepest(prepared.html) <= elementDepthMax, `${deepest(prepared.html)} of ${times} ${nested}`);
        assert.match(prepared.html, /deep/);
      }
    assert.ok(deepest(prepareHtml('<div>'.repeat(300) + '<<b>div>'.repeat(500)).html) <= elementDepthMax);
    const shallow = '<div>'.repeat(elementDepthMax);
    assert.equal(prepareHtml(shallow).html, shallow);
    assert.equal(prepareHtml(`${shallow}<p>`).html, `${shallow}<!>`);
    assert.match(sanitize('<div>'.repeat(135_000)).html, /^(?:<div>){256}(?:<\/div>){256}$/);
    assert.equal(htmlToText(`${'<blockquote>'.repeat(135_000)}deep`), `${'>'.repeat(20)} deep`);
  });
});

function deepest(html: string): number {
  let depth = 0;
  let most = 0;
  for (const [kind] of theirs(html)) {
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
    most = Math.max(most, depth);
  }
  return most;
}
