import { htmlMaxChars } from './limits.ts';
import { voidElements } from './openElements.ts';
import { type HtmlAttributes, type HtmlVisitor, noAttributes, walkHtml } from './walkHtml.ts';

/**
 * A mail's HTML as plain text, for readers that have nothing else, for quoting and for the index: blocks become
 * lines, lists get marks, quotes `> `, links their target in angle brackets where the text differs. Hidden text is left out.
 */
export function htmlToText(html: string): string {
  const writer = new TextWriter();
  walkHtml(html.slice(0, htmlMaxChars), writer);
  return writer.result();
}

const blocks: ReadonlySet<string> = new Set(
  'address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
const spaced: ReadonlySet<string> = new Set('p h1 h2 h3 h4 h5 h6 blockquote pre table ul ol dl figure'.split(' '));
const silent: ReadonlySet<string> = new Set(
  'style script head title noscript template svg math textarea select object'.split(' '),
);

const wanted: ReadonlySet<string> = new Set(['alt', 'hidden', 'href', 'style']);

interface Link {
  readonly href: string;
  /** Where in the line it began. */
  readonly start: number;
  text: string;
  /** The line that `text` belongs to: a link that goes on in another line shows what stands there. */
  line: number;
}

/**
 * Writes line by line. What is asked of a line that still grows is kept beside it: to look into a string that is
 * appended to copies all of it, each time.
 */
class TextWriter implements HtmlVisitor {
  readonly wanted = wanted;
  readonly #lines: string[] = [];
  readonly #lists: { ordered: boolean; next: number }[] = [];
  readonly #links: Link[] = [];
  /** How many elements are open from the hidden one on. */
  #hidden = 0;
  #line = '';
  #lineNumber = 0;
  #isBlank = true;
  #endsInSpace = false;
  #quote = 0;
  #lastQuote = 0;
  #pre = 0;
  #gap = false;

  open(name: string, attributes: HtmlAttributes): void {
    if (this.#hidden > 0 || silent.has(name) || isHidden(attributes)) {
      if (!voidElements.has(name)) this.#hidden++;
      return;
    }
    if (blocks.has(name)) this.#break(spaced.has(name));
    if (name === 'br') this.#flush(true);
    else if (name === 'hr') {
      this.#break(true);
      this.#append('---');
      this.#break(true);
    } else if (name === 'pre') this.#pre++;
    else if (name === 'blockquote') this.#quote++;
    else if (name === 'ul' || name === 'ol') this.#lists.push({ ordered: name === 'ol', next: 1 });
    else if (name === 'li') this.#bullet();
    else if (name === 'a') {
      const { length } = this.#line;
      this.#links.push({ href: attributes['href'] ?? '', start: length, text: '', line: this.#lineNumber });
    } else if (name === 'img') this.#word(attributes['alt'] ?? '');
    else if ((name === 'td' || name === 'th') && !this.#isBlank) this.#append('  ');
  }

  text(text: string): void {
    if (this.#hidden > 0) return;
    if (this.#pre > 0) {
      const [first = '', ...rest] = text.split(/\r?\n/);
      this.#append(first);
      for (const line of rest) {
        this.#flush(true);
        this.#append(line);
      }
    } else this.#word(text);
  }

  close(name: string): void {
    if (this.#hidden > 0) {
      this.#hidden--;
      return;
    }
    if (name === 'a') this.#endLink();
    if (blocks.has(name)) this.#break(spaced.has(name));
    if (name === 'pre') this.#pre = Math.max(0, this.#pre - 1);
    else if (name === 'blockquote') this.#quote = Math.max(0, this.#quote - 1);
    else if (name === 'ul' || name === 'ol') this.#lists.pop();
  }

  result(): string {
    this.#flush(false);
    return this.#lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #bullet(): void {
    const list = this.#lists.at(-1);
    const indent = '  '.repeat(Math.max(0, Math.min(this.#lists.length, 10) - 1));
    this.#append(indent + (list?.ordered ? `${list.next++}. ` : '- '));
  }

  #word(text: string): void {
    // Newsletters pad their preview text with invisible characters.
    const seen = invisible.test(text) ? text.replace(/\u034f|[\u200b-\u200d\u00ad\u2060\ufeff]/g, '') : text;
    const flat = unevenSpace.test(seen) ? seen.replace(/\s+/g, ' ') : seen;
    this.#append((this.#line === '' || this.#endsInSpace) && flat.startsWith(' ') ? flat.slice(1) : flat);
  }

  #append(text: string): void {
    if (text === '') return;
    const link = this.#links.at(-1);
    if (link) this.#show(link, text.slice(Math.max(0, link.start - this.#line.length)));
    this.#line += text;
    this.#endsInSpace = text.endsWith(' ');
    if (this.#isBlank && /\S/.test(text)) this.#isBlank = false;
  }

  #endLink(): void {
    const link = this.#links.pop();
    if (!link || link.line !== this.#lineNumber) return;
    const shown = link.text.trim();
    const isShown = /^(?:https?|mailto):/i.test(link.href) && shown !== '' && bare(shown) !== bare(link.href);
    const outer = this.#links.at(-1);
    if (outer) this.#show(outer, link.text);
    if (isShown) this.#append(` <${link.href}>`);
  }

  #show(link: Link, text: string): void {
    link.text = link.line === this.#lineNumber ? link.text + text : text;
    link.line = this.#lineNumber;
  }

  #break(gap: boolean): void {
    this.#flush(false);
    if (gap) this.#gap = true;
  }

  #flush(keepEmpty: boolean): void {
    const line = this.#line.trimEnd();
    this.#line = '';
    this.#lineNumber++;
    this.#isBlank = true;
    this.#endsInSpace = false;
    if (line === '' && !keepEmpty) return;
    const mark = this.#quote > 0 ? `${'>'.repeat(Math.min(this.#quote, 20))} ` : '';
    const between = Math.min(this.#quote, this.#lastQuote);
    if (this.#gap && this.#lines.length > 0) this.#lines.push('>'.repeat(Math.min(between, 20)));
    this.#gap = false;
    this.#lastQuote = this.#quote;
    this.#lines.push(mark === '' ? line : (mark + line).trimEnd());
  }
}

const invisible = /[\u034f\u200b-\u200d\u00ad\u2060\ufeff]/;
const unevenSpace = /[^\S ]|\s\s/;

function bare(text: string): string {
  return text.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
}

function isHidden(attributes: HtmlAttributes): boolean {
  if (attributes === noAttributes) return false;
  const style = attributes['style'];
  return (
    attributes['hidden'] !== undefined || (style !== undefined && /display\s*:\s*none|mso-hide\s*:\s*all/i.test(style))
  );
}
