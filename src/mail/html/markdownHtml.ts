import type { Token } from 'markdown-it';
import { highlight } from './highlight.ts';
import { escapeHtml } from './htmlParser.ts';
import { htmlPieces } from './htmlTags.ts';
import { type MailElements, MailWriter } from './mailWriter.ts';
import { goingAlong, type MarkdownDocument, signatureStart } from './markdown.ts';
import { drawingOf, type MarkdownDrawing } from './markdownDrawings.ts';
import { passedAttributes, passedElement } from './passedHtml.ts';
import type { StyleRule } from './styleRules.ts';

/**
 * Markdown as HTML for mail: every style stands at its element, because Gmail and Outlook drop or rewrite style sheets.
 * HTML of a letter (`passedHtml.ts`) is passed on, closed where it was left open; any other is shown as it was typed.
 */

export interface MarkdownHtmlOptions {
  /** Where a picture named by a path is found: `cid:…`. Undefined leaves its description in words. */
  readonly imageUrl: (reference: string) => string | undefined;
  readonly rules: readonly StyleRule[];
  /** The picture of a diagram or a formula, and its size in px. Undefined, and the source is shown. */
  readonly drawn?: ((drawing: MarkdownDrawing) => DrawnPicture | undefined) | undefined;
}

export interface DrawnPicture {
  readonly src: string;
  readonly width: number;
  readonly height: number;
}

/** An HTML document's content (no `html` or `body` element): one `div`. */
export function markdownToHtml(document: MarkdownDocument, { imageUrl, rules, drawn }: MarkdownHtmlOptions): string {
  const writer = new MarkdownWriter(new MailWriter(rules), {
    imageUrl,
    drawn,
    mayRunLeft: document.lines.some((line) => rightToLeft.test(line)),
  });
  const end = signatureStart(document.tokens);
  writer.blocks(document.tokens.slice(0, end));
  writer.footnotes(document);
  writer.blocks(document.tokens.slice(end));
  return writer.result();
}

/** Blocks that stand on lines of their own in the source that leaves. */
const ownLine: ReadonlySet<string> = new Set('p h1 h2 h3 h4 h5 h6 ul ol li blockquote table tr'.split(' '));
/** Letters of Hebrew, Arabic and their neighbours. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const ownDirection = /^(?:p|h[1-6]|li|blockquote|td|th)$/;

class MarkdownWriter {
  readonly #mail: MailWriter;
  readonly #imageUrl: MarkdownHtmlOptions['imageUrl'];
  readonly #drawn: MarkdownHtmlOptions['drawn'];
  /** Each paragraph finds its direction by itself; a mail that only runs right needs not say so at each. */
  readonly #mayRunLeft: boolean;

  constructor(
    mail: MailWriter,
    { imageUrl, drawn, mayRunLeft }: Pick<MarkdownHtmlOptions, 'imageUrl' | 'drawn'> & { readonly mayRunLeft: boolean },
  ) {
    this.#mail = mail;
    this.#imageUrl = imageUrl;
    this.#drawn = drawn;
    this.#mayRunLeft = mayRunLeft;
  }

  result(): string {
    return this.#mail.result();
  }

  blocks(tokens: readonly Token[]): void {
    tokens.forEach((token, index) => {
      if (token.type === 'inline') this.#inlines(token.children ?? []);
      else if (token.hidden) this.#hiddenParagraph(token, tokens[index + 1]);
      else if (token.type === 'fence' || token.type === 'code_block') this.#code(token);
      else if (token.type === 'html_block') this.#html(token.content);
      else if (token.type === 'hr') this.#mail.void('hr');
      else if (token.nesting > 0) this.#open(token, tokens[index + 1]);
      else if (token.nesting < 0) this.#mail.close(ownLine.has(token.tag) ? '\n' : '');
    });
  }

  footnotes({ footnotes }: MarkdownDocument): void {
    if (footnotes.length === 0) return;
    const mail = this.#mail;
    mail.open('div.footnotes', []);
    mail.raw('\n');
    footnotes.forEach(({ tokens }, index) => {
      const number = index + 1;
      const back = () => {
        mail.open('a', [
          ['name', `fn${number}`],
          ['href', `#fnref${number}`],
        ]);
        mail.raw(`[${number}]`);
        mail.close();
        mail.raw(' ');
      };
      const [first, content, last, ...rest] = tokens;
      if (first?.type === 'paragraph_open' && content && last) {
        this.#mail.open('p', this.#mayRunLeft ? [['dir', 'auto']] : []);
        back();
        this.#inlines(content.children ?? []);
        this.#mail.close('\n');
        this.blocks(rest);
      } else {
        back();
        this.blocks(tokens);
      }
    });
    mail.close('\n');
  }

  /** Of a tight list: its items are one line each, and no paragraphs. */
  #hiddenParagraph(token: Token, next: Token | undefined): void {
    if (token.nesting < 0 && next?.nesting === 1) this.#mail.raw('\n');
  }

  #open(token: Token, next: Token | undefined): void {
    const attributes: (readonly [string, string])[] = [];
    const start = token.type === 'ordered_list_open' ? token.attrGet('start') : null;
    if (start !== null) attributes.push(['start', String(start)]);
    if (this.#mayRunLeft && ownDirection.test(token.tag)) attributes.push(['dir', 'auto']);
    if (token.tag === 'table') attributes.push(['cellpadding', '0'], ['cellspacing', '0']);
    const align = /text-align:(\w+)/.exec(String(token.attrGet('style') ?? ''))?.[1];
    if (align) attributes.push(['align', align]);
    const task = token.meta?.['task'];
    const signed = next?.meta?.['signature'] === true;
    const name = task === undefined ? (signed ? 'p.signature' : token.tag) : 'li.task';
    this.#mail.open(name, attributes, align ? `text-align:${align}` : '');
    if (/^(?:ul|ol|table|thead|tbody|tr|blockquote)$/.test(token.tag)) this.#mail.raw('\n');
    // A checkbox is a form's, and mail has none.
    if (task !== undefined) this.#mail.raw(task ? '☑ ' : '☐ ');
  }

  #inlines(tokens: readonly Token[]): void {
    const mail = this.#mail;
    for (const token of tokens) {
      if (token.type === 'text') mail.text(token.content);
      else if (token.type === 'code_inline') this.#element('code', token.content);
      else if (token.type === 'softbreak' || token.type === 'hardbreak') mail.raw('<br>\n');
      else if (token.type === 'html_inline') this.#html(token.content);
      else if (token.type === 'image') this.#image(token);
      else if (token.type === 'footnote_ref') this.#reference(Number(token.meta?.['number']));
      else if (token.nesting > 0) mail.open(token.tag, token.tag === 'a' ? linkAttributes(token) : []);
      else if (token.nesting < 0) mail.close();
      else mail.text(token.content);
    }
  }

  #element(name: string, text: string): void {
    this.#mail.open(name, []);
    this.#mail.text(text);
    this.#mail.close();
  }

  #reference(number: number): void {
    this.#mail.open('sup', []);
    this.#mail.open('a', [
      ['name', `fnref${number}`],
      ['href', `#fn${number}`],
    ]);
    this.#mail.raw(`[${number}]`);
    this.#mail.close();
    this.#mail.close();
  }

  /** A table of one cell: Outlook gives padding and a ground to nothing else. */
  #code(token: Token): void {
    const mail = this.#mail;
    const drawing = this.#drawn && drawingOf(token);
    const picture = drawing && this.#drawn?.(drawing);
    if (picture) {
      this.#drawing(picture, drawing.source);
      return;
    }
    const table = [
      ['width', '100%'],
      ['cellpadding', '0'],
      ['cellspacing', '0'],
      ['border', '0'],
      ['role', 'presentation'],
    ] as const;
    mail.open('table.code', table);
    mail.open('tr', []);
    mail.openAs('td', 'pre', 'text-align:left', []);
    mail.raw('<pre style="margin:0;white-space:pre-wrap;word-wrap:break-word">');
    mail.open('code', []);
    const language = /^\S*/.exec(token.info.trim())?.[0] ?? '';
    for (const { text, kind } of highlight(token.content.replace(/\n$/, ''), language)) {
      if (kind) mail.styled(kind, text);
      else mail.text(text);
    }
    mail.close();
    mail.raw('</pre>');
    mail.close();
    mail.close();
    mail.close('\n');
  }

  /** Its source is what the picture says in words. */
  #drawing({ src, width, height }: DrawnPicture, source: string): void {
    const size = [
      ['width', String(width)],
      ['height', String(height)],
    ] as const;
    this.#mail.open('p', []);
    this.#mail.void('img', [['src', src], ['alt', source], ...size], 'max-width:100%;height:auto');
    this.#mail.close('\n');
  }

  #image(token: Token): void {
    const title = String(token.attrGet('title') ?? '');
    this.#picture(String(token.attrGet('src') ?? ''), token.content, title ? [['title', title]] : [], '');
  }

  #picture(source: string, alt: string, attributes: MailElements, style: string): void {
    const reference = goingAlong(source);
    const src = reference === undefined ? source : (this.#imageUrl(reference) ?? '');
    if (/^(?:cid:|https?:\/\/)/i.test(src)) {
      this.#mail.void('img', [['src', src], ['alt', alt], ...attributes.filter(([name]) => name !== 'alt')], style);
    } else if (alt) this.#mail.text(`[${alt}]`);
  }

  /** Tags of a letter pass; the text between them is HTML already. */
  #html(source: string): void {
    const mail = this.#mail;
    for (const piece of htmlPieces(source)) {
      const written = source.slice(piece.start, piece.end);
      if (piece.kind === 'text') mail.raw(withoutMarks(written));
      if (piece.kind === 'text' || piece.kind === 'comment') continue;
      const name = passedElement(piece.name);
      if (name === undefined) mail.text(written);
      else if (piece.kind === 'close') mail.closeTyped(piece.name);
      else {
        const { plain, style, src, href } = passedAttributes(piece);
        const alt = plain.find(([key]) => key === 'alt')?.[1] ?? '';
        if (name === 'img') this.#picture(src, alt, plain, style);
        else if (/^(?:br|hr|col)$/.test(name)) mail.void(name, plain, style);
        else mail.openTyped(piece.name, name, href ? [['href', href], ...plain] : plain, style);
      }
    }
  }
}

function linkAttributes(token: Token): MailElements {
  const title = String(token.attrGet('title') ?? '');
  const href = ['href', String(token.attrGet('href') ?? '')] as const;
  return title ? [href, ['title', title]] : [href];
}

/** Text of HTML, in which a lone mark would begin a tag. */
function withoutMarks(text: string): string {
  if (!/[<>&]/.test(text)) return text;
  return escapeHtml(text)
    .replace(/&amp;(#?\w{1,40};)/g, '&$1')
    .replaceAll('&quot;', '"');
}
