import { autoconfigMaxDepth, autoconfigMaxElements } from './limits.ts';

/** An element with its own text (all of its text nodes joined and trimmed). Names are as written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads the small part of XML 1.0 that configuration documents use. Null for anything else: a document type or entity
 * declaration (nothing is ever expanded or fetched), tags that do not match, too deep, too many, no single root.
 */
export function readXml(source: string): XmlElement | null {
  const root: OpenElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open: OpenElement[] = [root];
  let elements = 0;
  let at = 0;
  for (const match of source.matchAll(tokens)) {
    if (match.index !== at) return null; // Something between two tokens that is none itself.
    at += match[0].length;
    const here = open.at(-1);
    if (!here) return null;
    const { text, cdata, close, name, attributes = '', empty } = match.groups ?? {};
    if (text !== undefined) here.text += decodeEntities(text);
    else if (cdata !== undefined) here.text += cdata;
    else if (close !== undefined) {
      if (here === root || here.name !== close) return null;
      here.text = here.text.trim();
      open.pop();
    } else if (name !== undefined) {
      if (++elements > autoconfigMaxElements || open.length > autoconfigMaxDepth) return null;
      const element: OpenElement = { name, attributes: readAttributes(attributes), children: [], text: '' };
      here.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const [document, ...others] = root.children;
  const whole = at === source.length && open.length === 1 && others.length === 0 && root.text.trim() === '';
  return whole && document ? document : null;
}

/** The children of that name, in their order. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the first child of that name; '' when there is none. */
export function textOf(element: XmlElement, name: string): string {
  return childrenOf(element, name)[0]?.text ?? '';
}

const nameChars = String.raw`[A-Za-z_:][\w:.-]*`;
const attribute = String.raw`\s+${nameChars}\s*=\s*(?:"[^"<]*"|'[^'<]*')`;
const tokens = new RegExp(
  [
    String.raw`(?:\uFEFF|<\?[^>]*\?>)`,
    '<!--(?:(?!-->)[^])*-->',
    String.raw`<!\[CDATA\[(?<cdata>(?:(?!\]\]>)[^])*)\]\]>`,
    String.raw`<\/(?<close>${nameChars})\s*>`,
    String.raw`<(?<name>${nameChars})(?<attributes>(?:${attribute})*)\s*(?<empty>\/?)>`,
    String.raw`(?<text>[^<\uFEFF]+)`,
  ].join('|'),
  'g',
);
const attributeParts = new RegExp(String.raw`(${nameChars})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g');

function readAttributes(source: string): ReadonlyMap<string, string> {
  const pairs = [...source.matchAll(attributeParts)];
  return new Map(pairs.map(([, name = '', double, single]) => [name, decodeEntities(double ?? single ?? '')]));
}

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The five names of XML and numbers; any other stays as it is written. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name) return entities.get(name) ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
