import {
  Position,
  Range,
  Selection,
  TabInputCustom,
  TabInputText,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { attachEdit } from './attachEdit.ts';
import { isDraftDocument } from './headerBlock.ts';

/** Drafts as documents of the editor: opened, found, changed and closed. */

export interface OpenDraft {
  readonly uri: string;
  readonly text: string;
  /** Where the person was typing, from 0; undefined where no editor shows it. */
  readonly cursor?: DraftCursor | undefined;
}

export interface DraftCursor {
  readonly line: number;
  readonly column: number;
}

/** The draft in front. */
export function draftInFront(): OpenDraft | undefined {
  const document = window.activeTextEditor?.document ?? documentOfPanel();
  return document && isDraftDocument(document.uri)
    ? { uri: document.uri.toString(), text: document.getText(), cursor: cursorIn(document.uri.toString()) }
    : undefined;
}

/** A draft that is shown by an editor that is no text editor: the compose panel. */
function documentOfPanel(): TextDocument | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputCustom)) return undefined;
  const shown = input.uri.toString();
  return workspace.textDocuments.find(({ uri }) => uri.toString() === shown);
}

function cursorIn(uri: string): DraftCursor | undefined {
  const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
  return editor && { line: editor.selection.active.line, column: editor.selection.active.character };
}

/** A draft as it stands in the editor, else as its file says. */
export async function draftAt(uri: string): Promise<OpenDraft> {
  const document = await workspace.openTextDocument(Uri.parse(uri, true));
  return { uri: document.uri.toString(), text: document.getText(), cursor: cursorIn(document.uri.toString()) };
}

/** Shows a draft with the cursor in its place. */
export async function showDraft(uri: string, cursor?: DraftCursor): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(uri, true));
  const position = cursor && new Position(cursor.line, cursor.column);
  await window.showTextDocument(document, {
    preview: false,
    ...(position ? { selection: new Selection(position, position) } : {}),
  });
}

/** The URI of a file on this machine. */
export function fileUriOf(path: string): string {
  return Uri.file(path).toString();
}

/** Shows a text with the cursor in a line, from 0. */
export async function showLine(uri: string, line: number): Promise<void> {
  await showDraft(uri, { line, column: 0 });
}

/** Gives a draft another text, as one step that can be undone. */
export async function rewriteDraft(uri: string, text: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(uri, true));
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
  await workspace.applyEdit(edit);
}

/** Names files in a draft; false where it has no header block to name them in. */
export async function attachTo(uri: string, references: readonly string[]): Promise<boolean> {
  const document = await workspace.openTextDocument(Uri.parse(uri, true));
  const lines = Array.from({ length: document.lineCount }, (_, line) => document.lineAt(line).text);
  const change = attachEdit(lines, references);
  if (!change) return false;
  const edit = new WorkspaceEdit();
  edit.insert(document.uri, new Position(change.position.line, change.position.column), change.newText);
  return workspace.applyEdit(edit);
}

/** Closes the tabs of a draft. What is unsaved is saved before: the text that leaves was read already. */
export async function closeDraft(uri: string): Promise<void> {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
  if (document?.isDirty) await document.save();
  await window.tabGroups.close(tabsOf(uri));
}

/** Closes the tabs of a draft that is not wanted any more. */
export async function dropDraft(uri: string): Promise<void> {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
  if (document?.isDirty) await document.save(); // A dirty tab would ask, and the answer is known.
  await window.tabGroups.close(tabsOf(uri));
}

/** Asks for files to attach; undefined when nothing is chosen. */
export async function pickFiles(folder: string, title: string): Promise<readonly string[] | undefined> {
  const picked = await window.showOpenDialog({ defaultUri: Uri.parse(folder, true), canSelectMany: true, title });
  return picked?.map((uri) => uri.toString());
}

/** Where paths of a draft made now begin: the folder of the file in front, else of the workspace. */
export function currentFolder(): string | undefined {
  const document = window.activeTextEditor?.document;
  const containing = document && workspace.getWorkspaceFolder(document.uri);
  return (containing ?? workspace.workspaceFolders?.[0])?.uri.toString();
}

/** What an editor shows, for sending it along. */
export interface ShownEditor {
  readonly uri: string;
  readonly name: string;
  readonly language: string;
  readonly text: string;
  readonly isUntitled: boolean;
  readonly isDirty: boolean;
  /** The selected text and its lines from 1; empty when nothing is selected. */
  readonly selected: { readonly text: string; readonly from: number; readonly to: number };
}

/** The text editor in front, or the open document with this URI. */
export function shownEditor(uri?: string): ShownEditor | undefined {
  const editor = window.activeTextEditor;
  const document = uri ? workspace.textDocuments.find((each) => each.uri.toString() === uri) : editor?.document;
  if (!document) return undefined;
  const selection = editor?.document === document ? editor.selection : new Selection(0, 0, 0, 0);
  return {
    uri: document.uri.toString(),
    name: nameOf(document),
    language: document.languageId,
    text: document.getText(),
    isUntitled: document.isUntitled,
    isDirty: document.isDirty,
    selected: {
      text: document.getText(new Range(selection.start, selection.end)),
      from: selection.start.line + 1,
      to: selection.end.line + 1,
    },
  };
}

/** URI of the file in front: a text, or what an editor for pictures and the like shows. */
export function uriInFront(): string | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const shown = input instanceof TabInputText || input instanceof TabInputCustom ? input.uri : undefined;
  return (shown ?? window.activeTextEditor?.document.uri)?.toString();
}

/** Saves a document; its URI then (a new one for an untitled document), undefined when the person did not. */
export async function saveShown(uri: string): Promise<string | undefined> {
  return (await workspace.save(Uri.parse(uri, true)))?.toString();
}

function nameOf(document: TextDocument): string {
  const name = document.uri.path.split('/').at(-1) || 'untitled';
  return document.isUntitled && !/\.[A-Za-z0-9]+$/.test(name)
    ? `${name}${document.languageId === 'markdown' ? '.md' : '.txt'}`
    : name;
}

function tabsOf(uri: string) {
  return window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) => (input instanceof TabInputText || input instanceof TabInputCustom) && input.uri.toString() === uri,
    );
}
