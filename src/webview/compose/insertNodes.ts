import type { Editor } from '@tiptap/core';
import { Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model';
import { TextSelection } from '@tiptap/pm/state';
import type { RichNode } from '../../protocol/richText.ts';
import { cursorMark } from '../../protocol/views/compose.ts';

/** Puts formatted text at the cursor, in place of `replaced` units before it; the cursor goes where its mark stands, else behind it. */
export function insertNodes(
  editor: Editor,
  { nodes, text }: { readonly nodes: readonly RichNode[]; readonly text: string },
  replaced: number,
): void {
  const { state, view } = editor;
  const { from, to, $from } = state.selection;
  const tr = state.tr;
  const start = from - replaced;
  const made = $from.parent.type.spec.code === true ? undefined : fragmentOf(state.schema, nodes);
  if (!made || made.size === 0) tr.insertText(text, start, to);
  else tr.replaceRange(start, to, openSlice(made));
  const mark = markIn(tr.doc, start);
  if (mark !== undefined) {
    tr.delete(mark, mark + cursorMark.length);
    tr.setSelection(TextSelection.near(tr.doc.resolve(mark)));
  }
  view.dispatch(tr.scrollIntoView());
  editor.commands.focus();
}

function fragmentOf(schema: Schema, nodes: readonly RichNode[]): Fragment | undefined {
  try {
    return Fragment.fromArray(nodes.map((node) => schema.nodeFromJSON(node)));
  } catch {
    return undefined; // What the page cannot show as formatted text comes as words.
  }
}

/** Words of the first and last paragraph join those that stand there. */
function openSlice(content: Fragment): Slice {
  const isWords = (node: Node | null) => node?.type.name === 'paragraph' && !node.attrs['textAlign'];
  return new Slice(content, isWords(content.firstChild) ? 1 : 0, isWords(content.lastChild) ? 1 : 0);
}

function markIn(doc: Node, from: number): number | undefined {
  let found: number | undefined;
  doc.nodesBetween(Math.max(0, from - 1), doc.content.size, (node, at) => {
    if (found !== undefined) return false;
    const index = node.isText ? (node.text ?? '').indexOf(cursorMark) : -1;
    if (index >= 0) found = at + index;
    return true;
  });
  return found;
}
