import type { Token } from 'markdown-it';
import { escapeHtml } from './htmlParser.ts';
import { htmlPieces } from './htmlTags.ts';
import { htmlToText } from './htmlToText.ts';
import { type MarkdownDocument, signatureStart } from './markdown.ts';
import { passedElement } from './passedHtml.ts';
import { columnsOf } from './textColumns.ts';
import { alignedTable } from './textTable.ts';

/**
 * The text part of a letter written in Markdown: marks of emphasis and lists stay, as people write them in plain mail;
 * links show where they lead, pictures what they show, tables stand in columns, quotes and code are kept as they are.
 */
export function markdownToText({ tokens, lines, footnotes }: MarkdownDocument): string {
  const writer = new TextBlocks(lines);
  const end = signatureStart(tokens);
  const blocks = [writer.blocks(tokens, 0, end, false)];
  footnotes.forEach((note, index) => {
    const text = new TextBlocks([]).blocks(note.tokens, 0, note.tokens.length, false);
    blocks.push(hanging(text, `[${index + 1}] `));
  });
  blocks.push(writer.blocks(tokens, end, tokens.length, false));
  const filled = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${filled.join('\n\n').trimEnd()}\n`;
}

class TextBlocks {
  readonly #lines: readonly string[];

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The lines of the blocks from one token (with) to another (without). */
  blocks(tokens: readonly Token[], from: number, to: number, isTight: boolean): string[] {
    const out: string[] = [];
    for (let index = from; index < to; index++) {
      const end = endOf(tokens, index);
      const block = this.#block(tokens, index, end);
      if (block.length > 0) {
        if (out.length > 0 && !isTight) out.push('');
        out.push(...block);
      }
      index = end;
    }
    return out;
  }

  #block(tokens: readonly Token[], index: number, end: number): string[] {
    const token = tokens[index];
    if (!token) return [];
    const inline = tokens[index + 1];
    switch (token.type) {
      case 'heading_open':
        return heading(token, inlineText(inline?.children ?? []));
      case 'paragraph_open':
        return paragraph(inline);
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.#list(tokens, index + 1, end);
      case 'blockquote_open':
        return this.#quote(tokens, index, end);
      case 'table_open':
        return alignedTable(rowsOf(tokens.slice(index, end)));
      case 'hr':
        return ['---'];
      case 'fence':
        return [`${token.markup}${token.info}`, ...codeLines(token), token.markup];
      case 'code_block':
        return codeLines(token).map((line) => (line === '' ? '' : `    ${line}`));
      case 'html_block':
        return filledLines(htmlText(token.content));
      default:
        return [];
    }
  }

  /** Items between `from` (with) and `to` (without). */
  #list(tokens: readonly Token[], from: number, to: number): string[] {
    const out: string[] = [];
    for (let index = from; index < to; index++) {
      const item = tokens[index];
      if (item?.type !== 'list_item_open') continue;
      const end = endOf(tokens, index);
      const isTight = tokens[index + 1]?.hidden === true;
      const task = item.meta?.['task'];
      const mark = `${item.info}${item.markup} ${task === undefined ? '' : task ? '[x] ' : '[ ] '}`;
      if (out.length > 0 && !isTight) out.push('');
      out.push(
        ...hanging(this.blocks(tokens, index + 1, end, isTight), mark, item.info.length + item.markup.length + 1),
      );
      index = end;
    }
    return out;
  }

  /** A quote at the edge is another's text and stays as it was; one inside a list is written anew. */
  #quote(tokens: readonly Token[], index: number, end: number): string[] {
    const { map, level = 0 } = tokens[index] ?? {};
    if (map && level === 0 && this.#lines.length > 0) {
      const [first, last] = map;
      const lines = this.#lines.slice(first, last).map((line) => line.replace(/^ {1,3}(?=>)/, '').trimEnd());
      while (lines.at(-1) === '') lines.pop();
      return lines.map((line) => withoutPictures(line.startsWith('>') ? line : `> ${line}`));
    }
    return this.blocks(tokens, index + 1, end, false).map((line) =>
      line.startsWith('>') ? `>${line}` : `> ${line}`.trimEnd(),
    );
  }
}

function withoutPictures(line: string): string {
  return line.replace(/!\[([^\]]*)\]\((?:<[^>]*>|[^)\s]*)(?:\s+"[^"]*")?\)/g, (_, alt: string) => `[${alt || '…'}]`);
}

/** The index of the token that closes this one; its own where it is whole. */
function endOf(tokens: readonly Token[], index: number): number {
  const opening = tokens[index];
  if (!opening || opening.nesting < 1) return index;
  for (let at = index + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token && token.nesting < 0 && token.level === opening.level) return at;
  }
  return tokens.length;
}

function hanging(lines: readonly string[], mark: string, indent = mark.length): string[] {
  const space = ' '.repeat(indent);
  const shown = lines.map((line, index) => (index === 0 ? mark + line : line === '' ? '' : space + line));
  return shown.length === 0 ? [mark.trimEnd()] : shown;
}

function heading(token: Token, text: string): string[] {
  const level = Number(token.tag.slice(1));
  if (level > 2) return [`${'#'.repeat(level)} ${text.replaceAll('\n', ' ')}`];
  const lines = text.split('\n');
  const width = Math.min(72, Math.max(3, ...lines.map((line) => columnsOf(line))));
  return [...lines, (level === 1 ? '=' : '-').repeat(width)];
}

function paragraph(inline: Token | undefined): string[] {
  const lines = inlineText(inline?.children ?? []).split('\n');
  if (inline?.meta?.['signature'] === true) lines[0] = '-- ';
  return lines.length === 1 && lines[0] === '' ? [] : lines;
}

/** HTML of a letter in words; what is no tag of a letter was meant as text. */
function htmlText(source: string): string {
  let html = '';
  for (const piece of htmlPieces(source)) {
    const written = source.slice(piece.start, piece.end);
    const isTag = piece.kind === 'open' || piece.kind === 'close';
    html += isTag && passedElement(piece.name) === undefined ? escapeHtml(written) : written;
  }
  return htmlToText(html);
}

function filledLines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function codeLines({ content }: Token): string[] {
  return content
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.trimEnd());
}

function rowsOf(tokens: readonly Token[]) {
  const rows: { text: string; align: string }[][] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'tr_open') rows.push([]);
    if (token.type !== 'th_open' && token.type !== 'td_open') continue;
    const align = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1] ?? '';
    rows.at(-1)?.push({ text: inlineText(tokens[index + 1]?.children ?? []).replaceAll('\n', ' '), align });
  }
  return rows;
}

interface OpenLink {
  readonly href: string;
  readonly start: number;
}

/** Words of a paragraph; lines as they were typed. */
function inlineText(tokens: readonly Token[]): string {
  let out = '';
  const links: OpenLink[] = [];
  for (const token of tokens) {
    if (token.type === 'softbreak' || token.type === 'hardbreak') out = `${out.trimEnd()}\n`;
    else if (token.type === 'code_inline') out += token.markup + token.content + token.markup;
    else if (token.type === 'image') out += `[${token.content || '…'}]`;
    else if (token.type === 'footnote_ref') out += `[${Number(token.meta?.['number'])}]`;
    else if (token.type === 'html_inline') out += inlineHtmlText(token.content);
    else if (token.markup === 'autolink')
      out += token.nesting > 0 ? '<' : '>'; // As it was typed: `Bob <bob@x.test>`.
    else if (token.type === 'link_open') links.push({ href: String(token.attrGet('href') ?? ''), start: out.length });
    else if (token.type === 'link_close') out += linkTarget(links.pop(), out);
    else if (token.nesting !== 0) out += token.markup;
    else out += token.content;
  }
  return out.trim();
}

/** ` <https://…>` behind words that do not say it themselves. */
function linkTarget(link: OpenLink | undefined, out: string): string {
  if (!link) return '';
  const shown = out.slice(link.start);
  const bare = (text: string) => text.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
  const said = [link.href, decoded(link.href)].some((href) => bare(href) === bare(shown));
  return said || link.href === '' ? '' : ` <${link.href}>`;
}

function decoded(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    return href; // A lone percent sign.
  }
}

/** Tags of a letter say nothing in plain text; what is no such tag was meant as text. */
function inlineHtmlText(source: string): string {
  let out = '';
  for (const piece of htmlPieces(source)) {
    if (piece.kind === 'comment') continue;
    const isShown = piece.kind === 'text' || passedElement(piece.name) === undefined;
    if (isShown) out += source.slice(piece.start, piece.end);
    else if (piece.kind === 'close') continue;
    else if (piece.name === 'br') out += '\n';
    else if (piece.name === 'img') out += `[${piece.attributes.find(({ name }) => name === 'alt')?.value || '…'}]`;
  }
  return out;
}
