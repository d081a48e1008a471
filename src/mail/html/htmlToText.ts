import { walkHtml } from './htmlParser.ts';
import { htmlMaxChars } from './limits.ts';

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

class TextWriter {
  readonly #lines: string[] = [];
  readonly #lists: { ordered: boolean; next: number }[] = [];
  readonly #links: { href: string; start: number }[] = [];
  readonly #hidden: string[] = [];
  #line = '';
  #quote = 0;
  #lastQuote = 0;
  #pre = 0;
  #gap = false;

  open(name: string, attributes: { readonly [name: string]: string }): void {
    if (this.#hidden.length > 0 || silent.has(name) || isHidden(attributes)) {
      if (!voids.has(name)) this.#hidden.push(name);
      return;
    }
    if (blocks.has(name)) this.#break(spaced.has(name));
    if (name === 'br') this.#flush(true);
    else if (name === 'hr') {
      this.#break(true);
      this.#line = '---';
      this.#break(true);
    } else if (name === 'pre') this.#pre++;
    else if (name === 'blockquote') this.#quote++;
    else if (name === 'ul' || name === 'ol') this.#lists.push({ ordered: name === 'ol', next: 1 });
    else if (name === 'li') this.#bullet();
    else if (name === 'a') this.#links.push({ href: attributes['href'] ?? '', start: this.#line.length });
    else if (name === 'img') this.#word(attributes['alt'] ?? '');
    else if ((name === 'td' || name === 'th') && this.#line.trim() !== '') this.#line += '  ';
  }

  text(text: string): void {
    if (this.#hidden.length > 0) return;
    if (this.#pre > 0) {
      const [first = '', ...rest] = text.split(/\r?\n/);
      this.#line += first;
      for (const line of rest) {
        this.#flush(true);
        this.#line = line;
      }
    } else this.#word(text);
  }

  close(name: string): void {
    const hidden = this.#hidden.lastIndexOf(name);
    if (this.#hidden.length > 0) {
      if (hidden >= 0) this.#hidden.length = hidden;
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
    this.#line = indent + (list?.ordered ? `${list.next++}. ` : '- ');
  }

  #word(text: string): void {
    // Newsletters pad their preview text with invisible characters.
    const flat = text.replace(/\u034f|[\u200b-\u200d\u00ad\u2060\ufeff]/g, '').replace(/[\s\u00a0]+/g, ' ');
    this.#line += this.#line === '' || this.#line.endsWith(' ') ? flat.replace(/^ /, '') : flat;
  }

  #endLink(): void {
    const link = this.#links.pop();
    if (!link || !/^(?:https?|mailto):/i.test(link.href)) return;
    const shown = this.#line.slice(link.start).trim();
    const bare = (text: string) => text.replace(/^(?:https?:\/\/|mailto:)/i, '').replace(/\/$/, '');
    if (shown !== '' && bare(shown) !== bare(link.href)) this.#line += ` <${link.href}>`;
  }

  #break(gap: boolean): void {
    this.#flush(false);
    if (gap) this.#gap = true;
  }

  #flush(keepEmpty: boolean): void {
    const line = this.#line.trimEnd();
    this.#line = '';
    if (line === '' && !keepEmpty) return;
    const mark = this.#quote > 0 ? `${'>'.repeat(Math.min(this.#quote, 20))} ` : '';
    const between = Math.min(this.#quote, this.#lastQuote);
    if (this.#gap && this.#lines.length > 0) this.#lines.push('>'.repeat(Math.min(between, 20)));
    this.#gap = false;
    this.#lastQuote = this.#quote;
    this.#lines.push((mark + line).trimEnd());
  }
}

const voids: ReadonlySet<string> = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

function isHidden(attributes: { readonly [name: string]: string }): boolean {
  return /display\s*:\s*none|mso-hide\s*:\s*all/i.test(attributes['style'] ?? '') || attributes['hidden'] !== undefined;
}
