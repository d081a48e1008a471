import type { Token } from 'markdown-it';
import type { RichAttributes, RichMark, RichNode } from '../../protocol/richText.ts';

/** Words of a paragraph with their formats. HTML that no format stands for stays where it is, as a node of its source. */

/** Children of a paragraph, a heading or a cell. `blanks`: at the ends of its lines, which the parser has taken off. */
export function inlineNodes(tokens: readonly Token[], blanks: readonly string[] = []): readonly RichNode[] {
  const pairs = tagPairs(tokens);
  const nodes: RichNode[] = [];
  const breaks = tokens.filter(isBreak).length;
  // Where HTML or code goes over a line's end, which line ends where is not known.
  const ends = breaks === blanks.length - 1 ? blanks : [];
  let line = 0;
  let marks: readonly RichMark[] = [];
  const add = (node: RichNode) =>
    nodes.push(marks.length > 0 ? { ...node, marks: [...marks, ...(node.marks ?? [])] } : node);
  tokens.forEach((token, index) => {
    const pair = pairs.get(index);
    if (pair) {
      if (pair.mark) marks = pair.opens ? [...marks, pair.mark] : withoutLast(marks, pair.mark);
      return;
    }
    if (token.nesting === 1) marks = opened(marks, token);
    else if (token.nesting === -1) marks = closed(marks, token);
    else {
      if (isBreak(token)) {
        endLine(nodes, ends[line], add);
        line += 1;
      }
      const node = leaf(token);
      if (node) add(node);
    }
  });
  endLine(nodes, ends[line], add);
  return joined(nodes);
}

function isBreak({ type }: Token): boolean {
  return type === 'softbreak' || type === 'hardbreak';
}

/** Blanks at the end of a line say nothing in the mail, but who is typing has them there. */
function endLine(nodes: RichNode[], blanks: string | undefined, add: (node: RichNode) => void): void {
  if (!blanks) return;
  const last = nodes.at(-1);
  const isCode = last?.marks?.some(({ type }) => type === 'code') === true;
  if (last?.type === 'text' && !isCode)
    nodes.splice(-1, 1, { ...last, text: `${(last.text ?? '').trimEnd()}${blanks}` });
  else add({ type: 'text', text: blanks });
}

function leaf(token: Token): RichNode | undefined {
  switch (token.type) {
    case 'text':
    case 'text_special':
      return token.content === '' ? undefined : { type: 'text', text: token.content };
    case 'softbreak':
    case 'hardbreak':
      return { type: 'hardBreak' };
    case 'code_inline':
      return { type: 'text', text: token.content, marks: [{ type: 'code' }] };
    case 'image':
      return { type: 'image', attrs: imageAttributes(token) };
    case 'footnote_ref':
      return { type: 'footnoteRef', attrs: { name: String(token.meta?.['name'] ?? '') } };
    case 'html_inline':
      return htmlLeaf(token.content);
    default:
      throw new UnknownToken(token.type);
  }
}

/** Something that only its source can say. */
export class UnknownToken extends Error {}

const tokenMarks: { readonly [type: string]: string } = { strong: 'bold', em: 'italic', s: 'strike' };

/** What linkify found is a link wherever it stands: it needs no format, and stays as it was typed. */
function opened(marks: readonly RichMark[], token: Token): readonly RichMark[] {
  if (token.type === 'link_open') {
    if (token.markup === 'linkify') return marks;
    const title = token.attrGet('title');
    return [
      ...marks,
      { type: 'link', attrs: { href: decoded(String(token.attrGet('href') ?? '')), title: title ?? null } },
    ];
  }
  const type = tokenMarks[token.tag === 'strong' ? 'strong' : token.tag];
  if (!type) throw new UnknownToken(token.type);
  return [...marks, { type }];
}

function closed(marks: readonly RichMark[], token: Token): readonly RichMark[] {
  if (token.type === 'link_close') return token.markup === 'linkify' ? marks : withoutType(marks, 'link');
  return withoutType(marks, tokenMarks[token.tag] ?? '');
}

function withoutType(marks: readonly RichMark[], type: string): readonly RichMark[] {
  const last = marks.findLastIndex((mark) => mark.type === type);
  return marks.filter((_, index) => index !== last);
}

function withoutLast(marks: readonly RichMark[], mark: RichMark): readonly RichMark[] {
  const last = marks.lastIndexOf(mark);
  return marks.filter((_, index) => index !== last);
}

/** As a person would read an address: what the parser encoded for HTML is written out again, where nothing is lost by it. */
function decoded(href: string): string {
  try {
    const plain = decodeURI(href);
    return encodeURI(plain) === href && !/[\u0000-\u001f\\]/.test(plain) ? plain : href;
  } catch {
    return href; // A lone percent sign: as it stands.
  }
}

function imageAttributes(token: Token): RichAttributes {
  const title = token.attrGet('title');
  return { src: decoded(String(token.attrGet('src') ?? '')), alt: wordsOf(token), title: title ?? null, width: null };
}

/** A description without its formats. */
function wordsOf({ children }: Token): string {
  return (children ?? [])
    .map((child) => (child.type === 'image' ? wordsOf(child) : /break$/.test(child.type) ? ' ' : child.content))
    .join('');
}

interface TagPair {
  readonly opens: boolean;
  /** Undefined for a `<span>` that says nothing. */
  readonly mark: RichMark | undefined;
}

/** Tags that are a format and are closed where they should be: token index → what it does. */
function tagPairs(tokens: readonly Token[]): ReadonlyMap<number, TagPair> {
  const pairs = new Map<number, TagPair>();
  const open: {
    readonly index: number;
    readonly name: string;
    readonly mark: RichMark | undefined;
    readonly isNothing: boolean;
    readonly level: number;
  }[] = [];
  tokens.forEach(({ type, content, level }, index) => {
    if (type !== 'html_inline') return;
    const end = /^<\/([a-z]+)\s*>$/i.exec(content)?.[1]?.toLowerCase();
    if (end === undefined) {
      const name = /^<([a-z]+)(?:\s[^>]*)?>$/i.exec(content)?.[1]?.toLowerCase();
      if (name !== undefined && !/\/>$/.test(content) && !/^(img|br)$/.test(name))
        open.push({ index, name, mark: markOf(name, content), isNothing: /^<span>$/i.test(content), level });
      return;
    }
    const top = open.at(-1);
    if (top?.name !== end || top.level !== level) return;
    open.pop();
    if (!top.mark && !top.isNothing) return;
    pairs.set(top.index, { opens: true, mark: top.mark });
    pairs.set(index, { opens: false, mark: top.mark });
  });
  return pairs;
}

const plainTags: { readonly [name: string]: string } = {
  u: 'underline',
  ins: 'underline',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strike',
  del: 'strike',
  strike: 'strike',
  code: 'code',
};

function markOf(name: string, tag: string): RichMark | undefined {
  if (name === 'span') return spanMark(attributesOf(tag));
  return Object.hasOwn(plainTags, name) && attributesOf(tag).size === 0 ? { type: plainTags[name] ?? '' } : undefined;
}

const styleNames: { readonly [property: string]: string } = {
  color: 'color',
  'font-size': 'fontSize',
  'font-family': 'fontFamily',
};

/** `<span style="color:…;font-size:…;font-family:…">` and nothing else in it. */
function spanMark(attributes: ReadonlyMap<string, string>): RichMark | undefined {
  const style = attributes.get('style');
  if (style === undefined || attributes.size !== 1) return undefined;
  const attrs: { [name: string]: string | null } = { color: null, fontSize: null, fontFamily: null };
  for (const declaration of style.split(';').filter((part) => part.trim() !== '')) {
    const [property = '', ...rest] = declaration.split(':');
    const name = styleNames[property.trim().toLowerCase()];
    const value = rest.join(':').trim();
    if (!name || value === '') return undefined;
    attrs[name] = value;
  }
  return { type: 'textStyle', attrs };
}

function htmlLeaf(content: string): RichNode {
  if (/^<br\s*\/?>$/i.test(content)) return { type: 'hardBreak' };
  const image = /^<img\s/i.test(content) ? htmlImage(content) : undefined;
  return image ?? { type: 'rawInline', attrs: { source: content } };
}

/** A tag that says nothing but what a picture of ours says; undefined for others. */
export function htmlImage(tag: string): RichNode | undefined {
  const attributes = attributesOf(tag);
  const width = attributes.get('width');
  const known = [...attributes.keys()].every((name) => /^(src|alt|title|width)$/.test(name));
  if (!known || !attributes.get('src') || (width !== undefined && !/^\d{1,4}$/.test(width))) return undefined;
  return {
    type: 'image',
    attrs: {
      src: attributes.get('src') ?? '',
      alt: attributes.get('alt') ?? '',
      title: attributes.get('title') ?? null,
      width: width === undefined ? null : Number(width),
    },
  };
}

/** Attributes of one tag as written, the five entities that an attribute needs undone. */
export function attributesOf(tag: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const inner = tag.replace(/^<[a-z0-9]+/i, '').replace(/\/?>\s*$/, '');
  for (const [, name = '', double, single, bare] of inner.matchAll(
    /([a-z][a-z0-9-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi,
  ))
    found.set(name.toLowerCase(), unescaped(double ?? single ?? bare ?? ''));
  return found;
}

const entities: { readonly [name: string]: string } = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (all, name: string) => entities[name] ?? all);
}

/** Neighbours with the same formats are one text. */
function joined(nodes: readonly RichNode[]): readonly RichNode[] {
  const result: RichNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    if (last?.type === 'text' && node.type === 'text' && sameMarks(last, node))
      result[result.length - 1] = { ...last, text: `${last.text ?? ''}${node.text ?? ''}` };
    else result.push(node);
  }
  return result;
}

function sameMarks(a: RichNode, b: RichNode): boolean {
  return JSON.stringify(a.marks ?? []) === JSON.stringify(b.marks ?? []);
}
