import { commands } from 'vscode';
import type { Logger } from '../base/log.ts';
import type { Editor } from '../host/editor.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import { contactSearch } from '../protocol/methods/contactSearch.ts';
import { draftForm } from '../protocol/methods/draftForm.ts';
import { type ComposeSnippet, cursorMark, type FromCompose, type ToCompose } from '../protocol/views/compose.ts';
import { composeTexts } from '../texts/compose.ts';
import type { Translate } from '../texts/translate.ts';
import { formatted } from './composeForm.ts';

/** What a panel needs of a draft's files. */
export interface ComposeFiles {
  /** The file that a reference means; undefined where there is none. A pattern or `message:…` has no size of its own. */
  stat(
    draft: string,
    reference: string,
  ): Promise<{ readonly name: string; readonly size: number | undefined } | undefined>;
  /** A picture as a `data:` address; empty where there is none, or none of a kind that a mail shows. */
  showPicture(draft: string, reference: string): Promise<string>;
  /** Keeps a pasted picture and says how the draft names it. */
  keepPicture(draft: string, name: string, bytes: Uint8Array): Promise<string>;
  /** Keeps a file that has no place of its own beside the draft, and says how the draft names it. */
  keepFile(draft: string, name: string, bytes: Uint8Array): Promise<string>;
  /** How the draft names a file that has a place, a URI. */
  nameOf(draft: string, uri: string): Promise<string>;
}

/** A text that is to be put in: what a template says, and where one goes on. */
export interface ComposeInsertion {
  readonly text: string;
  /** Offset in it; undefined: behind it. */
  readonly cursor: number | undefined;
}

/** Templates, as the panel offers them. */
export interface ComposeSnippets {
  all(): Promise<readonly ComposeSnippet[]>;
  /** Filled in for a draft, its questions asked; undefined when one was put away, or there is no such template. */
  filled(draft: { readonly uri: string; readonly text: string }, name: string): Promise<ComposeInsertion | undefined>;
}

export interface ComposeAnswersDeps {
  readonly engine: EngineCaller;
  readonly t: Translate;
  readonly notify: Notices;
  readonly editor: Editor;
  readonly log: Logger;
  readonly files: ComposeFiles;
  readonly snippets: ComposeSnippets;
}

export interface AskingPage {
  /** URI of its draft. */
  readonly uri: string;
  /** The document as it is now. */
  text(): string;
  post(message: ToCompose): void;
  /** Adds to the draft's attachments. */
  attach(references: readonly string[]): void;
}

/** Files that are dropped come whole into memory here: larger ones are attached from where they lie. Bytes. */
export const droppedFileMaxBytes = 200 * 1024 * 1024;

/** Answers what a panel's page asks for: people, pictures, files, templates. */
export class ComposeAnswers {
  readonly #deps: ComposeAnswersDeps;
  readonly #page: AskingPage;
  /** Pieces of files on their way, by the page's number. */
  readonly #pieces = new Map<number, Buffer[]>();

  constructor(deps: ComposeAnswersDeps, page: AskingPage) {
    this.#deps = deps;
    this.#page = page;
  }

  async answer(message: FromCompose): Promise<void> {
    const { files, editor } = this.#deps;
    const { uri, post, attach } = this.#page;
    switch (message.kind) {
      case 'complete':
        return this.#complete(message);
      case 'showPicture': {
        const data = await files.showPicture(uri, message.src).catch(() => ''); // The page says that it is not there.
        return post({ kind: 'picture', src: message.src, data });
      }
      case 'openLink':
        if (/^(https?|mailto):/i.test(message.href)) await editor.openExternal(message.href);
        return;
      case 'keepPicture':
        return this.#keepPicture(message);
      case 'namePicture':
        return post({ kind: 'pictureKept', id: message.id, src: await files.nameOf(uri, message.uri) });
      case 'attachUris':
        return attach(await Promise.all(message.uris.map((each) => files.nameOf(uri, each))));
      case 'attachFile':
        return this.#keepPiece(message);
      case 'snippets':
        return this.#offer(message.id);
      case 'snippet':
        return this.#insertNamed(message.name);
      default:
    }
  }

  /** Puts a text where the cursor is. `replacesTyped`: in place of the name that was typed there. */
  async insert({ text, cursor }: ComposeInsertion, replacesTyped: boolean): Promise<void> {
    const marked = cursor === undefined ? text : `${text.slice(0, cursor)}${cursorMark}${text.slice(cursor)}`;
    const { blocks } = await this.#deps.engine.call(draftForm, { text: `---\nto: \n---\n\n${marked}\n`, blocks: true });
    const nodes = (blocks ?? []).flatMap((block) => block.nodes);
    this.#page.post({ kind: 'insert', text: marked, nodes, replacesTyped });
  }

  async #complete({ id, prefix }: Extract<FromCompose, { kind: 'complete' }>): Promise<void> {
    const { contacts } = await this.#deps.engine.call(contactSearch, { prefix, limit: 20 });
    this.#page.post({ kind: 'contacts', id, contacts: contacts.map(({ name, address }) => formatted(name, address)) });
  }

  async #keepPicture({ id, name, data }: Extract<FromCompose, { kind: 'keepPicture' }>): Promise<void> {
    const { files, notify, log, t } = this.#deps;
    const src = await files.keepPicture(this.#page.uri, name, Buffer.from(data, 'base64')).catch((error) => {
      notify.warn(t(composeTexts.notSaved));
      log.warn('compose.pictureNotKept', { error });
      return '';
    });
    this.#page.post({ kind: 'pictureKept', id, src });
  }

  async #keepPiece({ id, file, name, data, isLast }: Extract<FromCompose, { kind: 'attachFile' }>): Promise<void> {
    const { files, notify, t } = this.#deps;
    const { uri, post, attach } = this.#page;
    const pieces = [...(this.#pieces.get(file) ?? []), Buffer.from(data, 'base64')];
    this.#pieces.set(file, pieces);
    let ok = pieces.reduce((sum, { length }) => sum + length, 0) <= droppedFileMaxBytes;
    if (isLast || !ok) this.#pieces.delete(file);
    if (!ok) notify.warn(t(composeTexts.tooLargeToDrop, { name }));
    else if (isLast) {
      try {
        attach([await files.keepFile(uri, name, Buffer.concat(pieces))]);
      } catch (error) {
        ok = false;
        notify.error(error);
      }
    }
    post({ kind: 'fileKept', id, ok });
  }

  async #offer(id: number): Promise<void> {
    const snippets = (await this.#deps.snippets.all()).map(({ name, of }) => ({ name, of }));
    this.#page.post({ kind: 'snippets', id, snippets });
  }

  async #insertNamed(name: string): Promise<void> {
    const { uri } = this.#page;
    const filled = await this.#deps.snippets.filled({ uri, text: this.#page.text() }, name);
    // A question takes the focus away from the page.
    await commands.executeCommand('workbench.action.focusActiveEditorGroup');
    if (filled) await this.insert(filled, true);
  }
}
