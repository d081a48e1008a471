import {
  type DataTransfer,
  type DataTransferFile,
  DocumentDropEdit,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  languages,
  Position,
  type TextDocument,
  Uri,
  WorkspaceEdit,
} from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Translate } from '../texts/translate.ts';
import { attachEdit } from './attachEdit.ts';
import { freeName, ownFilesFolder } from './draftOwnFiles.ts';
import { type DroppedFile, placeDropped } from './dropped.ts';
import { lastName, referenceFor } from './fileReferences.ts';
import { isDraftDocument } from './headerBlock.ts';

export interface DraftDropOptions {
  readonly files: Pick<WorkspaceFiles, 'stat' | 'writeBytes'>;
  readonly folderOf: (uri: string) => Promise<string>;
  readonly t: Translate;
}

/** Files that one drop or paste takes. */
const droppedMax = 100;
const mimeTypes = ['text/uri-list', 'files', 'image/*'];

/** Files and pictures that are dropped or pasted into a draft: pictures into its text, files among its attachments. */
export function registerDraftDrop(options: DraftDropOptions): Disposable {
  const selector = { language: 'markdown', pattern: '**/*.mail.md' };
  const kind = DocumentDropOrPasteEditKind.Empty.append('mailroom', 'attach');
  const resources = new DisposableList();
  const edit = async (document: TextDocument, line: number, data: DataTransfer) => {
    if (!isDraftDocument(document.uri)) return undefined;
    return editFor(document, line, await filesOf(document, data, options), options);
  };
  resources.add(
    languages.registerDocumentDropEditProvider(
      selector,
      {
        async provideDocumentDropEdits(document, position, data) {
          const found = await edit(document, position.line, data);
          if (!found) return undefined;
          const drop = new DocumentDropEdit(found.insertText, options.t(draftTexts.dropTitle), kind);
          drop.additionalEdit = found.more;
          return drop;
        },
      },
      { dropMimeTypes: mimeTypes, providedDropEditKinds: [kind] },
    ),
  );
  resources.add(
    languages.registerDocumentPasteEditProvider(
      selector,
      {
        async provideDocumentPasteEdits(document, ranges, data) {
          const found = await edit(document, ranges[0]?.start.line ?? 0, data);
          if (!found) return undefined;
          const paste = new DocumentPasteEdit(found.insertText, options.t(draftTexts.dropTitle), kind);
          paste.additionalEdit = found.more;
          return [paste];
        },
      },
      { pasteMimeTypes: mimeTypes, providedPasteEditKinds: [kind] },
    ),
  );
  return resources;
}

function editFor(document: TextDocument, line: number, dropped: readonly DroppedFile[], { t }: DraftDropOptions) {
  const lines = Array.from({ length: document.lineCount }, (_, index) => document.lineAt(index).text);
  const { text, attach } = placeDropped(lines, line, dropped, t(draftTexts.pictureWords));
  if (text === '' && attach.length === 0) return undefined;
  const more = new WorkspaceEdit();
  const change = attachEdit(lines, attach);
  if (change) more.insert(document.uri, new Position(change.position.line, change.position.column), change.newText);
  return { insertText: text, more };
}

/** What was dropped, each as a file that a draft can name; bytes without a place get one beside the draft. */
async function filesOf(
  document: TextDocument,
  data: DataTransfer,
  options: DraftDropOptions,
): Promise<readonly DroppedFile[]> {
  const folder = await options.folderOf(document.uri.toString());
  const uris = await urisOf(data);
  if (uris.length > 0) return uris.map((uri) => ({ reference: referenceFor(folder, uri), name: lastName(uri) }));
  const found: DroppedFile[] = [];
  for (const [mime, item] of data) {
    const file = item.asFile();
    if (!file || found.length >= droppedMax) continue;
    const uri = file.uri?.scheme === 'file' ? file.uri.toString() : await keep(document, { file, mime }, options);
    found.push({ reference: referenceFor(folder, uri), name: lastName(uri) });
  }
  return found;
}

async function urisOf(data: DataTransfer): Promise<readonly string[]> {
  const list = await data.get('text/uri-list')?.asString();
  const lines = (list ?? '').split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return lines
    .filter((line) => /^(?:file|vscode-remote|vscode-vfs|memfs):/.test(line))
    .slice(0, droppedMax)
    .map((line) => Uri.parse(line, true).toString());
}

async function keep(
  document: TextDocument,
  { file, mime }: { readonly file: DataTransferFile; readonly mime: string },
  { files }: DraftDropOptions,
): Promise<string> {
  const folder = ownFilesFolder(document.uri.toString());
  const name = file.name || `picture.${mime.split('/')[1]?.replace('jpeg', 'jpg').replace(/\W.*$/, '') ?? 'png'}`;
  const uri = await freeName(folder, name, async (each) => Boolean(await files.stat(each)));
  await files.writeBytes(uri, await file.data());
  return uri;
}
