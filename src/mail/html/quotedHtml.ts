import { escapeHtml } from './htmlParser.ts';
import { voidElements } from './openElements.ts';
import { passedAttributes, passedElement, passedLink, passedStyle } from './passedHtml.ts';
import { type HtmlAttributes, type HtmlVisitor, walkHtml } from './walkHtml.ts';

/** HTML longer than this is quoted as text: a newsletter's scaffolding is nobody's words. UTF-16 units. */
export const quotedHtmlMaxChars = 400_000;

/**
 * A mail's HTML made small enough to stand in a draft: the elements that a letter may have, with colour, weight, alignment
 * and the borders of tables. Pictures become their words, wrappers that say nothing go, no line is blank (a blank line ends
 * HTML in Markdown). Empty where it is too long. Safe by itself, whatever it is given.
 */
export function quotedHtml(html: string): string {
  if (html.length > quotedHtmlMaxChars) return '';
  const writer = new QuoteWriter();
  walkHtml(html, writer);
  const text = writer.html
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
  return text.length > quotedHtmlMaxChars ? '' : text;
}

const silent: ReadonlySet<string> = new Set(
  'style script head title noscript template svg math textarea select object iframe'.split(' '),
);
const blocks: ReadonlySet<string> = new Set(
  'address article aside fieldset footer form header main nav section'.split(' '),
);
const kept =
  /^(?:color|background-color|font-weight|font-style|text-decoration|text-align|vertical-align|border(?:-.+)?)$/;
const wanted: ReadonlySet<string> = new Set(
  'style href alt hidden align valign dir color bgcolor border colspan rowspan start type cellpadding cellspacing'.split(
    ' ',
  ),
);

class QuoteWriter implements HtmlVisitor {
  readonly wanted = wanted;
  html = '';
  /** What was written for each element that is open; empty for one that is left out. */
  readonly #open: string[] = [];
  #hidden = 0;
  #pre = 0;

  open(name: string, attributes: HtmlAttributes): void {
    const isVoid = voidElements.has(name);
    if (this.#hidden > 0 || silent.has(name) || attributes['hidden'] !== undefined) {
      if (!isVoid) this.#hidden++;
      return;
    }
    if (name === 'img') {
      this.html += attributes['alt'] ? escapeHtml(`[${attributes['alt']}]`) : '';
      return;
    }
    const element = blocks.has(name) ? 'div' : name;
    const tag = this.#tagOf(element, attributes);
    if (isVoid) {
      this.html += tag;
      return;
    }
    if (element === 'pre') this.#pre++;
    this.html += tag;
    this.#open.push(tag === '' ? '' : element);
  }

  text(text: string): void {
    if (this.#hidden > 0) return;
    const escaped = escapeHtml(text);
    this.html += this.#pre > 0 ? escaped.replace(/\r\n?|\n/g, '<br>') : escaped.replace(/\s*\n\s*/g, '\n');
  }

  close(name: string): void {
    if (this.#hidden > 0) {
      this.#hidden--;
      return;
    }
    if (name === 'pre') this.#pre--;
    const element = this.#open.pop();
    if (element) this.html += `</${element}>`;
  }

  /** Empty for an element that says nothing. */
  #tagOf(name: string, attributes: HtmlAttributes): string {
    const href = name === 'a' ? passedLink(attributes['href'] ?? '') : '';
    if (name === 'a') return href ? `<a href="${escapeHtml(href)}">` : '';
    if (passedElement(name) === undefined) return '';
    const given = Object.entries(attributes).map(([key, value]) => ({ name: key, value, valueStart: 0, valueEnd: 0 }));
    const { plain, style } = passedAttributes({ kind: 'open', start: 0, end: 0, name, attributes: given });
    const looks = passedStyle(style)
      .split(';')
      .filter((declaration) => kept.test(declaration.split(':')[0] ?? ''))
      .join(';');
    const all = looks ? [...plain, ['style', looks] as const] : plain;
    if (all.length === 0 && /^(?:span|font)$/.test(name)) return '';
    return `<${name}${all.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('')}>`;
  }
}
