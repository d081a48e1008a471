import { differenceOf, type TextEdit } from '../../base/textEdit.ts';
import type { RichNode } from '../../protocol/richText.ts';
import type { ComposeBlock } from '../../protocol/views/compose.ts';
import { blockMarkdown } from './markdownWriter.ts';

/**
 * Which part of the document each block came from. Blocks that nobody touched are written as they were typed, byte for
 * byte; only what changed is written anew. `N` is a node that never changes: an edited block is another node.
 */

/** What the map needs to know of a node. */
export interface NodeView<N> {
  /** An empty paragraph: at both ends of a text it says nothing. */
  isBlank(node: N): boolean;
  toJson(node: N): RichNode;
}

interface Unit<N> {
  readonly nodes: readonly N[];
  readonly source: string;
  /** What stands between the unit before and this one. */
  readonly gap: string;
  readonly before: Unit<N> | undefined;
}

export class SourceMap<N extends object> {
  readonly #view: NodeView<N>;
  #units: readonly Unit<N>[] = [];
  #owner = new WeakMap<N, Unit<N>>();
  #tail = '';
  #text = '';

  constructor(view: NodeView<N>) {
    this.#view = view;
  }

  /** The document as of the last {@link read} or {@link write}. */
  get text(): string {
    return this.#text;
  }

  /** Blocks that stand as they did, from the start and from the end: how many there are, at most `blocks.length`. */
  same(text: string, blocks: readonly ComposeBlock[]): { readonly head: number; readonly tail: number } {
    const most = Math.min(blocks.length, this.#units.length);
    const equal = (block: ComposeBlock | undefined, unit: Unit<N> | undefined) =>
      block !== undefined && unit !== undefined && text.slice(block.start, block.end) === unit.source;
    let head = 0;
    while (head < most && equal(blocks[head], this.#units[head])) head += 1;
    let tail = 0;
    while (tail < most - head && equal(blocks.at(-1 - tail), this.#units.at(-1 - tail))) tail += 1;
    return { head, tail };
  }

  /** Nodes of a block that is at this place, counted from the end where negative. */
  nodesAt(index: number): readonly N[] {
    return this.#units.at(index)?.nodes ?? [];
  }

  /** Takes a text whose blocks are these nodes. */
  read(
    text: string,
    blocks: readonly { readonly start: number; readonly end: number; readonly nodes: readonly N[] }[],
  ): void {
    const units: Unit<N>[] = [];
    let end = 0;
    for (const block of blocks) {
      units.push({
        nodes: block.nodes,
        source: text.slice(block.start, block.end),
        gap: text.slice(end, block.start),
        before: units.at(-1),
      });
      end = block.end;
    }
    this.#keep(units, text.slice(end), text);
  }

  /** The one edit that makes the text say what these nodes say; undefined when it does. `peek`: it is not made. */
  write(children: readonly N[], { peek = false } = {}): TextEdit | undefined {
    const written = this.#unitsOf(this.#withoutBlankEnds(children));
    const tail = written.length > 0 && this.#text === '' ? '\n' : this.#tail;
    const text = written.map(({ gap, source }) => gap + source).join('') + (written.length > 0 ? tail : '');
    const edit = text === this.#text ? undefined : differenceOf(this.#text, text);
    if (!peek) this.#keep(written, tail, text);
    return edit;
  }

  #keep(units: readonly Unit<N>[], tail: string, text: string): void {
    this.#owner = new WeakMap(units.flatMap((unit) => unit.nodes.map((node) => [node, unit] as const)));
    this.#units = units;
    this.#tail = tail;
    this.#text = text;
  }

  #unitsOf(children: readonly N[]): readonly Unit<N>[] {
    const units: Unit<N>[] = [];
    for (let index = 0; index < children.length; ) {
      const child = children[index];
      if (!child) break;
      const last = units.at(-1);
      const stood = this.#standing(children, index);
      const owner = stood && !this.#isMisread(stood, last) ? stood : undefined;
      if (owner && owner.before === last) units.push(owner);
      else if (owner)
        units.push({ ...owner, gap: !last ? '' : /\n\s*\n/.test(owner.gap) ? owner.gap : '\n\n', before: last });
      else {
        const source = blockMarkdown(this.#view.toJson(child), { before: last?.source ?? '' });
        units.push({ nodes: [child], source, gap: last ? '\n\n' : '', before: last });
      }
      index += owner?.nodes.length ?? 1;
    }
    return units;
  }

  /** The unit that begins at this child, if all of it is there. */
  #standing(children: readonly N[], index: number): Unit<N> | undefined {
    const child = children[index];
    const owner = child && this.#owner.get(child);
    return owner?.nodes.every((node, offset) => node === children[index + offset]) ? owner : undefined;
  }

  /** Whether a block would mean something else behind what stands before it now: a list goes on, an indented code joins it. */
  #isMisread(unit: Unit<N>, last: Unit<N> | undefined): boolean {
    if (!last || unit.before === last) return false;
    const mark = /^ {0,3}([-*+]|\d{1,9}[.)])(?:\s|$)/;
    const [one, other] = [mark.exec(last.source)?.[1]?.at(-1), mark.exec(unit.source)?.[1]?.at(-1)];
    return (one !== undefined && one === other) || /^[ \t]/.test(unit.source);
  }

  #withoutBlankEnds(children: readonly N[]): readonly N[] {
    const says = (node: N) => !this.#view.isBlank(node) || this.#owner.has(node);
    const first = children.findIndex(says);
    return first < 0 ? [] : children.slice(first, children.findLastIndex(says) + 1);
  }
}
