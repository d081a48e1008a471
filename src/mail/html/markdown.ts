import createMarkdown, { type Token } from 'markdown-it';
import { htmlPieces } from './htmlTags.ts';
import { type Footnote, type FootnoteDefinition, footnotes } from './markdownFootnotes.ts';
import { markSignature } from './markdownSignature.ts';
import { markTasks } from './markdownTasks.ts';

/**
 * Markdown as people write it in mail: CommonMark with tables, struck text, task lists, footnotes and bare links. Line
 * breaks are kept as typed: a letter is not a page that gets wrapped anew. The door to markdown-it.
 */

export interface MarkdownDocument {
  readonly lines: readonly string[];
  readonly tokens: readonly Token[];
  /** Those that the text refers to, in the order of their numbers from 1. */
  readonly footnotes: readonly Footnote[];
}

/** A text with all its definitions of footnotes, also those that it does not refer to. */
export interface MarkdownBlocks {
  readonly tokens: readonly Token[];
  readonly definitions: readonly DefinedFootnote[];
}

export type DefinedFootnote = FootnoteDefinition & { readonly tokens: readonly Token[] };

export interface MarkdownImage {
  /** The path as written, percent-encoding undone. */
  readonly reference: string;
  /** Zero-based lines of the block it stands in: from (with) and to (without). */
  readonly startLine: number;
  readonly endLine: number;
}

/** Never throws: everything is Markdown. */
export function readMarkdown(text: string): MarkdownDocument {
  const lines = text.split(/\r\n|\r|\n/);
  const { markdown, found } = parserFor(lines);
  const tokens = markdown.parse(text, {});
  return { lines, tokens, footnotes: found.referred((note) => markdown.parse(note, {})) };
}

/** The same, for who edits it. */
export function readMarkdownBlocks(text: string): MarkdownBlocks {
  const { markdown, found } = parserFor(text.split(/\r\n|\r|\n/));
  const tokens = markdown.parse(text, {});
  const { definitions } = found; // As of now: a footnote's own text defines none of this text.
  return { tokens, definitions: definitions.map((one) => ({ ...one, tokens: markdown.parse(one.text, {}) })) };
}

/**
 * Only the blocks of a text that are wanted, what stands in them read; for what is asked at every key. A long letter has
 * thousands of blocks: to keep them takes as long as to find them, in clearing them away again.
 */
export function readMarkdownFor(text: string, wants: (block: Token) => boolean): Omit<MarkdownDocument, 'lines'> {
  const markdown = createMarkdown({ html: true, linkify: false, breaks: true, typographer: false });
  const found = footnotes(markdown);
  markdown.block.State = class extends markdown.block.State {
    override push(type: string, tag: string, nesting: Token['nesting']): Token {
      const last = this.tokens.at(-1); // Only now it has its content.
      if (!last || wants(last)) return super.push(type, tag, nesting);
      if (nesting < 0) this.level -= 1;
      const { level } = this;
      if (nesting > 0) this.level += 1;
      // Nobody will read it: it becomes the next one.
      return Object.assign(last, { ...emptyBlock, type, tag, nesting, level });
    }
  };
  markdown.core.ruler.at('inline', ({ tokens, md, env }) => {
    for (const block of tokens)
      if (block.type === 'inline' && block.children && wants(block))
        md.inline.parse(block.content, md, env, block.children);
  });
  const tokens = markdown.parse(text, {});
  return { tokens, footnotes: found.referred((note) => markdown.parse(note, {})) };
}

const emptyBlock = {
  ...{ attrs: null, map: null, children: null, meta: null },
  ...{ content: '', markup: '', info: '', block: true, hidden: false },
} as const;

function parserFor(lines: readonly string[]) {
  const markdown = createMarkdown({ html: true, linkify: true, breaks: true, typographer: false });
  const found = footnotes(markdown);
  markSignature(markdown, lines);
  markTasks(markdown);
  return { markdown, found };
}

/** Where the signature begins that the text ends with: footnotes stand above it. The number of tokens where there is none. */
export function signatureStart(tokens: readonly Token[]): number {
  const index = tokens.findLastIndex(({ level, meta }) => level === 1 && meta?.['signature'] === true);
  return index < 0 ? tokens.length : index - 1;
}

/** A footnote that is not referred to is not in the mail, and its pictures neither. */
const pictureOrNote = /!\[|<img|\[\^/i;

/** The pictures that a text names by path, in order; what has a scheme of its own is not among them. */
export function markdownImages(text: string): readonly MarkdownImage[] {
  if (!/!\[|<img/i.test(text)) return []; // Most letters have none, and reading takes time.
  const { tokens, footnotes: notes } = readMarkdownFor(
    text,
    ({ type, content }) => (type === 'inline' || type === 'html_block') && pictureOrNote.test(content),
  );
  const images: MarkdownImage[] = [];
  const add = (blocks: readonly Token[], offset: number) => {
    for (const block of blocks) {
      if (block.type !== 'html_block' && !block.children?.length) continue;
      const [startLine, endLine] = block.map ?? [0, 0];
      for (const source of sourcesOf(block)) {
        const reference = localReference(source);
        if (reference) images.push({ reference, startLine: offset + startLine, endLine: offset + endLine });
      }
    }
  };
  add(tokens, 0);
  for (const { tokens: inside, line } of notes) add(inside, line);
  return images;
}

/**
 * What stands for a picture that goes along: its path, or the whole address where it is data in the text itself.
 * Undefined for what stays where it is.
 */
export function goingAlong(source: string): string | undefined {
  return /^data:image\/(?:png|jpeg|gif|webp);base64,/i.test(source) ? source : localReference(source);
}

/** A picture's path, percent-encoding undone; undefined for what has a scheme or a host. */
export function localReference(source: string): string | undefined {
  if (source === '' || /^(?:[a-z][a-z0-9+.-]+:|\/\/|#)/i.test(source)) return undefined;
  try {
    return decodeURIComponent(source);
  } catch {
    return source; // A lone percent sign: taken as it stands.
  }
}

function* sourcesOf(token: Token): Generator<string> {
  if (token.type === 'html_block' || token.type === 'html_inline') yield* htmlImageSources(token.content);
  if (token.type === 'image') yield String(token.attrGet('src') ?? '');
  for (const child of token.children ?? []) yield* sourcesOf(child);
}

/** What the pictures in HTML name. */
export function* htmlImageSources(html: string): Generator<string> {
  for (const piece of htmlPieces(html)) {
    if (piece.kind !== 'open' || piece.name !== 'img') continue;
    const source = piece.attributes.find(({ name }) => name === 'src')?.value.trim();
    if (source) yield source;
  }
}

export type { Token };
