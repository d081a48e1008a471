import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view';

/** Find and replace in the page: matches inside one paragraph, formats ignored. */

export interface Match {
  readonly from: number;
  readonly to: number;
}

export interface FindQuery {
  readonly text: string;
  readonly matchCase: boolean;
}

/** Matches that are shown at most. */
const matchesMax = 5_000;

interface FindState {
  readonly query: FindQuery;
  readonly matches: readonly Match[];
}

const key = new PluginKey<FindState>('find');
const nothing: FindState = { query: { text: '', matchCase: false }, matches: [] };

export function findPlugin(): Plugin<FindState> {
  return new Plugin<FindState>({
    key,
    state: {
      init: () => nothing,
      apply(tr, state) {
        const query: FindQuery = tr.getMeta(key) ?? state.query;
        if (query === state.query && !tr.docChanged) return state;
        return { query, matches: matchesIn(tr.doc, query) };
      },
    },
    props: {
      decorations(state) {
        const { matches } = key.getState(state) ?? nothing;
        const { from, to } = state.selection;
        return DecorationSet.create(
          state.doc,
          matches.map((match) =>
            Decoration.inline(match.from, match.to, {
              class: match.from === from && match.to === to ? 'match current' : 'match',
            }),
          ),
        );
      },
    },
  });
}

export function setQuery(view: EditorView, query: FindQuery): void {
  view.dispatch(view.state.tr.setMeta(key, query));
}

/** Where the selection is among the matches, from 1; 0 = at none. */
export function findCount(view: EditorView): { readonly index: number; readonly count: number } {
  const { matches } = key.getState(view.state) ?? nothing;
  const { from, to } = view.state.selection;
  return { index: matches.findIndex((match) => match.from === from && match.to === to) + 1, count: matches.length };
}

/** Selects the next match behind the cursor, or the last before it; goes round. */
export function goToMatch(view: EditorView, step: 1 | -1): void {
  const { matches } = key.getState(view.state) ?? nothing;
  const { from, to } = view.state.selection;
  const match =
    step === 1
      ? (matches.find((one) => one.from >= (from === to ? from : to)) ?? matches[0])
      : (matches.findLast((one) => one.to <= from) ?? matches.at(-1));
  if (!match) return;
  view.dispatch(
    view.state.tr.setSelection(TextSelection.create(view.state.doc, match.from, match.to)).scrollIntoView(),
  );
}

/** Replaces the selected match, or goes to the next where none is selected. */
export function replaceMatch(view: EditorView, text: string): void {
  const { matches } = key.getState(view.state) ?? nothing;
  const { from, to } = view.state.selection;
  if (matches.some((match) => match.from === from && match.to === to)) {
    const tr = view.state.tr;
    view.dispatch(text === '' ? tr.delete(from, to) : tr.insertText(text, from, to));
  }
  goToMatch(view, 1);
}

/** Replaces all, as one change. */
export function replaceAll(view: EditorView, text: string): void {
  const { matches } = key.getState(view.state) ?? nothing;
  const { tr } = view.state;
  for (const { from, to } of [...matches].reverse()) {
    if (text === '') tr.delete(from, to);
    else tr.insertText(text, from, to);
  }
  if (tr.docChanged) view.dispatch(tr);
}

export function matchesIn(doc: Node, { text, matchCase }: FindQuery): readonly Match[] {
  const found: Match[] = [];
  const wanted = matchCase ? text : text.toLowerCase();
  if (wanted === '') return found;
  doc.descendants((node, position) => {
    if (found.length >= matchesMax) return false;
    if (!node.isTextblock) return true;
    // A picture or a break is one unit of the text, as it is one of the position.
    const whole = node.textBetween(0, node.content.size, undefined, '\ufffc');
    const searched = matchCase ? whole : whole.toLowerCase();
    if (searched.length !== whole.length) return false;
    for (
      let at = searched.indexOf(wanted);
      at >= 0 && found.length < matchesMax;
      at = searched.indexOf(wanted, at + wanted.length)
    )
      found.push({ from: position + 1 + at, to: position + 1 + at + wanted.length });
    return false;
  });
  return found;
}
