import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { joinUri, lastName } from './fileReferences.ts';

/** A file that drafts are filled from: `name.md`, or `name.mail.md`. */
export interface Template {
  readonly name: string;
  readonly uri: string;
  /** The folder of the workspace that it belongs to; empty: the person's own. */
  readonly of: string;
}

/** Longer ones are no letters. UTF-16 units. */
const templateMaxChars = 500_000;
/** Templates of one folder. */
const templatesMax = 500;

export interface TemplateStoreDeps {
  readonly files: WorkspaceFiles;
  /** URI of the folder with the person's own. */
  readonly ownFolder: () => string;
  /** URIs of folders whose templates count too: none while the workspace is not trusted. */
  readonly workspaceFolders: () => readonly string[];
}

/** Templates in files: a person's own, then those of the workspace in `.mailroom/templates`. */
export class TemplateStore {
  readonly #deps: TemplateStoreDeps;

  constructor(deps: TemplateStoreDeps) {
    this.#deps = deps;
  }

  get ownFolder(): string {
    return this.#deps.ownFolder();
  }

  async all(): Promise<readonly Template[]> {
    const { workspaceFolders } = this.#deps;
    const shared = workspaceFolders().map((folder) => this.#in(templatesOf(folder), lastName(folder)));
    return (await Promise.all([this.#in(this.ownFolder, ''), ...shared])).flat();
  }

  /** A person's own goes before one of the workspace with the same name. */
  async find(name: string): Promise<Template | undefined> {
    return (await this.all()).find((template) => template.name.toLowerCase() === name.trim().toLowerCase());
  }

  async read({ uri }: Template): Promise<string> {
    return (await this.#deps.files.readText(uri)).slice(0, templateMaxChars);
  }

  /** The URI of a new template, with `text` in it; of the one that is there, where the name is taken. */
  async create(name: string, text: string): Promise<string> {
    const file = name.replace(/[/\\:*?"<>|\u0000-\u001f]+/g, '-').replace(/^\.+/, '') || 'template';
    const uri = joinUri(this.ownFolder, `${file}.md`);
    if (!(await this.#deps.files.stat(uri))) await this.#deps.files.writeText(uri, text);
    return uri;
  }

  async #in(folder: string, of: string): Promise<readonly Template[]> {
    const entries = await this.#deps.files.entries(folder);
    return entries
      .filter(({ name }) => /[^.].*\.md$/i.test(name))
      .map(({ name, uri }) => ({ name: name.replace(/(?:\.mail)?\.md$/i, ''), uri, of }))
      .sort((a, b) => a.name.localeCompare(b.name))
      .slice(0, templatesMax);
  }
}

function templatesOf(folder: string): string {
  return joinUri(joinUri(folder, '.mailroom'), 'templates');
}
