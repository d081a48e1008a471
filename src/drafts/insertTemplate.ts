import { SnippetString, Uri, window, workspace } from 'vscode';
import type { Template, TemplateStore } from './templateStore.ts';
import type { Templates } from './templates.ts';
import { templateParts, toSnippet } from './templateText.ts';

/** Puts a template's text into a draft where the cursor is; at the end of the draft, where the cursor is in its header block. */
export async function insertTemplate(
  uri: string,
  template: Template,
  {
    store,
    templates,
    folderOf,
  }: {
    readonly store: TemplateStore;
    readonly templates: Pick<Templates, 'values'>;
    readonly folderOf: (uri: string) => Promise<string>;
  },
): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(uri, true));
  const editor = await window.showTextDocument(document);
  const values = await templates.values(document.getText(), await folderOf(uri));
  const { body } = templateParts(await store.read(template));
  const lines = document.getText().split(/\r\n|\r|\n/);
  const fence = lines.findIndex((line, index) => index > 0 && /^-{3}[ \t]*$/.test(line));
  const inBody = editor.selection.active.line > fence;
  const place = inBody ? editor.selection : document.lineAt(lines.length - 1).range.end;
  await editor.insertSnippet(new SnippetString(toSnippet(body, values)), place);
}
