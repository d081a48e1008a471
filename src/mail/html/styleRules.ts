import { escapeHtml } from './htmlParser.ts';

/**
 * Style sheets as inline styles: which rules mean an element, by its place among others. Selectors are those that can be
 * decided from above, without looking at neighbours: types, classes, descendants and children.
 */

export interface StyleRule {
  /** Outermost first; `>` before a part asks for a child. */
  readonly selector: readonly SelectorPart[];
  /** Declarations in order, names in lower case. */
  readonly style: readonly (readonly [property: string, value: string])[];
}

export interface SelectorPart {
  /** Type name, class or both: `td`, `.code`, `td.code`, `*`. */
  readonly name: string;
  readonly isChild: boolean;
}

/** Rules as a table: selector to declarations, as in a style sheet. */
export interface StyleTable {
  readonly [selector: string]: string;
}

/** Throws for a selector of the table that is none: tables are ours. */
export function rulesOf(table: StyleTable): readonly StyleRule[] {
  return Object.entries(table).flatMap(([selectors, style]) =>
    selectors.split(',').map((selector) => {
      const parsed = parseSelector(selector);
      if (!parsed) throw new Error(`no selector: ${selector}`);
      return { selector: parsed, style: declarationsOf(style) };
    }),
  );
}

/** Undefined for what can't be decided from above: pseudo-classes, attributes, ids, neighbours. */
export function parseSelector(selector: string): readonly SelectorPart[] | undefined {
  const words = selector
    .replace(/\s*>\s*/g, ' > ')
    .trim()
    .split(/\s+/);
  const parts: SelectorPart[] = [];
  let isChild = false;
  for (const word of words) {
    if (word === '>' && !isChild && parts.length > 0) isChild = true;
    else if (/^(?:\*|[a-z][a-z0-9]*)?(?:\.[a-z][\w-]*)?$/i.test(word) && word !== '') {
      const root = /^(?:html|body)$/i.test(word);
      parts.push({ name: root ? 'div.mail' : word.toLowerCase().replace(/^\*\./, '.'), isChild });
      isChild = false;
    } else return undefined;
  }
  return isChild || parts.length === 0 ? undefined : parts;
}

/** `a:b;c:d`, whose values hold no semicolon. */
export function declarationsOf(style: string): StyleRule['style'] {
  return style.split(';').flatMap((declaration) => {
    const colon = declaration.indexOf(':');
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    return colon > 0 && property !== '' && value !== '' ? [[property, value] as const] : [];
  });
}

/** An element among those around it. `name`: type, or type and class (`td.code`). */
export interface StyledElement {
  readonly name: string;
  readonly parent: StyledElement | undefined;
  /** `a:b;c:d`, escaped for an attribute. */
  readonly style: string;
  readonly children: Map<string, StyledElement>;
}

/** Finds styles of elements; each place is looked up once. */
export class Styles {
  readonly root: StyledElement;
  readonly #rules: readonly StyleRule[];

  /** Later rules win over earlier ones of the same weight. */
  constructor(rules: readonly StyleRule[]) {
    const weighed = rules.map((rule, index) => ({ rule, weight: weightOf(rule), index }));
    weighed.sort((a, b) => a.weight - b.weight || a.index - b.index);
    this.#rules = weighed.map(({ rule }) => rule);
    this.root = this.#element('div.mail', undefined);
  }

  /** The element of this name inside another. */
  inside(parent: StyledElement, name: string): StyledElement {
    const known = parent.children.get(name);
    if (known) return known;
    const element = this.#element(name, parent);
    parent.children.set(name, element);
    return element;
  }

  #element(name: string, parent: StyledElement | undefined): StyledElement {
    const element = { name, parent, style: '', children: new Map<string, StyledElement>() };
    const declarations = new Map<string, string>();
    for (const { selector, style } of this.#rules) {
      if (!matches(selector, selector.length - 1, element)) continue;
      for (const [property, value] of style) {
        declarations.delete(property); // What is said last stands last: a shorthand takes back what was said before it.
        declarations.set(property, value);
      }
    }
    return { ...element, style: escapeHtml([...declarations].map((declaration) => declaration.join(':')).join(';')) };
  }
}

function matches(selector: readonly SelectorPart[], index: number, element: StyledElement): boolean {
  const part = selector[index];
  if (!part || !isNamed(element.name, part.name)) return false;
  if (index === 0) return true;
  if (part.isChild) return element.parent !== undefined && matches(selector, index - 1, element.parent);
  for (let above = element.parent; above; above = above.parent) if (matches(selector, index - 1, above)) return true;
  return false;
}

function isNamed(name: string, wanted: string): boolean {
  if (wanted === '*' || wanted === name) return true;
  const dot = name.indexOf('.');
  return dot >= 0 && (wanted === name.slice(0, dot) || wanted === name.slice(dot));
}

function weightOf({ selector }: StyleRule): number {
  const ofPart = ({ name }: SelectorPart) =>
    name === '*' ? 0 : (name.includes('.') ? 100 : 0) + (/^\w/.test(name) ? 1 : 0);
  return selector.reduce((sum, part) => sum + ofPart(part), 0);
}
