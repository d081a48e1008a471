import { env, Uri, type WebviewPanel } from 'vscode';
import type { Clock } from '../base/clock.ts';
import { DisposableList } from '../base/dispose.ts';
import { isMailError, toMailError } from '../base/errors.ts';
import { type Random, randomId } from '../base/random.ts';
import type { Editor } from '../host/editor.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { OutboxItem } from '../host/items.ts';
import type { Notices } from '../host/notices.ts';
import type { Prompts } from '../host/prompts.ts';
import type { Settings } from '../host/settings.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { messageGet } from '../protocol/methods/messageGet.ts';
import { messageRead } from '../protocol/methods/messageRead.ts';
import { messageReadFile } from '../protocol/methods/messageReadFile.ts';
import { messageSource } from '../protocol/methods/messageSource.ts';
import { outboxStory } from '../protocol/methods/outboxStory.ts';
import type { MessageContent, MessageId, MessageRow, OutboxId, OutboxRecord, TextRef } from '../protocol/records.ts';
import {
  type FromReader,
  fromReader,
  type ReaderSending,
  type ReceiptChoice,
  type ToReader,
} from '../protocol/views/reader.ts';
import { readerTexts } from '../texts/reader.ts';
import type { Translate } from '../texts/translate.ts';
import { createFormats } from './formats.ts';
import { openAttachment, type SaveFolder, saveAllAttachments, saveAttachment } from './readerAttachments.ts';
import { openLink } from './readerLink.ts';
import { readerWords, toReaderMessage } from './readerMessage.ts';
import type { ReaderView } from './readerOpener.ts';
import { answerReceipt } from './readerReceipt.ts';
import { readerSendings } from './readerSendings.ts';
import { webviewPage } from './webviewPage.ts';

export interface ReaderPanelDeps {
  readonly engine: EngineCaller;
  readonly t: Translate;
  readonly notify: Notices;
  readonly ask: Prompts;
  readonly editor: Editor;
  readonly settings: Pick<Settings, 'asksForReceipts' | 'neverAskForReceipts'>;
  readonly files: WorkspaceFiles;
  readonly clock: Clock;
  readonly random: Random;
  /** The folder that holds `webview/reader.js`: the only one that the page may load from. */
  readonly distUri: Uri;
  /** Junk shows no remote pictures. */
  readonly isJunk: (row: MessageRow) => boolean;
  /** Makes a draft of a mailto: link. */
  readonly openMailto: (href: string) => Promise<void>;
  /** Shows an .eml file in a reader of its own. */
  readonly openFile: (uri: string) => Promise<void>;
  readonly folder: SaveFolder;
}

/** A mail in a file of the engine's machine. */
export interface ShownFile {
  readonly path: string;
}

type Shown = { readonly row: MessageRow } | { readonly file: ShownFile };

/** A page appears at once when it comes within this time, else it says that it is loading, ms. */
const loadingAfterMs = 300;

/** A page that does not say what is selected in it within this time has nothing selected, ms. */
const selectionMaxMs = 2_000;

/** One reader's tab: a message, or a mail that is a file. */
export class ReaderPanel {
  row: MessageRow | undefined;
  readonly #panel: WebviewPanel;
  readonly #deps: ReaderPanelDeps;
  readonly #resources = new DisposableList();
  readonly #changed: () => void;
  #file: ShownFile | undefined;
  #content: MessageContent | undefined;
  /** Of a mail of ours: what became of it. */
  #sendings: readonly OutboxRecord[] = [];
  #shown: ToReader | undefined;
  #view: ReaderView = 'mail';
  #focused = false;
  #pinned = false;
  #ready = false;
  /** Who waits to hear what is selected, by the number of the question. */
  readonly #asked = new Map<number, (text: string) => void>();
  #asks = 0;
  #loading = new AbortController();
  #again: () => Promise<void> = async () => {};

  constructor(panel: WebviewPanel, deps: ReaderPanelDeps, on: { closed: () => void; changed: () => void }) {
    this.#panel = panel;
    this.#deps = deps;
    this.#changed = on.changed;
    const { webview } = panel;
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [deps.distUri] };
    webview.html = webviewPage({
      main: 'reader',
      nonce: randomId(deps.random, 32),
      script: webview.asWebviewUri(Uri.joinPath(deps.distUri, 'webview', 'reader.js')).toString(),
      language: env.language,
    });
    this.#resources.add(webview.onDidReceiveMessage((message) => this.#receive(message)));
    this.#resources.add(panel.onDidChangeViewState(on.changed));
    panel.onDidDispose(() => {
      this.#loading.abort();
      this.#resources.dispose();
      on.closed();
      on.changed();
    });
  }

  /** Its tab is kept. Else it is the preview, and the next message is shown in it. */
  get pinned(): boolean {
    return this.#pinned;
  }

  set pinned(pinned: boolean) {
    this.#pinned = pinned;
    this.#tellPinned();
  }

  get active(): boolean {
    return this.#panel.active;
  }

  /** True while keys go to the page, or to the mail in it. */
  get focused(): boolean {
    return this.#focused && this.#panel.active;
  }

  get file(): ShownFile | undefined {
    return this.#file;
  }

  get view(): ReaderView {
    return this.#view;
  }

  reveal(preserveFocus: boolean): void {
    if (!this.#panel.visible || !preserveFocus) this.#panel.reveal(undefined, preserveFocus);
  }

  close(): void {
    this.#panel.dispose();
  }

  setView(view: ReaderView): void {
    if (this.#ready) void this.#panel.webview.postMessage({ kind: 'view', view } satisfies ToReader);
  }

  /** What is selected in its mail; empty where nothing is. */
  async selectedText(): Promise<string> {
    if (!this.#ready || !this.#panel.visible) return '';
    const ask = ++this.#asks;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#asked.set(ask, resolve);
    const late = this.#deps.clock.after(selectionMaxMs, () => resolve(''));
    void this.#panel.webview.postMessage({ kind: 'askSelection', ask } satisfies ToReader);
    return promise.finally(() => {
      late.dispose();
      this.#asked.delete(ask);
    });
  }

  /** Shows a message that VS Code kept a tab for. */
  async restore(id: MessageId): Promise<void> {
    this.#again = () => this.restore(id);
    try {
      const { rows } = await this.#deps.engine.call(messageGet, { ids: [id] });
      const [row] = rows;
      if (row) await this.load({ row });
      else this.close();
    } catch (error) {
      this.#fail(error);
    }
  }

  async load(shown: Shown, { remoteImages = false } = {}): Promise<void> {
    const { t, clock } = this.#deps;
    this.#loading.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.#again = () => this.load(shown);
    this.row = 'row' in shown ? shown.row : undefined;
    this.#file = 'file' in shown ? shown.file : undefined;
    this.#showTitle(this.row?.subject);
    this.#changed();
    const slow = clock.after(loadingAfterMs, () => this.#post({ kind: 'loading', words: readerWords(t) }));
    try {
      const [content, sendings] = await Promise.all([
        this.#read(shown, remoteImages, loading.signal),
        this.#readStory(shown),
      ]);
      const texts = { html: await this.#text(content.html), text: await this.#text(content.text) };
      if (loading.signal.aborted) return;
      slow.dispose();
      this.#content = content;
      this.#sendings = sendings;
      this.#show(content, texts);
    } catch (error) {
      if (!loading.signal.aborted) this.#fail(error);
    } finally {
      slow.dispose();
    }
  }

  /** A mail on its way out changed: if it is the one shown, its story is told anew. `id` null: any may have. */
  async refreshStory(id: OutboxId | null): Promise<void> {
    const { row } = this;
    if (!row || (id !== null && !this.#sendings.some((sending) => sending.id === id))) return;
    const sendings = await this.#readStory({ row });
    if (this.row?.id !== row.id || this.#content?.row.id !== row.id) return; // Another one is shown by now.
    this.#sendings = sendings;
    const words = this.#storyWords();
    if (this.#shown?.kind === 'show')
      this.#shown = { ...this.#shown, message: { ...this.#shown.message, sendings: words } };
    if (this.#ready)
      void this.#panel.webview.postMessage({ kind: 'sendings', id: row.id, sendings: words } satisfies ToReader);
  }

  async showSource(): Promise<void> {
    const { engine, editor } = this.#deps;
    if (this.#file) return editor.openFile(this.#file.path);
    if (!this.row) return;
    const { file } = await engine.call(messageSource, { id: this.row.id });
    await editor.openFile(file);
  }

  async #read(shown: Shown, remoteImages: boolean, signal: AbortSignal): Promise<MessageContent> {
    const { engine } = this.#deps;
    const images = remoteImages ? { remoteImages } : {};
    const { content } =
      'row' in shown
        ? await engine.call(messageRead, { id: shown.row.id, ...images }, { signal })
        : await engine.call(messageReadFile, { path: shown.file.path, ...images }, { signal });
    return content;
  }

  async #answerReceipt(content: MessageContent, choice: ReceiptChoice): Promise<void> {
    const { clock } = this.#deps;
    await answerReceipt({ ...this.#deps, formats: createFormats(env.language, clock.now) }, content, choice);
    const { id } = content.row;
    if (this.#content?.row.id !== id) return;
    if (this.#shown?.kind === 'show')
      this.#shown = { ...this.#shown, message: { ...this.#shown.message, receipt: null } };
    if (this.#ready) void this.#panel.webview.postMessage({ kind: 'receiptAnswered', id } satisfies ToReader);
  }

  /** A mail can be read without its story. */
  async #readStory(shown: Shown): Promise<readonly OutboxRecord[]> {
    if (!('row' in shown)) return [];
    const story = this.#deps.engine.call(outboxStory, { id: shown.row.id });
    return (await story.catch(() => ({ sendings: [] }))).sendings;
  }

  #storyWords(): readonly ReaderSending[] {
    const { t, clock } = this.#deps;
    return readerSendings(this.#sendings, { t, formats: createFormats(env.language, clock.now), nowMs: clock.now() });
  }

  /** The page keeps it: VS Code brings the tab back as what it was. */
  #tellPinned(): void {
    if (this.#ready) void this.#panel.webview.postMessage({ kind: 'pinned', pinned: this.#pinned } satisfies ToReader);
  }

  #post(message: ToReader): void {
    this.#shown = message;
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }

  #show(content: MessageContent, texts: { html: string; text: string }): void {
    const { t, clock, isJunk } = this.#deps;
    this.#showTitle(content.row.subject);
    const asksForReceipts = this.#deps.settings.asksForReceipts();
    const locale = { t, language: env.language, now: clock.now(), inJunk: isJunk(content.row), asksForReceipts };
    const message = toReaderMessage(content, { ...texts, sendings: this.#storyWords() }, locale);
    this.#post({ kind: 'show', message, words: readerWords(t), language: env.language });
  }

  #showTitle(subject: string | undefined): void {
    const { t } = this.#deps;
    const title = subject === undefined ? t(readerTexts.preview) : subject;
    this.#panel.title = title || t(readerTexts.noSubject);
  }

  #fail(error: unknown): void {
    if (isMailError(toMailError(error), 'engine.cancelled')) return;
    const { t } = this.#deps;
    const { sentence, details } = describeError(t, error);
    this.#post({ kind: 'failed', words: readerWords(t), text: sentence, details });
  }

  async #text(ref: TextRef | null): Promise<string> {
    if (ref === null) return '';
    return 'text' in ref ? ref.text : this.#deps.files.readText(Uri.file(ref.file).toString());
  }

  #receive(raw: unknown): void {
    this.#handle(fromReader.parse(raw)).catch((error) => this.#deps.notify.error(error));
  }

  async #handle(message: FromReader): Promise<void> {
    switch (message.kind) {
      case 'ready':
        // Also after the tab was hidden: the page starts anew and is given what it showed.
        this.#ready = true;
        if (this.#shown) void this.#panel.webview.postMessage(this.#shown);
        return this.#tellPinned();
      case 'focus':
        this.#focused = message.focused;
        return this.#changed();
      case 'selection':
        return this.#asked.get(message.ask)?.(message.text);
      case 'shownAs':
        this.#view = message.view;
        return this.#changed();
      case 'openLink':
        return openLink(this.#deps, message.href, this.#content?.warnings ?? []);
      case 'tryAgain':
        return this.#again();
      default:
        // An answer about a message that was swapped away meanwhile is dropped.
        if (this.#content && message.id === this.#content.row.id) return this.#act(message, this.#content);
    }
  }

  async #act(message: Extract<FromReader, { id: string }>, content: MessageContent): Promise<void> {
    const { row } = this;
    const file = this.#file;
    const shown = row ? { row } : file && { file };
    if (!shown || (row && row.id !== content.row.id)) return;
    const deps = { ...this.#deps, content, file: file?.path };
    switch (message.kind) {
      case 'showImages':
        return this.load(shown, { remoteImages: true });
      case 'source':
        return this.showSource();
      case 'receipt':
        return this.#answerReceipt(content, message.answer);
      case 'dialogue': {
        const item = this.#sendings.find(({ id }) => id === message.sending);
        if (item) await this.#deps.editor.run('mailroom.outboxDialogue', { kind: 'outbox', item } satisfies OutboxItem);
        return;
      }
      case 'saveAll':
        return saveAllAttachments(deps);
      case 'openAttachment':
        return openAttachment(deps, message.index);
      case 'saveAttachment':
        return saveAttachment(deps, message.index);
    }
  }
}
