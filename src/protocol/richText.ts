import { boolean, integer, list, nullable, object, optional, type Schema, string, union } from './schema.ts';

/** Formatted text as a tree, in the form that ProseMirror reads and writes (its JSON). */

export type RichValue = string | number | boolean | null;
export interface RichMark {
  readonly type: string;
  readonly attrs?: RichAttributes | undefined;
}
export interface RichNode {
  readonly type: string;
  readonly text?: string | undefined;
  readonly attrs?: RichAttributes | undefined;
  readonly marks?: readonly RichMark[] | undefined;
  readonly content?: readonly RichNode[] | undefined;
}
export interface RichAttributes {
  readonly [name: string]: RichValue;
}

/** How deep lists and quotes may stand in each other; what is deeper is shown as its source. */
export const richDepthMax = 40;
/** Children that a node may have: as many blocks or words as the largest draft has characters for. */
const childrenMax = 1_000_000;

const value = nullable(
  union<string | number | boolean>(string({ max: 1_000_000 }), integer({ min: Number.MIN_SAFE_INTEGER }), boolean),
);
const attributes: Schema<RichAttributes> = {
  parse: (given, path = '') => {
    const entries = typeof given === 'object' && given !== null ? Object.entries(given) : [];
    return Object.fromEntries(entries.slice(0, 50).map(([name, one]) => [name, value.parse(one, `${path}.${name}`)]));
  },
};
const below: Schema<RichNode> = { parse: (given, path) => richNode.parse(given, path) };

/** A node with all below it. */
export const richNode: Schema<RichNode> = object({
  type: string({ max: 50 }),
  text: optional(string({ max: 4_194_304 })),
  attrs: optional(attributes),
  marks: optional(list(object({ type: string({ max: 50 }), attrs: optional(attributes) }), { max: 20 })),
  content: optional(list(below, { max: childrenMax })),
});
