import type { TreeView } from 'vscode';

export interface TreeTitle {
  /** Beside the view's name. */
  readonly description: string;
  /** The quiet line over the rows. */
  readonly message: string;
}

/**
 * Sets what stands above a tree, where it is another than before. VS Code takes a message for a change of the tree, even
 * the same one, and holds a refresh that follows it back for 200 ms: new mail would be late by as much.
 */
export function showTitle(view: Pick<TreeView<unknown>, 'description' | 'message'>, title: TreeTitle): void {
  if ((view.description ?? '') !== title.description) view.description = title.description;
  if ((view.message ?? '') !== title.message) view.message = title.message;
}
