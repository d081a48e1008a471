import { isSent } from './clientSupport.ts';
import type { HtmlTag } from './htmlTags.ts';
import { declarationsOf } from './styleRules.ts';

/**
 * The HTML that Markdown can't say and a person may write inside it: colour, size and font of words, underline,
 * alignment, sizes of pictures, tables with spans. What is not on the lists is not HTML of a letter and is shown as typed.
 */

/** Elements by the name that leaves: mail clients do not know all that browsers do. */
const elements: { readonly [name: string]: string } = {
  ...Object.fromEntries(
    (
      'a b big blockquote br code col colgroup dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s small span ' +
      'strong sub sup table tbody td tfoot th thead tr u ul'
    )
      .split(' ')
      .map((name) => [name, name]),
  ),
  strike: 's',
  del: 's',
  ins: 'u',
  mark: 'span.mark',
  center: 'div',
  figure: 'div',
  figcaption: 'div',
};

const numbers = /^\d{1,4}(?:px|%)?$/;
const colours = /^(?:#[0-9a-f]{3,8}|[a-z]{1,30})$/i;
const words = /^[\w .,'"-]{1,200}$/;

/** Attributes and what their values look like. */
const attributes: { readonly [name: string]: RegExp } = {
  align: /^(?:left|right|center|justify)$/i,
  valign: /^(?:top|middle|bottom|baseline)$/i,
  dir: /^(?:ltr|rtl|auto)$/i,
  lang: /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i,
  title: /^[^\u0000-\u001f]{1,500}$/,
  alt: /^[^\u0000-\u001f]{0,500}$/,
  width: numbers,
  height: numbers,
  border: numbers,
  cellpadding: numbers,
  cellspacing: numbers,
  colspan: numbers,
  rowspan: numbers,
  span: numbers,
  start: numbers,
  bgcolor: colours,
  color: colours,
  face: words,
  size: /^[+-]?\d$/,
  type: /^(?:[1aAiI]|disc|circle|square)$/,
};

/** The element that leaves for a tag, `type` or `type.class`; undefined for one that is shown as it was typed. */
export function passedElement(name: string): string | undefined {
  return Object.hasOwn(elements, name) ? elements[name] : undefined;
}

export interface PassedAttributes {
  /** Attributes but for `style`, `src` and `href`, in order. */
  readonly plain: readonly (readonly [name: string, value: string])[];
  /** Declarations that mail clients keep, `a:b;c:d`. */
  readonly style: string;
  readonly src: string;
  /** Empty where it is none that a mail may have. */
  readonly href: string;
}

export function passedAttributes(tag: HtmlTag): PassedAttributes {
  const plain: (readonly [string, string])[] = [];
  let [style, src, href] = ['', '', ''];
  for (const { name, value } of tag.attributes) {
    if (name === 'style') style = passedStyle(value);
    else if (name === 'src' && tag.name === 'img') src = value.trim();
    else if (name === 'href' && tag.name === 'a') href = passedLink(value);
    else if (Object.hasOwn(attributes, name) && attributes[name]?.test(value)) plain.push([name, value]);
  }
  if (tag.name === 'center') style = style === '' ? 'text-align:center' : `text-align:center;${style}`;
  return { plain, style, src, href };
}

/** A style attribute with what mail clients show and nothing that could reach anywhere. */
export function passedStyle(style: string): string {
  return declarationsOf(style)
    .filter(([property, value]) => isSent(property, value) && isPlainValue(value))
    .map(([property, value]) => `${property}:${value.replace(/\s+/g, ' ')}`)
    .join(';');
}

/** A value without addresses, escapes, comments or anything that ends a declaration. */
export function isPlainValue(value: string): boolean {
  if (value === '' || value.length > 300) return false;
  if (/[\\<>@{};`&\u0000-\u001f]|\/\*|!|url\s*\(|expression\s*\(|javascript:/i.test(value)) return false;
  return /^(?:[^"']|"[^"]*"|'[^']*')*$/.test(value);
}

/** http, https, mailto, tel, or a place in the same mail; else empty. */
export function passedLink(href: string): string {
  const target = href.replace(/[\u0000-\u0020\u007f-\u009f]+/g, '');
  return /^(?:https?:\/\/|mailto:|tel:|#)/i.test(target) ? target : '';
}
