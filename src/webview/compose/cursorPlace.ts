import type { Node } from '@tiptap/pm/model';
import type { EditorState } from '@tiptap/pm/state';

/**
 * Where one writes, as it can be found again in the same text that was closed and opened: blank paragraphs at its start
 * are shown for the cursor's sake and are in no document, so places count from behind them.
 */
export interface CursorPlace {
  readonly from: number;
  readonly to: number;
}

export function cursorPlace({ doc, selection }: EditorState): CursorPlace {
  const lead = leadOf(doc);
  return { from: Math.max(0, selection.from - lead), to: Math.max(0, selection.to - lead) };
}

/** Positions of a place in a text as it is now; as near as the text allows. */
export function positionsOf({ doc }: EditorState, { from, to }: CursorPlace): { from: number; to: number } {
  const lead = leadOf(doc);
  const within = (at: number) => Math.min(at + lead, doc.content.size);
  return { from: within(from), to: within(to) };
}

function leadOf(doc: Node): number {
  const first = doc.children.findIndex((child) => child.type.name !== 'paragraph' || child.content.size > 0);
  return doc.children.slice(0, Math.max(0, first)).reduce((sum, { nodeSize }) => sum + nodeSize, 0);
}
