import { NotebookCellKind, window } from 'vscode';
import { lastName } from './fileReferences.ts';
import type { NotebookCellText } from './notebookBody.ts';

/** The notebook in front: its name and its cells with what they put out. */
export function shownNotebook(): { readonly name: string; readonly cells: readonly NotebookCellText[] } | undefined {
  const notebook = window.activeNotebookEditor?.notebook;
  if (!notebook) return undefined;
  const cells = notebook.getCells().map(({ kind, document, outputs }) => ({
    kind: kind === NotebookCellKind.Markup ? ('markdown' as const) : ('code' as const),
    language: document.languageId,
    text: document.getText(),
    outputs: outputs.map(({ items }) => items.map(({ mime, data }) => ({ mime, bytes: data }))),
  }));
  return { name: lastName(notebook.uri.toString()), cells };
}
