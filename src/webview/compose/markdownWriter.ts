import type { RichNode } from '../../protocol/richText.ts';
import { inlineMarkdown } from './markdownInline.ts';

/**
 * Formatted text as Markdown, the other half of `engine/compose/richBlocks.ts`: what it writes is read back as the same
 * nodes. Blocks that were not changed are never given to it.
 */

/** What stands before a block at the same level: two lists in a row need marks that differ. */
export interface BlockContext {
  /** The last block's source, or empty. */
  readonly before: string;
  /** It stands in a list or a quote. */
  readonly nested?: boolean;
}

export function blockMarkdown(node: RichNode, context: BlockContext = { before: '' }): string {
  return aligned(node, plainBlock(node, context));
}

/** Blocks of one container, an empty line between them. */
function blocksMarkdown(nodes: readonly RichNode[], separator = '\n\n'): string {
  let before = '';
  return nodes
    .map((node) => {
      before = blockMarkdown(node, { before, nested: true });
      return before;
    })
    .join(separator);
}

function plainBlock(node: RichNode, { before, nested = false }: BlockContext): string {
  const inside = node.content ?? [];
  switch (node.type) {
    case 'paragraph':
      return inside.length === 0
        ? '&nbsp;'
        : notAlone(inlineMarkdown(inside, { multiline: true, inCell: false, inLetter: !nested })) || '&nbsp;';
    case 'heading':
      return headingMarkdown(node);
    case 'blockquote':
      return prefixed(blocksMarkdown(inside), '> ', '> ');
    case 'bulletList':
    case 'taskList': {
      const bullet = /^-(\s|$)/.test(before) ? '*' : '-';
      return listMarkdown(node, () => bullet);
    }
    case 'orderedList': {
      const start = Number(node.attrs?.['start'] ?? 1);
      const delimiter = /^\d{1,9}\./.test(before) ? ')' : '.';
      return listMarkdown(node, (index) => `${Math.min(start + index, 999_999_999)}${delimiter}`);
    }
    case 'codeBlock':
      return fenced(node);
    case 'horizontalRule':
      return '---';
    case 'table':
      return tableMarkdown(node);
    case 'footnote':
      return footnoteMarkdown(node);
    case 'rawBlock':
      return inside.map(({ text = '' }) => text).join('');
    default:
      return '';
  }
}

/**
 * A tag alone in its line begins a block of HTML, in which nothing is Markdown (CommonMark 0.31 §4.6), and a link may
 * look like the definition of one (§4.7).
 */
function notAlone(words: string): string {
  if (/^\[(?:[^\]\\]|\\.)*\]:/s.test(words)) return `<span></span>${words}`;
  return words.replace(/^<(?:img|br)\b[^>\n]*>(?=[ \t]*(?:\n|$))/, '<span>$&</span>');
}

/** What Markdown has no words for: a paragraph that is not at the left. */
function aligned({ attrs }: RichNode, markdown: string): string {
  const align = attrs?.['textAlign'];
  return align ? `<div align="${align}">\n\n${markdown}\n\n</div>` : markdown;
}

function headingMarkdown({ attrs, content = [] }: RichNode): string {
  const words = inlineMarkdown(content, { multiline: false, inCell: false, inLetter: false }).replace(
    /(^|[ \t])(#+)$/,
    '$1\\$2',
  );
  const mark = '#'.repeat(Number(attrs?.['level'] ?? 1));
  return words === '' ? mark : `${mark} ${words}`;
}

function listMarkdown({ attrs, content = [] }: RichNode, marker: (index: number) => string): string {
  const loose = attrs?.['loose'] === true || content.some(needsSpace);
  const items = content.map((item, index) => {
    const mark = marker(index);
    const box = item.type === 'taskItem' ? (item.attrs?.['checked'] === true ? '[x] ' : '[ ] ') : '';
    const inside = item.content ?? [];
    // A bare mark below a line of text would be that line's underline.
    const isEmpty = index > 0 && inside.length <= 1 && (inside[0]?.content ?? []).length === 0 && box === '';
    if (isEmpty) return mark;
    return prefixed(box + blocksMarkdown(inside, loose ? '\n\n' : '\n'), `${mark} `, ' '.repeat(mark.length + 1));
  });
  return items.join(loose ? '\n\n' : '\n');
}

/** Items of words, and lists below them, stand line by line; everything else needs empty lines. */
function needsSpace({ content = [] }: RichNode): boolean {
  return content.some(
    ({ type, attrs }, index) =>
      attrs?.['textAlign'] || (index === 0 ? type !== 'paragraph' : !/^(bullet|task)List$/.test(type)),
  );
}

function prefixed(text: string, first: string, rest: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? `${first}${line}` : line === '' ? rest.trimEnd() : `${rest}${line}`))
    .join('\n')
    .replace(/^> $/gm, '>');
}

/** Further lines are indented, so that they are read as its own. */
function footnoteMarkdown({ attrs, content = [] }: RichNode): string {
  return prefixed(blocksMarkdown(content), `[^${String(attrs?.['name'] ?? '')}]: `, '    ');
}

function fenced({ attrs, content = [] }: RichNode): string {
  const text = content.map(({ text: part = '' }) => part).join('');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const language = String(attrs?.['language'] ?? '')
    .replace(/[`\s]+/g, ' ')
    .trim();
  return `${fence}${language}\n${text === '' ? '' : `${text}\n`}${fence}`;
}

/** The first row is the head; its cells say how the columns are aligned. */
function tableMarkdown({ content: rows = [] }: RichNode): string {
  const width = Math.max(1, ...rows.map(({ content = [] }) => content.length));
  const cells = rows.map(({ content = [] }) =>
    Array.from({ length: width }, (_, column) => cellMarkdown(content[column])),
  );
  const [head = [], ...body] = cells;
  const aligns = Array.from({ length: width }, (_, column) => rows[0]?.content?.[column]?.attrs?.['align'] ?? null);
  const rule = aligns.map((align) => rules[String(align)] ?? '---');
  return [head, rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

const rules: { readonly [align: string]: string } = { left: ':--', center: ':-:', right: '--:' };

function cellMarkdown(cell: RichNode | undefined): string {
  const paragraphs = (cell?.content ?? []).map(({ content = [] }) =>
    inlineMarkdown(content, { multiline: false, inCell: true, inLetter: false }),
  );
  return paragraphs.join('<br>');
}
