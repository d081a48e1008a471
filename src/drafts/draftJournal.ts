import { Range, type TextDocument, type Uri, WorkspaceEdit, workspace } from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { isMailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { ResultOf } from '../protocol/method.ts';
import { draftJournal } from '../protocol/methods/draftJournal.ts';
import { draftRecover } from '../protocol/methods/draftRecover.ts';
import { isDraftDocument, isDraftPath } from './headerBlock.ts';

export interface DraftJournalOptions {
  readonly engine: EngineCaller;
  readonly files: WorkspaceFiles;
  readonly clock: Clock;
  readonly log: Logger;
  /** Runs when text came back that the file had not. */
  readonly onRestored: () => void;
}

/** What is typed is with the engine this long after the last key at the latest, ms. */
const journalDelayMs = 400;
/** And this long after the first key, though typing goes on, ms. */
const journalMaxDelayMs = 900;
/** Files outside that are remembered with one draft; the oldest are asked about again. */
const allowedMax = 500;

/** Keeps the engine's journal of drafts in step with the documents, and gives back what a crash took. */
export class DraftJournal implements Disposable {
  readonly #options: DraftJournalOptions;
  readonly #resources = new DisposableList();
  readonly #waiting = new Map<string, { readonly since: number; timer: Disposable }>();
  readonly #seen = new Set<string>();

  constructor(options: DraftJournalOptions) {
    this.#options = options;
    this.#resources.add(workspace.onDidChangeTextDocument(({ document }) => this.#changed(document)));
    this.#resources.add(workspace.onDidOpenTextDocument((document) => void this.#opened(document)));
    this.#resources.add(workspace.onDidCloseTextDocument((document) => void this.#closed(document)));
    this.#resources.add(
      workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => void this.forget(uri.toString()))),
    );
    this.#resources.add(workspace.onDidRenameFiles(({ files }) => files.forEach((each) => void this.#renamed(each))));
    for (const document of workspace.textDocuments) void this.#opened(document);
  }

  /** Notes a draft that was just made, with the folder that its paths begin at. */
  async begin(uri: string, text: string, folder: string): Promise<void> {
    this.#seen.add(uri);
    await this.#options.engine.call(draftJournal, { uri, text, folder });
  }

  async forget(uri: string): Promise<void> {
    if (!isDraftPath(uri)) return;
    this.#stopWaiting(uri);
    await this.#send(uri, null);
  }

  /** The folder recorded with a draft; undefined for one that has none. */
  async folderOf(uri: string): Promise<string | undefined> {
    return (await this.#recall(uri))?.folder || undefined;
  }

  /** Files outside its folders that a person has let leave with a draft, URIs. */
  async allowedOf(uri: string): Promise<readonly string[]> {
    return (await this.#recall(uri))?.allowed ?? [];
  }

  /** Remembers with a draft that more files may leave with it. */
  async allow({ uri, text }: { readonly uri: string; readonly text: string }, files: readonly string[]): Promise<void> {
    const allowed = [...new Set([...(await this.allowedOf(uri)), ...files])].slice(-allowedMax);
    await this.#options.engine.call(draftJournal, { uri, text, folder: '', allowed });
  }

  dispose(): void {
    for (const uri of [...this.#waiting.keys()]) this.#stopWaiting(uri);
    this.#resources.dispose();
  }

  #changed(document: TextDocument): void {
    const uri = document.uri.toString();
    if (!isDraftDocument(document.uri)) return;
    const now = this.#options.clock.now();
    const since = this.#waiting.get(uri)?.since ?? now;
    const delay = Math.max(0, Math.min(journalDelayMs, since + journalMaxDelayMs - now));
    this.#waiting.get(uri)?.timer.dispose();
    const timer = this.#options.clock.after(delay, () => {
      this.#waiting.delete(uri);
      void this.#send(uri, document.getText());
    });
    this.#waiting.set(uri, { since, timer });
  }

  /**
   * A draft seen for the first time in this window: newer text in the journal than in its file was lost by a crash. The
   * same for one that hot exit brought back: it keeps a second or more less than the journal. Undo brings its text back.
   */
  async #opened(document: TextDocument): Promise<void> {
    const uri = document.uri.toString();
    if (!isDraftDocument(document.uri) || this.#seen.has(uri)) return;
    this.#seen.add(uri);
    const { version } = document;
    try {
      const { text, updatedAt } = await this.#options.engine.call(draftRecover, { uri });
      const file = await this.#options.files.stat(uri);
      const stale = !file || updatedAt <= file.modifiedAt || document.version !== version;
      if (stale || text === null || text === document.getText()) return;
      const edit = new WorkspaceEdit();
      edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
      await workspace.applyEdit(edit);
      this.#options.onRestored();
    } catch (error) {
      if (!isMailError(error, 'draft.unknown')) this.#options.log.warn('draft.recoverFailed', { error });
    }
  }

  /** Closed without saving means that the changes are not wanted: the journal follows the file. */
  async #closed(document: TextDocument): Promise<void> {
    const uri = document.uri.toString();
    if (!isDraftDocument(document.uri) || document.uri.scheme === 'untitled') return;
    this.#stopWaiting(uri);
    this.#seen.delete(uri);
    const { files } = this.#options;
    const kept = await files.stat(uri).then(
      (stat) => (stat ? files.readText(uri) : null),
      () => undefined,
    );
    if (kept !== undefined) await this.#send(uri, kept);
  }

  async #renamed({ oldUri, newUri }: { readonly oldUri: Uri; readonly newUri: Uri }): Promise<void> {
    if (!isDraftPath(oldUri.path)) return;
    const known = await this.#recall(oldUri.toString()).catch(() => undefined); // Without it, the file's own folder.
    await this.forget(oldUri.toString());
    if (!known || !isDraftPath(newUri.path)) return;
    const uri = newUri.toString();
    const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
    const { folder, allowed } = known;
    await this.#send(uri, document?.getText() ?? known.text, { folder, allowed });
  }

  async #recall(uri: string): Promise<ResultOf<typeof draftRecover> | undefined> {
    try {
      return await this.#options.engine.call(draftRecover, { uri });
    } catch (error) {
      if (isMailError(error, 'draft.unknown')) return undefined;
      throw error;
    }
  }

  async #send(
    uri: string,
    text: string | null,
    more: { readonly folder: string; readonly allowed?: readonly string[] } = { folder: '' },
  ): Promise<void> {
    try {
      await this.#options.engine.call(draftJournal, { uri, text, ...more });
    } catch (error) {
      this.#options.log.warn('draft.journalFailed', { error }); // Hot exit keeps it, and the next key tries again.
    }
  }

  #stopWaiting(uri: string): void {
    this.#waiting.get(uri)?.timer.dispose();
    this.#waiting.delete(uri);
  }
}
