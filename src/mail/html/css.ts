import postcss, { type AtRule, type ChildNode, type Container, type Declaration, type Rule } from 'postcss';
import { isSent } from './clientSupport.ts';
import { cssRulesMax, cssValueMaxChars, styleAttributeMaxChars, styleSheetMaxChars } from './limits.ts';
import { isPlainValue } from './passedHtml.ts';
import { parseSelector, type StyleRule } from './styleRules.ts';

/** What every class, id and anchor name of a mail begins with, so that it never means anything of the page's. */
export const namePrefix = 'm-';

/** CSS that reaches nothing, and how many remote pictures it would have loaded. */
export interface CleanCss {
  readonly css: string;
  readonly blocked: number;
}

/**
 * Style blocks, parsed and written anew from what is on the list: known properties, values without addresses or
 * escapes, selectors of plain names, and `@media`. This is the only door to postcss. CSS that does not parse is left out.
 */
export function cleanStyleSheet(source: string): CleanCss {
  const root = parse(source.slice(0, styleSheetMaxChars).replace(/<!--|-->/g, ' '));
  if (!root) return { css: '', blocked: countRemote(source) };
  const state = { rules: 0 };
  return { css: cleanNodes(root, state, true), blocked: countRemote(source) };
}

/** A style attribute, the same way. */
export function cleanStyleAttribute(source: string): CleanCss {
  if (source.length > styleAttributeMaxChars) return { css: '', blocked: countRemote(source) };
  const root = parse(source);
  if (!root) return { css: '', blocked: countRemote(source) };
  return { css: cleanDeclarations(root), blocked: countRemote(source) };
}

/** One's own style sheet as rules that can be written into elements, and what of it can't: selectors, at-rules, properties. */
export interface OwnStyles {
  readonly rules: readonly StyleRule[];
  /** As written, each once. */
  readonly leftOut: readonly string[];
}

/**
 * Reads a style sheet for mail: what can be decided from above (`parseSelector`) and what mail clients keep (`isSent`).
 * What does not parse as CSS is left out whole.
 */
export function readOwnStyles(source: string): OwnStyles {
  const root = parse(source.slice(0, styleSheetMaxChars));
  if (!root) return { rules: [], leftOut: [source.trim().split('\n')[0]?.slice(0, 100) ?? ''] };
  const leftOut = new Set<string>();
  const rules = root.nodes.slice(0, cssRulesMax).flatMap((node) => {
    if (node.type === 'rule') return ownRules(node, leftOut);
    if (node.type === 'atrule') leftOut.add(`@${node.name} ${node.params}`.trim().slice(0, 100));
    return [];
  });
  return { rules, leftOut: [...leftOut].slice(0, 50) };
}

function ownRules(node: Rule, leftOut: Set<string>): StyleRule[] {
  const style: [string, string][] = [];
  for (const declaration of node.nodes) {
    if (declaration.type !== 'decl') continue;
    const property = declaration.prop.toLowerCase();
    const value = declaration.value.replace(/\s+/g, ' ').trim();
    if (isSent(property, value) && isPlainValue(value)) style.push([property, value]);
    else leftOut.add(`${declaration.prop}: ${value}`.slice(0, 100));
  }
  return node.selectors.flatMap((written) => {
    const selector = parseSelector(written);
    if (!selector) leftOut.add(written.slice(0, 100));
    return selector && style.length > 0 ? [{ selector, style }] : [];
  });
}

/** A class or id as it appears in the page; empty when it is no plain name. Twice is the same as once. */
export function prefixed(name: string): string {
  if (!/^-?[_a-zA-Z\u0080-\uffff][\w\u0080-\uffff-]{0,99}$/.test(name)) return '';
  return name.startsWith(namePrefix) ? name : namePrefix + name;
}

function parse(source: string): postcss.Root | undefined {
  try {
    return postcss.parse(source);
  } catch {
    return undefined; // Not CSS: nothing of it is kept.
  }
}

function countRemote(source: string): number {
  return source.match(/url\(\s*["']?\s*(?:https?:)?\/\//gi)?.length ?? 0;
}

function cleanNodes(container: Container<ChildNode>, state: { rules: number }, atTop: boolean): string {
  let out = '';
  for (const node of container.nodes ?? []) {
    if (state.rules >= cssRulesMax) break;
    if (node.type === 'rule') out += cleanRule(node, state);
    else if (node.type === 'atrule' && atTop) out += cleanMedia(node, state);
  }
  return out;
}

function cleanMedia(node: AtRule, state: { rules: number }): string {
  const params = node.params.replace(/\s+/g, ' ').trim();
  if (node.name.toLowerCase() !== 'media' || !node.nodes) return '';
  if (params.length > 300 || !/^[\w\s:(),.\-/]+$/.test(params) || params.includes('/*')) return '';
  const inner = cleanNodes(node, state, false);
  return inner === '' ? '' : `@media ${params}{${inner}}`;
}

function cleanRule(node: Rule, state: { rules: number }): string {
  state.rules++;
  const selectors = node.selectors.map(cleanSelector).filter((selector) => selector !== '');
  const declarations = cleanDeclarations(node);
  return selectors.length === 0 || declarations === '' ? '' : `${selectors.join(',')}{${declarations}}`;
}

const pseudo =
  /:(?:hover|link|visited|active|focus|root|first-child|last-child|only-child|nth-child\([\w\s+-]{1,20}\)|first-of-type|last-of-type)/g;

function cleanSelector(selector: string): string {
  const text = selector.replace(/\s+/g, ' ').trim();
  if (text.length > 500 || !/^[\w\u0080-\uffff\s.#>+~*:()-]+$/.test(text)) return '';
  if (/[:()]/.test(text.replace(pseudo, ''))) return '';
  let sound = true;
  const result = text.replace(/([.#])([^\s.#>+~*:()]*)/g, (_, mark: string, name: string) => {
    const safe = prefixed(name);
    if (safe === '') sound = false;
    return mark + safe;
  });
  return sound ? result : '';
}

function cleanDeclarations(container: Container<ChildNode>): string {
  const kept: string[] = [];
  for (const node of container.nodes ?? []) {
    if (node.type !== 'decl' || kept.length >= 200) continue;
    const value = cleanValue(node);
    if (value !== '') kept.push(`${node.prop.toLowerCase()}:${value}${node.important ? ' !important' : ''}`);
  }
  return kept.join(';');
}

function cleanValue(node: Declaration): string {
  const property = node.prop.toLowerCase();
  if (!properties.has(property)) return '';
  const value = node.value.replace(/\s+/g, ' ').trim();
  if (value === '' || value.length > cssValueMaxChars) return '';
  // No escapes (they hide words), no comments, nothing that could leave a declaration, rule or style element.
  if (/[\\<>@{};`\u0000-\u001f]|\/\*|\*\/|!/.test(value) || !balanced(value)) return '';
  for (const [, name = ''] of value.matchAll(/([\w-]*)\s*\(/g)) if (!functions.has(name.toLowerCase())) return '';
  if (/(?:javascript|vbscript|data|https?|ftp)\s*:/i.test(value)) return '';
  if (property === 'position' && !/^(?:static|relative)$/i.test(value)) return '';
  return value;
}

function balanced(value: string): boolean {
  const withoutStrings = value.replace(/"[^"]*"|'[^']*'/g, '');
  if (/["']/.test(withoutStrings)) return false;
  let depth = 0;
  for (const char of withoutStrings) {
    if (char === '(') depth++;
    if (char === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

const functions: ReadonlySet<string> = new Set(
  'rgb rgba hsl hsla hwb lab lch oklab oklch calc min max clamp'.split(' '),
);

const sides = ['top', 'right', 'bottom', 'left'];
const properties: ReadonlySet<string> = new Set([
  ...'color background background-color opacity visibility display float clear position box-sizing overflow overflow-x overflow-y'.split(
    ' ',
  ),
  ...'width height min-width min-height max-width max-height vertical-align direction unicode-bidi writing-mode zoom'.split(
    ' ',
  ),
  ...'font font-family font-size font-style font-variant font-weight font-stretch line-height letter-spacing word-spacing'.split(
    ' ',
  ),
  ...'text-align text-align-last text-decoration text-decoration-color text-decoration-line text-decoration-style'.split(
    ' ',
  ),
  ...'text-indent text-transform text-overflow text-shadow text-size-adjust -webkit-text-size-adjust -ms-text-size-adjust'.split(
    ' ',
  ),
  ...'white-space word-break word-wrap overflow-wrap hyphens tab-size quotes'.split(' '),
  ...'list-style list-style-type list-style-position table-layout border-collapse border-spacing caption-side empty-cells'.split(
    ' ',
  ),
  ...'margin padding border border-color border-style border-width border-radius outline outline-color outline-style'.split(
    ' ',
  ),
  ...'outline-width outline-offset box-shadow object-fit object-position aspect-ratio columns column-count column-gap'.split(
    ' ',
  ),
  ...'flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap align-content align-items align-self'.split(
    ' ',
  ),
  ...'justify-content justify-items justify-self gap row-gap order grid-template-columns grid-template-rows'.split(' '),
  ...'border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius'.split(' '),
  ...'mso-hide page-break-after page-break-before page-break-inside'.split(' '),
  ...sides.flatMap((side) => [
    `margin-${side}`,
    `padding-${side}`,
    `border-${side}`,
    `border-${side}-color`,
    `border-${side}-style`,
    `border-${side}-width`,
  ]),
]);
