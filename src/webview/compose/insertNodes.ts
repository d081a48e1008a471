import type { Editor } from '@tiptap/core';
import type { Node, Schema, Slice } from '@tiptap/pm/model';
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
  const made = $from.parent.type.spec.code === true ? undefined : openSlice(state.schema, nodes);
  if (made) tr.replaceRange(start, to, made);
  else tr.insertText(text, start, to);
  const mark = markIn(tr.doc, start);
  if (mark !== undefined) tr.delete(mark, mark + cursorMark.length);
  view.dispatch(tr.scrollIntoView());
  const chain = editor.chain().focus();
  if (mark !== undefined) chain.setTextSelection(mark);
  chain.run();
}

/** Words of the first and last paragraph join those that stand there. Undefined for what is no formatted text here. */
function openSlice(schema: Schema, nodes: readonly RichNode[]): Slice | undefined {
  if (nodes.length === 0) return undefined;
  try {
    const made = schema.topNodeType.createChecked(
      null,
      nodes.map((node) => schema.nodeFromJSON(node)),
    );
    const isWords = (node: Node | null) => node?.type.name === 'paragraph' && !node.attrs['textAlign'];
    const { size } = made.content;
    return made.slice(isWords(made.firstChild) ? 1 : 0, size - (isWords(made.lastChild) ? 1 : 0));
  } catch {
    return undefined; // What the page cannot show as formatted text comes as words.
  }
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
