import createMarkdown, { type MarkdownIt, type Token } from 'markdown-it';
import { markdownStyles } from './markdownStyles.ts';

/**
 * Markdown as mail: HTML whose every style is inline, because Gmail and Outlook drop or rewrite style sheets, and a text
 * part that reads well by itself. HTML in the source is shown as it was typed, never passed on. The door to markdown-it.
 */

export interface MarkdownOptions {
  /** Where a picture named by a path is found: `cid:…`. Undefined leaves its description in words. */
  readonly imageUrl: (reference: string) => string | undefined;
}

export interface MarkdownImage {
  /** The path as written, percent-encoding undone. */
  readonly reference: string;
  /** Zero-based lines of the block it stands in: from (with) and to (without). */
  readonly startLine: number;
  readonly endLine: number;
}

/** An HTML document's content (no `html` or `body` element): one `div` with everything styled in place. */
export function markdownToHtml(text: string, { imageUrl }: MarkdownOptions): string {
  const markdown = parser();
  const tokens = markdown.parse(text, {});
  for (const token of allTokens(tokens)) {
    if (token.type === 'image') placeImage(token, imageUrl);
    styleToken(token);
  }
  markdown.renderer.rules['fence'] = (list, index) => codeBlock(markdown, list[index]);
  markdown.renderer.rules['code_block'] = (list, index) => codeBlock(markdown, list[index]);
  markdown.renderer.rules['image'] = (list, index) => image(markdown, list[index]);
  return `<div style="${markdownStyles['div']}">\n${markdown.renderer.render(tokens, markdown.options, {})}</div>\n`;
}

/** The pictures that a text names by path, in order; what has a scheme of its own is not among them. */
export function markdownImages(text: string): readonly MarkdownImage[] {
  const images: MarkdownImage[] = [];
  for (const block of parser().parse(text, {})) {
    const [startLine, endLine] = block.map ?? [0, 0];
    for (const token of block.children ?? []) {
      const reference = token.type === 'image' ? localReference(token) : undefined;
      if (reference) images.push({ reference, startLine, endLine });
    }
  }
  return images;
}

/** The text part: the Markdown itself, which was made to be read, with pictures as words and no space at line ends. */
export function markdownToText(text: string): string {
  let fenced = false;
  const lines = text.split(/\r\n|\r|\n/).map((line) => {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    if (line === '-- ') return line;
    if (fenced) return line.trimEnd();
    return line
      .replace(/!\[([^\]]*)\]\((?:<[^>]*>|[^)\s]*)(?:\s+"[^"]*")?\)/g, (_, alt: string) => `[${alt || '…'}]`)
      .trimEnd();
  });
  return `${lines.join('\n').trimEnd()}\n`;
}

/** What a text consists of, for who shows it as more than text: HTML in it as tokens of its own. */
export function markdownTokens(text: string): readonly Token[] {
  return parser({ html: true }).parse(text, {});
}

/** Line breaks are kept as typed: a letter is not a page that gets wrapped anew. */
function parser({ html = false } = {}): MarkdownIt {
  return createMarkdown({ html, linkify: true, breaks: true, typographer: false });
}

function* allTokens(tokens: readonly Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if (token.children) yield* allTokens(token.children);
  }
}

function styleToken(token: Token): void {
  if (!token.tag || token.nesting < 0) return;
  const style = markdownStyles[token.tag];
  const own = token.attrGet('style'); // Columns of a table carry their alignment.
  if (style) token.attrSet('style', own ? `${style};${own}` : style);
  if (/^(p|h[1-6]|li|blockquote|td|th)$/.test(token.tag) && token.nesting === 1) token.attrSet('dir', 'auto');
  if (token.tag === 'table') {
    token.attrSet('cellpadding', '0');
    token.attrSet('cellspacing', '0');
  }
}

function codeBlock(markdown: MarkdownIt, token: Token | undefined): string {
  const code = markdown.utils.escapeHtml(token?.content ?? '');
  return `<pre style="${markdownStyles['pre']}"><code style="${markdownStyles['preCode']}">${code}</code></pre>\n`;
}

function image(markdown: MarkdownIt, token: Token | undefined): string {
  const escaped = markdown.utils.escapeHtml;
  const src = String(token?.attrGet('src') ?? '');
  const alt = escaped(token?.content ?? '');
  if (!src) return alt ? `[${alt}]` : '';
  const title = String(token?.attrGet('title') ?? '');
  const titled = title ? ` title="${escaped(title)}"` : '';
  return `<img src="${escaped(src)}" alt="${alt}"${titled} style="${markdownStyles['img']}">`;
}

function placeImage(token: Token, imageUrl: MarkdownOptions['imageUrl']): void {
  const reference = localReference(token);
  if (reference) token.attrSet('src', imageUrl(reference) ?? '');
}

function localReference(token: Token): string | undefined {
  const src = String(token.attrGet('src') ?? '');
  if (src === '' || /^(?:[a-z][a-z0-9+.-]+:|\/\/)/i.test(src)) return undefined;
  try {
    return decodeURIComponent(src);
  } catch {
    return src; // A lone percent sign: taken as it stands.
  }
}
