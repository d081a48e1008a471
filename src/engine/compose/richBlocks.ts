import type { Token } from 'markdown-it';
import { type DefinedFootnote, readMarkdownBlocks } from '../../mail/html/markdown.ts';
import { type RichNode, richDepthMax } from '../../protocol/richText.ts';
import { htmlImage, inlineNodes, UnknownToken } from './richInline.ts';
import { Lines, type Place } from './richLines.ts';

/**
 * A draft's body as formatted text, block by block, each with the place of its source: who edits one block leaves the
 * others as they were typed. What is no formatted text (HTML of other kinds) is a block of its source.
 */

export interface RichBlock {
  /** UTF-16 offsets in the body, without the line break behind it. */
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly RichNode[];
}

/** `body`: with `\n` alone at line ends. */
export function richBlocks(body: string): readonly RichBlock[] {
  const lines = new Lines(body);
  const { tokens, definitions } = readMarkdownBlocks(body);
  const between = (from: number, to: number) => betweenBlocks(body, lines, definitions, [from, to]);
  const blocks: RichBlock[] = [];
  let next = 0;
  let at = 0;
  while (at < tokens.length) {
    const end = unitEnd(tokens, at);
    const unit = tokens.slice(at, end);
    const [from, to] = linesOf(unit, next);
    // The mark of a signature stands right below a text and belongs to what follows.
    const last = to > from + 1 && lines.isSignatureMark(to - 1) && isSignature(tokens[end + 1]) ? to - 1 : to;
    const first = isSignature(unit[1]) && from > next && lines.isSignatureMark(from - 1) ? from - 1 : from;
    blocks.push(...between(next, first));
    const place = lines.place(first, last);
    // A footnote that is said inside a quote or a list has no place of its own.
    const hidesNote = definitions.some(({ line }) => line >= first && line < last);
    blocks.push({
      ...place,
      nodes: hidesNote ? [rawBlock(body.slice(place.start, place.end))] : converted(unit, lines, body, place),
    });
    [at, next] = [end, Math.max(next, last)];
  }
  blocks.push(...between(next, lines.count));
  return blocks;
}

/** The body as one block that is edited as it stands: plain text, or HTML. */
export function sourceBlock(body: string): readonly RichBlock[] {
  return [{ start: 0, end: body.length, nodes: [rawBlock(body)] }];
}

function rawBlock(source: string): RichNode {
  return { type: 'rawBlock', ...(source === '' ? {} : { content: [{ type: 'text', text: source }] }) };
}

/** Where the block that begins at `at` ends: a token alone, one with its closing token, or a `<div align>` with its end. */
function unitEnd(tokens: readonly Token[], at: number): number {
  if (alignmentOf(tokens[at]) !== undefined) {
    const close = tokens.findIndex((token, index) => index > at && token.level === 0 && isDivEnd(token));
    if (close >= 0) return close + 1;
  }
  let depth = 0;
  for (let index = at; index < tokens.length; index++) {
    depth += tokens[index]?.nesting ?? 0;
    if (depth <= 0) return index + 1;
  }
  return tokens.length;
}

/** Lines from (with) and to (without). The mark of a signature alone has none of its own: it is the line at `next`. */
function linesOf(unit: readonly Token[], next: number): readonly [number, number] {
  const maps = unit.flatMap(({ map }) => (map ? [map] : []));
  if (maps.length === 0) return [next, next + 1];
  return [Math.min(...maps.map(([from]) => from)), Math.max(...maps.map(([, to]) => to))];
}

function isSignature(token: Token | undefined): boolean {
  return token?.meta?.['signature'] === true;
}

/** What stands between blocks: footnotes, and definitions of links, which are no formatted text. */
function betweenBlocks(
  body: string,
  lines: Lines,
  definitions: readonly DefinedFootnote[],
  [from, to]: readonly [number, number],
): readonly RichBlock[] {
  const blocks: RichBlock[] = [];
  const addRaw = (until: number) => {
    const place = lines.placeBetween(next, until);
    if (place) blocks.push({ ...place, nodes: [rawBlock(body.slice(place.start, place.end))] });
  };
  let next = from;
  for (const note of definitions) {
    if (note.line < next || note.endLine > to) continue;
    addRaw(note.line);
    const place = lines.place(note.line, note.endLine);
    blocks.push({ ...place, nodes: [footnote(note, body.slice(place.start, place.end))] });
    next = note.endLine;
  }
  addRaw(to);
  return blocks;
}

function footnote({ name, text, tokens }: DefinedFootnote, source: string): RichNode {
  try {
    const nodes = new Reader(tokens, new Lines(text)).blocks(1);
    return { type: 'footnote', attrs: { name }, content: filledItem(nodes) };
  } catch (error) {
    if (!(error instanceof UnknownToken)) throw error;
    return rawBlock(source);
  }
}

function converted(unit: readonly Token[], lines: Lines, body: string, { start, end }: Place): readonly RichNode[] {
  try {
    return new Reader(unit, lines).blocks(0);
  } catch (error) {
    if (!(error instanceof UnknownToken)) throw error;
    return [rawBlock(body.slice(start, end))];
  }
}

const alignTag =
  /^<div\s+(?:align\s*=\s*"?(left|center|right|justify)"?|style\s*=\s*"text-align:\s*(left|center|right|justify);?")\s*>\s*$/i;

function alignmentOf(token: Token | undefined): string | undefined {
  const match = token?.type === 'html_block' ? alignTag.exec(token.content) : null;
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

function isDivEnd(token: Token): boolean {
  return token.type === 'html_block' && /^<\/div>\s*$/i.test(token.content);
}

/** Reads tokens from the first to the last; the closing token of what it is in ends a list of blocks. */
class Reader {
  readonly #tokens: readonly Token[];
  readonly #lines: Lines;
  #at = 0;

  constructor(tokens: readonly Token[], lines: Lines) {
    this.#tokens = tokens;
    this.#lines = lines;
  }

  blocks(depth: number, align?: string): readonly RichNode[] {
    if (depth > richDepthMax) throw new UnknownToken('depth');
    const nodes: RichNode[] = [];
    for (let token = this.#peek(); token && token.nesting >= 0; token = this.#peek()) {
      if (align !== undefined && isDivEnd(token)) break;
      const alignment = alignmentOf(token);
      if (alignment === undefined) nodes.push(this.#block(depth, align));
      else nodes.push(...this.#aligned(depth, alignment));
    }
    return nodes;
  }

  #aligned(depth: number, alignment: string): readonly RichNode[] {
    this.#at += 1;
    const nodes = this.blocks(depth + 1, alignment);
    const end = this.#peek();
    if (!end || !isDivEnd(end)) throw new UnknownToken('div');
    this.#at += 1;
    return nodes;
  }

  #block(depth: number, align: string | undefined): RichNode {
    const token = this.#take();
    if (align !== undefined && !/^(paragraph|heading)_open$/.test(token.type)) throw new UnknownToken(token.type);
    switch (token.type) {
      case 'paragraph_open':
        return paragraph(this.#inline(true), align);
      case 'heading_open':
        return {
          type: 'heading',
          attrs: { level: Number(token.tag.slice(1)), textAlign: align ?? null },
          ...content(this.#inline()),
        };
      case 'blockquote_open':
        return { type: 'blockquote', ...filled(this.#inner(depth)) };
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.#list(token, depth);
      case 'table_open':
        return this.#table();
      case 'fence':
      case 'code_block':
        return codeBlock(token);
      case 'hr':
        return { type: 'horizontalRule' };
      case 'html_block':
        return pictureAlone(token.content.trim());
      default:
        throw new UnknownToken(token.type);
    }
  }

  #inner(depth: number): readonly RichNode[] {
    const nodes = this.blocks(depth + 1);
    this.#take();
    return nodes;
  }

  /** `withBlanks`: those at the ends of its lines, which the parser takes off. */
  #inline(withBlanks = false): readonly RichNode[] {
    const inline = this.#take();
    this.#take();
    const nodes = inlineNodes(
      inline.children ?? [],
      withBlanks ? this.#lines.blanksAtEnds(...(inline.map ?? [0, 0])) : [],
    );
    return isSignature(inline) ? withMark(nodes) : nodes;
  }

  #list(token: Token, depth: number): RichNode {
    const items: { readonly nodes: readonly RichNode[]; readonly isDone: boolean | undefined }[] = [];
    let tight = true;
    for (let item = this.#peek(); item?.type === 'list_item_open'; item = this.#peek()) {
      this.#take();
      const first = this.#peek();
      if (first?.type === 'paragraph_open' && !first.hidden) tight = false;
      items.push({ nodes: filledItem(this.#inner(depth)), isDone: isTask(item) });
    }
    this.#take();
    const attrs = { loose: !tight };
    const content = items.map(({ nodes, isDone }) =>
      isDone === undefined
        ? { type: 'listItem', content: nodes }
        : { type: 'taskItem', attrs: { checked: isDone }, content: nodes },
    );
    if (token.type === 'ordered_list_open') {
      const start = Number(token.attrGet('start') ?? 1);
      return { type: 'orderedList', attrs: { ...attrs, start }, content };
    }
    return { type: items.every(({ isDone }) => isDone === undefined) ? 'bulletList' : 'taskList', attrs, content };
  }

  #table(): RichNode {
    const rows: RichNode[] = [];
    for (let token = this.#take(); token.type !== 'table_close'; token = this.#take()) {
      if (token.type !== 'tr_open') continue;
      const cells: RichNode[] = [];
      for (let cell = this.#take(); cell.type !== 'tr_close'; cell = this.#take()) {
        const align = /text-align:\s*(\w+)/.exec(String(cell.attrGet('style') ?? ''))?.[1] ?? null;
        const type = cell.type === 'th_open' ? 'tableHeader' : 'tableCell';
        cells.push({ type, attrs: { align }, content: [paragraph(this.#inline(), undefined)] });
      }
      rows.push({ type: 'tableRow', content: cells });
    }
    return { type: 'table', content: rows };
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw new UnknownToken('end');
    this.#at += 1;
    return token;
  }
}

/** A lone no-break space stands for an empty paragraph, which Markdown has no words for. */
function paragraph(nodes: readonly RichNode[], align: string | undefined): RichNode {
  const [only, more] = nodes;
  const isEmpty = only?.type === 'text' && only.text === '\u00a0' && more === undefined && !only.marks;
  return { type: 'paragraph', attrs: { textAlign: align ?? null }, ...content(isEmpty ? [] : nodes) };
}

/** A picture's tag alone in its line is a block of HTML in Markdown, and a picture to whoever looks at it. */
function pictureAlone(tag: string): RichNode {
  const image = /^<img\s[^<>]*>$/i.test(tag) ? htmlImage(tag) : undefined;
  if (!image) throw new UnknownToken('html_block');
  return paragraph([image], undefined);
}

function content(nodes: readonly RichNode[]): { content?: readonly RichNode[] } {
  return nodes.length > 0 ? { content: nodes } : {};
}

function filled(nodes: readonly RichNode[]): { content: readonly RichNode[] } {
  return { content: nodes.length > 0 ? nodes : [paragraph([], undefined)] };
}

/** An item begins with a paragraph, if need be an empty one. */
function filledItem(nodes: readonly RichNode[]): readonly RichNode[] {
  return nodes[0]?.type === 'paragraph' ? nodes : [paragraph([], undefined), ...nodes];
}

/** Whether the task of an item is done; undefined for an item that is none. */
function isTask(item: Token): boolean | undefined {
  const task: unknown = item.meta?.['task'];
  return typeof task === 'boolean' ? task : undefined;
}

/** `-- ` with its space: without it, it would be two hyphens. */
function withMark([first, ...rest]: readonly RichNode[]): readonly RichNode[] {
  return first?.type === 'text' && first.text === '--'
    ? [{ ...first, text: '-- ' }, ...rest]
    : [...(first ? [first] : []), ...rest];
}

function codeBlock(token: Token): RichNode {
  const text = token.content.replace(/\n$/, '');
  const language = token.type === 'fence' ? token.info.trim() : '';
  return {
    type: 'codeBlock',
    attrs: { language: language === '' ? null : language },
    ...content(text === '' ? [] : [{ type: 'text', text }]),
  };
}
