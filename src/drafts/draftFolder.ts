import { Uri } from 'vscode';
import type { Settings } from '../host/settings.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { isInside, joinUri } from './fileReferences.ts';

/** Where new drafts are made, as real files: the extension's storage, or the folder that the person set. */
export class DraftFolder {
  readonly #storage: Uri;
  readonly #settings: Pick<Settings, 'draftsFolder'>;
  readonly #files: WorkspaceFiles;

  constructor({
    storage,
    settings,
    files,
  }: { storage: Uri; settings: Pick<Settings, 'draftsFolder'>; files: WorkspaceFiles }) {
    this.#storage = storage;
    this.#settings = settings;
    this.#files = files;
  }

  /** URI of the folder for new drafts. */
  get uri(): string {
    const set = this.#settings.draftsFolder();
    return set ? Uri.file(set).toString() : this.#own;
  }

  /** True for a draft in the extension's storage: it goes once it is sent. */
  owns(uri: string): boolean {
    return isInside(this.#own, uri);
  }

  /** Writes a new draft under `name`, or `name-2` … where that is taken. Its URI. */
  async write(name: string, text: string): Promise<string> {
    const stem = name.replace(/\.mail\.md$/, '');
    for (let count = 1; ; count++) {
      const uri = joinUri(this.uri, count === 1 ? `${stem}.mail.md` : `${stem}-${count}.mail.md`);
      if (await this.#files.stat(uri)) continue;
      await this.#files.writeText(uri, text);
      return Uri.parse(uri, true).toString(); // As VS Code writes it: the journal's key.
    }
  }

  /** A new file for what an editor shows and has no file of its own, under the name that it shows. */
  async writeBuffer(id: string, name: string, content: string | Uint8Array): Promise<string> {
    const safe = name.replace(/[/\\:*?"<>|\u0000-\u001f]+/g, '_').replace(/^\.+/, '') || 'untitled.txt';
    const uri = joinUri(joinUri(this.buffers, id), safe);
    if (typeof content === 'string') await this.#files.writeText(uri, content);
    else await this.#files.writeBytes(uri, content);
    return uri;
  }

  /** The folder of all such copies; each lies in a folder named by its id. */
  get buffers(): string {
    return Uri.joinPath(this.#storage, 'buffers').toString();
  }

  get #own(): string {
    return Uri.joinPath(this.#storage, 'drafts').toString();
  }
}
