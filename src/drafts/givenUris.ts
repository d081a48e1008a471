import { isItem } from '../host/items.ts';

/** What VS Code hands to a command of the Explorer, an editor or a lens: URIs, of which only the text is wanted. */

/** The text of a URI; undefined for anything else. */
export function uriOf(value: unknown): string | undefined {
  const isUri = typeof value === 'object' && value !== null && 'scheme' in value && 'path' in value;
  return isUri ? String(value) : undefined;
}

/** The draft that a command was run on: a row of the tree, or a document. Undefined from palette and keys. */
export function draftUriOf(clicked: unknown): string | undefined {
  return isItem(clicked, 'draft') ? clicked.uri : uriOf(clicked);
}

/** All that are selected where the clicked one is among them, else the clicked one. */
export function urisOf(clicked: unknown, selected: unknown): readonly string[] {
  const one = uriOf(clicked);
  const all = Array.isArray(selected) ? selected.map(uriOf).filter((uri) => uri !== undefined) : [];
  if (one === undefined) return all;
  return all.includes(one) ? all : [one];
}
