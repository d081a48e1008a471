import { escapeHtml } from './htmlParser.ts';
import { voidElements } from './openElements.ts';
import { type StyledElement, type StyleRule, Styles } from './styleRules.ts';

/** Attributes in order, values not yet escaped. */
export type MailElements = readonly (readonly [name: string, value: string])[];

interface Open {
  /** What closes it. */
  readonly tag: string;
  readonly element: StyledElement;
  /** The name under which a person typed it; undefined for what Markdown opened. */
  readonly typed: string | undefined;
}

/** Writes well-formed HTML with each element's style in place. Names of elements are `type` or `type.class`. */
export class MailWriter {
  readonly #styles: Styles;
  readonly #open: Open[] = [];
  #html = '';

  constructor(rules: readonly StyleRule[]) {
    this.#styles = new Styles(rules);
    this.#push('div', this.#styles.root, undefined);
    this.#tag('div', [], this.#styles.root.style);
    this.raw('\n');
  }

  /** Closes what is open. To be called once. */
  result(): string {
    while (this.#open.length > 0) this.#end();
    return `${this.#html}\n`;
  }

  text(text: string): void {
    this.#html += /[&<>"]/.test(text) ? escapeHtml(text) : text;
  }

  raw(html: string): void {
    this.#html += html;
  }

  open(name: string, attributes: MailElements, style = ''): void {
    this.#openElement({ tag: tagOf(name), name, style, attributes, typed: undefined });
  }

  /** An element of one type that is styled as another. */
  openAs(tag: string, name: string, style: string, attributes: MailElements): void {
    this.#openElement({ tag, name, style, attributes, typed: undefined });
  }

  /** What a person opened as HTML, under the name that was typed. */
  openTyped(typed: string, name: string, attributes: MailElements, style: string): void {
    this.#openElement({ tag: tagOf(name), name, style, attributes, typed });
  }

  void(name: string, attributes: MailElements = [], style = ''): void {
    this.#tag(tagOf(name), attributes, joined(this.#styles.inside(this.#parent, name).style, attributeText(style)));
    if (name === 'hr') this.raw('\n');
  }

  /** A few words with the style of a class. */
  styled(className: string, text: string): void {
    const { style } = this.#styles.inside(this.#parent, `span.${className}`);
    if (style !== '') this.#html += `<span style="${style}">`;
    this.text(text);
    if (style !== '') this.#html += '</span>';
  }

  /** Closes what Markdown opened last, and before that what a person left open in it. */
  close(after = ''): void {
    while (this.#open.at(-1)?.typed !== undefined) this.#end();
    if (this.#open.length > 1) this.#end();
    if (after !== '') this.raw(after);
  }

  /** Closes what a person opened under this name, unless Markdown opened something since; else does nothing. */
  closeTyped(typed: string): void {
    const boundary = this.#open.findLastIndex((open) => open.typed === undefined);
    const at = this.#open.findLastIndex((open) => open.typed === typed);
    if (at < boundary || at < 0) return;
    while (this.#open.length > at) this.#end();
  }

  get #parent(): StyledElement {
    return this.#open.at(-1)?.element ?? this.#styles.root;
  }

  #openElement(given: {
    readonly tag: string;
    readonly name: string;
    readonly style: string;
    readonly attributes: MailElements;
    readonly typed: string | undefined;
  }): void {
    const element = this.#styles.inside(this.#parent, given.name);
    this.#tag(given.tag, given.attributes, joined(element.style, attributeText(given.style)));
    if (!voidElements.has(given.tag)) this.#push(given.tag, element, given.typed);
  }

  #push(tag: string, element: StyledElement, typed: string | undefined): void {
    this.#open.push({ tag, element, typed });
  }

  #tag(tag: string, attributes: MailElements, style: string): void {
    let text = `<${tag}`;
    for (const [name, value] of attributes) text += ` ${name}="${attributeText(value)}"`;
    this.#html += style === '' ? `${text}>` : `${text} style="${style}">`;
  }

  #end(): void {
    const open = this.#open.pop();
    if (open) this.#html += `</${open.tag}>`;
  }
}

function tagOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

/** What stands at the element itself wins. */
function joined(themed: string, own: string): string {
  return themed === '' || own === '' ? themed + own : `${themed};${own}`;
}

function attributeText(value: string): string {
  return value !== '' && /[&<>"]/.test(value) ? escapeHtml(value) : value;
}
