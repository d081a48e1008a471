import { homedir } from 'node:os';
import { Uri, window, workspace } from 'vscode';
import { MailError } from '../base/errors.ts';
import type { Editor } from '../host/editor.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import type { Prompts } from '../host/prompts.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { attachmentFetch } from '../protocol/methods/attachmentFetch.ts';
import { attachmentFetchFile } from '../protocol/methods/attachmentFetchFile.ts';
import type { AttachmentRecord, MessageContent } from '../protocol/records.ts';
import { copyTexts, readerTexts, savedTexts } from '../texts/reader.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { freeName } from './readerNames.ts';

/** What saving needs. */
interface SaveDeps {
  readonly t: Translate;
  readonly notify: Notices;
  readonly files: WorkspaceFiles;
  readonly folder: SaveFolder;
}

/** What opening and saving attachments needs. */
export interface AttachmentDeps extends SaveDeps {
  readonly engine: EngineCaller;
  readonly ask: Prompts;
  readonly editor: Editor;
  readonly content: MessageContent;
  /** The file that the mail is, when it is one. */
  readonly file: string | undefined;
  /** Shows an .eml file in a reader of its own. */
  readonly openFile: (uri: string) => Promise<void>;
}

/** Where this window saved last: the next dialog begins there. */
export interface SaveFolder {
  last: Uri | undefined;
}

/** Opens an attachment in the editor that fits it, a mail in a reader. Kinds that run code are asked about first. */
export async function openAttachment(deps: AttachmentDeps, index: number): Promise<void> {
  const attachment = attachmentAt(deps.content, index);
  if (attachment.executable) {
    const { t } = deps;
    const choice = await deps.ask.decide<'open' | 'save'>({
      message: t(readerTexts.openProgram, { name: attachment.filename }),
      buttons: [
        { label: t(readerTexts.saveInstead), value: 'save' },
        { label: t(readerTexts.openAnyway), value: 'open' },
      ],
    });
    if (choice === 'save') return saveAttachment(deps, index);
    if (choice !== 'open') return;
  }
  const path = await fetched(deps, index);
  if (attachment.contentType === 'message/rfc822' || /\.eml$/i.test(attachment.filename))
    await deps.openFile(Uri.file(path).toString());
  else await deps.editor.openCopy(path);
}

/** Saves where the person says; the dialog itself asks before it replaces a file. */
export async function saveAttachment(deps: AttachmentDeps, index: number): Promise<void> {
  const { filename } = attachmentAt(deps.content, index);
  const source = async () => Uri.file(await fetched(deps, index)).toString();
  const told = plural(deps.t, savedTexts.saved, 1);
  await saveAs(deps, { title: deps.t(readerTexts.saveTitle), filename, source, told });
}

/** Saves a copy that an editor shows, as {@link saveAttachment} does. */
export async function saveCopy(deps: SaveDeps, uri: string): Promise<void> {
  const filename = Uri.parse(uri, true).path.split('/').at(-1) ?? '';
  const [title, told] = [deps.t(copyTexts.saveTitle), deps.t(copyTexts.saved, { name: filename })];
  await saveAs(deps, { title, filename, source: async () => uri, told });
}

interface SavedFile {
  readonly title: string;
  readonly filename: string;
  /** Its URI, asked for once it is known where it goes. */
  readonly source: () => Promise<string>;
  /** What the person is told then. */
  readonly told: string;
}

async function saveAs(deps: SaveDeps, { title, filename, source, told }: SavedFile): Promise<void> {
  const target = await window.showSaveDialog({ title, defaultUri: Uri.joinPath(startFolder(deps), filename) });
  if (!target) return;
  deps.folder.last = Uri.joinPath(target, '..');
  await deps.files.copy(await source(), target.toString());
  deps.notify.status(told);
}

/** Saves all that are listed into one folder. A name that is taken is asked about, never replaced silently. */
export async function saveAllAttachments(deps: AttachmentDeps): Promise<void> {
  const picked = await window.showOpenDialog({
    title: deps.t(readerTexts.saveAllTitle),
    openLabel: deps.t(readerTexts.save),
    defaultUri: startFolder(deps),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const [folder] = picked ?? [];
  if (!folder) return;
  deps.folder.last = folder;
  const written = new Set<string>();
  for (const { index, filename, inline } of deps.content.attachments) {
    if (inline) continue;
    const target = await targetFor(deps, folder, filename, written);
    if (!target) break;
    written.add(target.toString());
    await deps.files.copy(Uri.file(await fetched(deps, index)).toString(), target.toString());
  }
  deps.notify.status(plural(deps.t, savedTexts.saved, written.size));
}

/** Undefined when the person stopped. Two attachments of one name become two files. */
async function targetFor(
  { ask, files, t }: AttachmentDeps,
  folder: Uri,
  name: string,
  written: ReadonlySet<string>,
): Promise<Uri | undefined> {
  const at = (one: string) => Uri.joinPath(folder, one);
  const taken = async (one: string) =>
    written.has(at(one).toString()) || (await files.stat(at(one).toString())) !== undefined;
  if (!(await taken(name))) return at(name);
  if (written.has(at(name).toString())) return at(await freeName(name, taken));
  const choice = await ask.decide<'keep' | 'replace'>({
    message: t(readerTexts.replaceFile, { name }),
    buttons: [
      { label: t(readerTexts.keepBoth), value: 'keep' },
      { label: t(readerTexts.replace), value: 'replace' },
    ],
  });
  if (choice === 'keep') return at(await freeName(name, taken));
  return choice === 'replace' ? at(name) : undefined;
}

function startFolder({ folder }: SaveDeps): Uri {
  return folder.last ?? workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
}

function attachmentAt({ attachments }: MessageContent, index: number): AttachmentRecord {
  const found = attachments.find((one) => one.index === index);
  if (!found) throw new MailError('attachment.unknown', { data: { index } });
  return found;
}

async function fetched({ engine, notify, content, file: path, t }: AttachmentDeps, index: number): Promise<string> {
  return notify.progress(t(readerTexts.fetching), async (options) => {
    const { file } = path
      ? await engine.call(attachmentFetchFile, { path, index }, options)
      : await engine.call(attachmentFetch, { id: content.row.id, index }, options);
    return file;
  });
}
