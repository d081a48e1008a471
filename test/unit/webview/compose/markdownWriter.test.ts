import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { richBlocks } from '../../../../src/engine/compose/richBlocks.ts';
import type { RichMark, RichNode } from '../../../../src/protocol/richText.ts';
import { blockMarkdown } from '../../../../src/webview/compose/markdownWriter.ts';

describe('E02 what the panel writes is read back as it was', () => {
  test('E02 any formatted text → Markdown → the same formatted text', () => {
    fc.assert(
      fc.property(documents, (nodes) => {
        const text = markdownOf(nodes);
        const read = richBlocks(text).flatMap((block) => block.nodes);
        assert.equal(json(read.map((node) => canonical(node))), json(nodes.map((node) => canonical(node))), text);
      }),
      {
        numRuns: Number(process.env['RUNS'] ?? 400),
        seed: 5,
        ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
      },
    );
  });
});

const json = (value: unknown) => JSON.stringify(value, null, 1);

function markdownOf(nodes: readonly RichNode[]): string {
  let before = '';
  return nodes
    .map((node) => {
      before = blockMarkdown(node, { before });
      return before;
    })
    .join('\n\n');
}

/** One form for what means the same: order of formats, breaks and blanks at the end of a line that carry none. */
function canonical(node: RichNode, inCell = false): unknown {
  const { type, attrs = {}, content = [] } = node;
  const isLoose = 'loose' in attrs && isWideEnough(node);
  return {
    type,
    attrs:
      'loose' in attrs ? { ...attrs, loose: isLoose && (attrs['loose'] === true || content.some(needsSpace)) } : attrs,
    content:
      type === 'paragraph' || type === 'heading'
        ? linesOf(content, type === 'paragraph' && !inCell)
        : content.map((child) => canonical(child, /^table(?:Cell|Header)$/.test(type))),
  };
}

/** What a paragraph says, unit by unit; blanks that a line begins with say nothing. In a heading and a cell blanks at a line's end say nothing. */
function linesOf(nodes: readonly RichNode[], keepsBlanks: boolean): unknown {
  const lines: RichNode[][] = [[]];
  const [only] = nodes;
  // A lone no-break space is how an empty paragraph is written.
  if (nodes.length === 1 && only?.text?.trimEnd() === '' && only.text.includes('\u00a0') && !only.marks) return [[]];
  for (const node of nodes)
    if (node.type === 'hardBreak') lines.push([]);
    else lines.at(-1)?.push(node);
  return lines.map((line) => lineOf(line, keepsBlanks));
}

function lineOf(line: readonly RichNode[], keepsBlanks: boolean): unknown {
  const units = line.flatMap(({ type, attrs, text, marks = [] }) => {
    const own = marks.map((mark) => JSON.stringify(mark)).sort();
    const isCode = marks.some((mark) => mark.type === 'code');
    return type === 'text'
      ? [...(text ?? '')].map((char) => ({ char, marks: own, isBlank: !isCode && /[ \t]/.test(char) }))
      : [{ char: '', node: { type, attrs }, marks: own, isBlank: false }];
  });
  const start = units.findIndex(({ isBlank }) => !isBlank);
  if (start < 0) return [];
  const shown = units.slice(start);
  const end = shown.findLastIndex(({ isBlank }) => !isBlank) + 1;
  const blanks = keepsBlanks ? shown.slice(end).map(({ char }) => char) : [];
  return [...shown.slice(0, end).map(({ isBlank, ...unit }) => unit), blanks.join('')];
}

/** A list of one item of one block has nothing to be loose between. */
function isWideEnough({ content = [] }: RichNode): boolean {
  return content.length > 1 || (content[0]?.content ?? []).length > 1;
}

function needsSpace({ content = [] }: RichNode): boolean {
  return content.some(
    ({ type, attrs }, index) => attrs?.['textAlign'] || (index > 0 && !/^(bullet|task)List$/.test(type)),
  );
}

const words = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'plain',
      'two words',
      '你好',
      '世界。',
      'x',
      '7',
      'Ünïcode',
      'e.g. this',
      'blank ',
      '“q”',
      '😀',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[
        '*',
        '**',
        '_',
        'a_b_c',
        '__init__',
        '~~',
        '~',
        '`',
        '``',
        '[x]',
        '[a](b)',
        '![i](j)',
        '<b>',
        '<',
        'a<b',
        '&amp;',
        '&',
        'C:\\dir',
        '\\*',
      ],
      ...[
        '# h',
        '- l',
        '+ l',
        '* l',
        '1. o',
        '2) o',
        '> q',
        '---',
        '===',
        '***',
        '| a | b |',
        '|--|',
        ':--',
        '```',
        '~~~',
        '    code',
        '-- ',
        '$x$',
        '!',
        '[^1]',
        '[r]: x',
      ],
      ...[
        'https://example.test/a_b_c?d=e&f=g#h',
        'see https://a.test.',
        'www.example.com',
        'me@example.test',
        '(',
        ')',
        '"',
        "'",
        '\u3000\u3000缩进',
        'a\u00a0b',
        '\u00a0',
      ],
    ),
  },
  {
    weight: 2,
    arbitrary: fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(...'ab 1*_`~[]()<>&!#-+.:|\\"\'=你。') }),
  },
);

const link = fc.record({
  href: fc.constantFrom(
    'https://example.test/',
    'https://example.test/a(b)c',
    'mailto:a@b.test',
    'docs/a b.md',
    'https://x.test/?a=1&b=2',
    '#here',
  ),
  title: fc.constantFrom(null, null, 'A "title"'),
});
const style = fc.record({
  color: fc.constantFrom(null, '#cc0000', 'rgb(1, 2, 3)'),
  fontSize: fc.constantFrom(null, '18px', '1.2em'),
  fontFamily: fc.constantFrom(null, "'Courier New', monospace", 'Georgia'),
});
const marks: fc.Arbitrary<readonly RichMark[]> = fc
  .tuple(
    fc.subarray(['bold', 'italic', 'strike', 'underline', 'code'], { maxLength: 3 }),
    fc.option(link, { freq: 6, nil: undefined }),
    fc.option(style, { freq: 5, nil: undefined }),
  )
  .map(([plain, linked, styled]) => [
    ...(linked ? [{ type: 'link', attrs: linked }] : []),
    ...(styled && Object.values(styled).some(Boolean) ? [{ type: 'textStyle', attrs: styled }] : []),
    ...plain.map((type) => ({ type })),
  ]);
const image = fc.record({
  src: fc.constantFrom('a.png', 'pictures/b c.png', 'https://x.test/i.png', 'cid:1@x'),
  alt: fc.constantFrom('', 'A picture', '[x] "y" <z>', '图'),
  title: fc.constantFrom(null, 'Title'),
  width: fc.constantFrom(null, 240),
});

/** Names of footnotes; each is said somewhere in each text. */
const notes = ['1', '注', 'a-long_name'] as const;

const leaf: fc.Arbitrary<RichNode> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(words, marks)
      .map(([text, own]) => ({ type: 'text', text, ...(own.length > 0 ? { marks: own } : {}) })),
  },
  { weight: 1, arbitrary: fc.constant<RichNode>({ type: 'hardBreak' }) },
  { weight: 1, arbitrary: image.map((attrs) => ({ type: 'image', attrs })) },
  { weight: 1, arbitrary: fc.constantFrom(...notes).map((name) => ({ type: 'footnoteRef', attrs: { name } })) },
);
const inline = fc.array(leaf, { maxLength: 6 }).map(tidied);

/** As ProseMirror keeps it: neighbours of one format are one text. */
function tidied(nodes: readonly RichNode[]): readonly RichNode[] {
  const result: RichNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (
      node.type === 'text' &&
      last?.type === 'text' &&
      JSON.stringify(node.marks ?? []) === JSON.stringify(last.marks ?? [])
    )
      result[result.length - 1] = { ...last, text: `${last.text}${node.text}` };
    else result.push(node);
  }
  return result;
}

const paragraph = fc
  .tuple(inline, fc.constantFrom(null, null, null, 'center', 'right', 'justify'))
  .map(([content, textAlign]): RichNode => ({ type: 'paragraph', attrs: { textAlign }, content }));
const plainParagraph = inline.map((content): RichNode => ({ type: 'paragraph', attrs: { textAlign: null }, content }));
const heading = fc
  .tuple(inline, fc.integer({ min: 1, max: 6 }), fc.constantFrom(null, null, 'center'))
  .map(([content, level, textAlign]): RichNode => ({ type: 'heading', attrs: { level, textAlign }, content }));
const codeBlock = fc
  .tuple(
    fc.constantFrom(null, 'js', 'c++'),
    fc.constantFrom('', 'x', 'a\n\nb', '```\nfence\n```', '  in\n\tdent', '-- \n', '<b>&amp;*x*'),
  )
  .map(
    ([language, text]): RichNode => ({
      type: 'codeBlock',
      attrs: { language },
      content: text === '' ? [] : [{ type: 'text', text }],
    }),
  );
const table = fc
  .integer({ min: 1, max: 3 })
  .chain((columns) =>
    fc.tuple(
      fc.array(fc.constantFrom(null, 'left', 'center', 'right'), { minLength: columns, maxLength: columns }),
      fc.array(fc.array(plainParagraph, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 3 }),
    ),
  )
  .map(
    ([aligns, rows]): RichNode => ({
      type: 'table',
      content: rows.map((cells, row) => ({
        type: 'tableRow',
        content: cells.map((cell, column) => ({
          type: row === 0 ? 'tableHeader' : 'tableCell',
          attrs: { align: aligns[column] ?? null },
          content: [cell],
        })),
      })),
    }),
  );

const { block } = fc.letrec<{ block: RichNode; list: RichNode }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'block' },
    { weight: 6, arbitrary: paragraph },
    { weight: 2, arbitrary: heading },
    { weight: 1, arbitrary: codeBlock },
    { weight: 1, arbitrary: fc.constant<RichNode>({ type: 'horizontalRule' }) },
    { weight: 1, arbitrary: table },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('block'), { minLength: 1, maxLength: 3, depthIdentifier: 'block' })
        .map((content) => ({ type: 'blockquote', content })),
    },
    { weight: 3, arbitrary: tie('list') },
  ),
  list: fc
    .tuple(
      fc.constantFrom('bulletList', 'orderedList', 'taskList'),
      fc.boolean(),
      fc.array(
        fc.tuple(
          fc.constantFrom('done', 'open', 'none'),
          plainParagraph,
          fc.array(tie('block'), { maxLength: 2, depthIdentifier: 'block' }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
      fc.constantFrom(1, 1, 7),
    )
    .map(
      ([type, loose, items, start]): RichNode => ({
        type,
        attrs: type === 'orderedList' ? { loose, start } : { loose },
        // A task list has at least one; a numbered list may have some.
        content: items.map(([task, first, rest], index) => ({
          ...(isTask(type, task, index)
            ? { type: 'taskItem', attrs: { checked: task === 'done' } }
            : { type: 'listItem' }),
          content: [first, ...rest],
        })),
      }),
    ),
}));

function isTask(list: string, task: string, index: number): boolean {
  if (list === 'taskList') return index === 0 || task !== 'none';
  return list === 'orderedList' && task === 'done';
}

/** Each footnote is said once, anywhere between blocks. */
const documents = fc
  .tuple(
    fc.array(block, { minLength: 1, maxLength: 4 }),
    fc.tuple(...notes.map(() => fc.tuple(plainParagraph, fc.array(block, { maxLength: 2 }), fc.nat({ max: 9 })))),
  )
  .map(([blocks, said]) => {
    const all = [...blocks];
    said.forEach(([first, rest, where], index) => {
      const footnote = { type: 'footnote', attrs: { name: notes[index] ?? '' }, content: [first, ...rest] };
      all.splice(where % (all.length + 1), 0, footnote);
    });
    return all;
  });
