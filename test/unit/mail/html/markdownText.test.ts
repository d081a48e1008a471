import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMarkdown } from '../../../../src/mail/html/markdown.ts';
import { markdownToText } from '../../../../src/mail/html/markdownText.ts';
import { assertGolden } from '../../../support/golden.ts';
import { letter } from './letter.ts';

const text = (source: string) => markdownToText(readMarkdown(source));

describe('the text part of a Markdown letter', () => {
  test('E04 reads well by itself', () => assertGolden('compose/markdown.txt', text(letter)));

  test('E04 pictures are words, nothing stands at line ends but the mark of a signature', () => {
    assert.equal(text('Hi  \n\n![shot](a.png) and ![](b.png)\n\n-- \nAnn\n\n\n'), 'Hi\n\n[shot] and […]\n\n-- \nAnn\n');
    assert.equal(text('```\n![kept](a.png)\n```'), '```\n![kept](a.png)\n```\n');
    assert.equal(text('Bye\n-- \nAnn'), 'Bye\n\n-- \nAnn\n');
  });

  test('E04 links show where they lead, once', () => {
    assert.equal(
      text('[here](https://a.test/x) https://b.test/ <c@d.test> [c@d.test](mailto:c@d.test)'),
      'here <https://a.test/x> https://b.test/ <c@d.test> c@d.test\n',
    );
    assert.equal(text('[the page][p]\n\n[p]: https://a.test/p'), 'the page <https://a.test/p>\n');
  });

  test('E04 tables stand in columns, Chinese ones too', () => {
    assert.equal(
      text('|名字|n|\n|-|-:|\n|张伟|1|\n|a|100|\n'),
      '| 名字 |   n |\n|------|----:|\n| 张伟 |   1 |\n| a    | 100 |\n',
    );
  });

  test('E04 quotes at the edge are kept letter by letter', () => {
    assert.equal(text('> a *b*   c\n>\n> > d\n\nmine'), '> a *b*   c\n>\n> > d\n\nmine\n');
    assert.equal(text('> a\nlazy'), '> a\n> lazy\n');
  });

  test('E04 lists keep their marks and their order', () =>
    assert.equal(text('* a\n* b\n\n7) c\n8) d\n   - e\n     f'), '* a\n* b\n\n7) c\n8) d\n   - e\n     f\n'));

  test('E04 emphasis stays, escapes and tags go, names in angle brackets stay', () =>
    assert.equal(text('**a** _b_ ~~c~~ `d` 1\\. <u>e</u> Map<K, V> &amp;'), '**a** _b_ ~~c~~ `d` 1. e Map<K, V> &\n'));
});
