import type { MarkdownIt, StateBlock, StateInline, Token } from 'markdown-it';
import { footnotesMax } from './limits.ts';

export interface Footnote {
  readonly tokens: readonly Token[];
  /** Zero-based line of its first. */
  readonly line: number;
}

/** `[^name]: what it says`, whether or not the text refers to it. */
export interface FootnoteDefinition {
  readonly name: string;
  /** Without the name, and without the indentation of further lines. */
  readonly text: string;
  /** Zero-based lines of its first and behind its last. */
  readonly line: number;
  readonly endLine: number;
}

export interface Footnotes {
  referred(parse: (text: string) => Token[]): Footnote[];
  /** In the order of the text. */
  readonly definitions: readonly FootnoteDefinition[];
}

const definition = /^\[\^([^\]\s^]{1,100})\]:[ \t]*(.*)$/;

/**
 * Footnotes: `[^name]` in the text, `[^name]: what it says` as a block of its own, whose further lines are indented.
 * Numbers are given in the order of the text. What has no definition, or none that is referred to, is not changed.
 */
export function footnotes(markdown: MarkdownIt): Footnotes {
  const definitions = new Map<string, FootnoteDefinition>();
  const order: string[] = [];
  const block = (state: StateBlock, start: number, end: number, silent: boolean) =>
    readDefinition(definitions, state, { start, end, silent });
  markdown.block.ruler.before('reference', 'footnote', block, { alt: ['paragraph', 'reference'] });
  markdown.inline.ruler.before('link', 'footnoteReference', (state: StateInline, silent: boolean) => {
    const match =
      state.src[state.pos + 1] === '^' && /^\[\^([^\]\s^]{1,100})\]/.exec(state.src.slice(state.pos, state.pos + 110));
    const name = match ? (match[1] ?? '') : '';
    if (!match || !definitions.has(name)) return false;
    if (!silent) {
      if (!order.includes(name)) order.push(name);
      state.push('footnote_ref', '', 0).meta = { number: order.indexOf(name) + 1, name };
    }
    state.pos += match[0].length;
    return true;
  });
  return {
    get definitions() {
      return [...definitions.values()];
    },
    referred(parse) {
      const notes: Footnote[] = [];
      // A footnote may refer to another: the list grows while it is read.
      for (let index = 0; index < order.length; index++) {
        const { text, line } = definitions.get(order[index] ?? '') ?? { text: '', line: 0 };
        notes.push({ tokens: parse(text), line });
      }
      return notes;
    },
  };
}

function readDefinition(
  definitions: Map<string, FootnoteDefinition>,
  state: StateBlock,
  { start, end, silent }: { readonly start: number; readonly end: number; readonly silent: boolean },
): boolean {
  if ((state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
  const from = (state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0);
  if (state.src[from] !== '[' || state.src[from + 1] !== '^') return false;
  const match = definition.exec(state.src.slice(from, state.eMarks[start]));
  if (!match || definitions.size >= footnotesMax) return false;
  if (silent) return true;
  let next = start + 1;
  while (next < end && (state.isEmpty(next) || (state.sCount[next] ?? 0) - state.blkIndent >= 2)) next++;
  while (next > start + 1 && state.isEmpty(next - 1)) next--;
  const rest = next > start + 1 ? state.getLines(start + 1, next, state.blkIndent + 4, false) : '';
  const [, name = '', first = ''] = match;
  const text = rest === '' ? first : `${first}\n${rest}`;
  if (!definitions.has(name)) definitions.set(name, { name, text, line: start, endLine: next });
  state.line = next;
  return true;
}
