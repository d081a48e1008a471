import { commands, env, Range, type TextDocument, Uri, type WebviewPanel, WorkspaceEdit, workspace } from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { type Random, randomId } from '../base/random.ts';
import { differenceOf, edited, type TextEdit } from '../base/textEdit.ts';
import { describeError } from '../host/errorNotice.ts';
import { draftEditHeader } from '../protocol/methods/draftEditHeader.ts';
import { draftForm } from '../protocol/methods/draftForm.ts';
import { identityList } from '../protocol/methods/identityList.ts';
import { type ComposeAction, type ComposePlace, fromCompose, type ToCompose } from '../protocol/views/compose.ts';
import { draftProblemTexts } from '../texts/drafts.ts';
import { ComposeAnswers, type ComposeAnswersDeps, type ComposeInsertion } from './composeAnswers.ts';
import { PageText } from './composeBody.ts';
import { composeWords, type FormResult, toForm } from './composeForm.ts';
import { webviewPage } from './webviewPage.ts';

export interface ComposePanelDeps extends ComposeAnswersDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** The folder that holds `webview/compose.js`. */
  readonly distUri: Uri;
  readonly formatSize: (bytes: number) => string;
}

/** After the document changed, the page follows this much later, ms: one who types beside it is not waited for. */
const followAfterMs = 120;
/** A page that does not answer is not waited for longer, ms. */
const flushTimeoutMs = 3_000;

/**
 * One panel on one draft. The document is the truth: what the page changes becomes an edit of it, so that Undo, saving
 * and the text editor beside it know nothing of panels.
 */
export class ComposePanel {
  readonly uri: string;
  readonly #document: TextDocument;
  readonly #panel: WebviewPanel;
  readonly #deps: ComposePanelDeps;
  readonly #resources = new DisposableList();
  readonly #page = new PageText();
  readonly #waiting = new Map<number, () => void>();
  /** Everything that reads or changes the document, one after another. */
  #turn: Promise<void> = Promise.resolve();
  #following: Disposable | undefined;
  /** The header block as last read: what comes behind it is the body. */
  #head: string | undefined;
  #isRich = true;
  #form = '';
  #flushes = 0;
  readonly #answers: ComposeAnswers;
  /** Where a person was writing, as the page said last. */
  #place: ComposePlace | undefined;
  /** Where the cursor is to go once the page shows the draft. */
  #goTo: ComposePlace | undefined;

  constructor(document: TextDocument, panel: WebviewPanel, deps: ComposePanelDeps, onClosed: () => void) {
    this.uri = document.uri.toString();
    this.#document = document;
    this.#panel = panel;
    this.#deps = deps;
    this.#answers = new ComposeAnswers(deps, {
      uri: this.uri,
      text: () => this.#text(),
      post: (message) => this.#post(message),
      attach: (references) => this.#inTurn(() => this.#attach(references)),
    });
    const { webview } = panel;
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [deps.distUri] };
    webview.html = webviewPage({
      main: 'compose',
      nonce: randomId(deps.random, 32),
      script: webview.asWebviewUri(Uri.joinPath(deps.distUri, 'webview', 'compose.js')).toString(),
      language: env.language,
    });
    this.#resources.add(webview.onDidReceiveMessage((message) => this.#receive(message)));
    this.#resources.add(
      workspace.onDidChangeTextDocument(({ document: changed }) => {
        if (changed === document) this.#followLater();
      }),
    );
    this.#resources.add(deps.engine.on('accountsChanged', () => this.#followLater()));
    panel.onDidDispose(() => {
      this.#following?.dispose();
      this.#resources.dispose();
      onClosed();
    });
  }

  get isInFront(): boolean {
    return this.#panel.active;
  }

  /** Where a person was writing when the panel was settled last. */
  get place(): ComposePlace | undefined {
    return this.#place;
  }

  /** Puts the cursor there once the draft is shown. */
  goTo(place: ComposePlace): void {
    this.#goTo = place;
  }

  /** Puts a text where the cursor is. */
  insert(insertion: ComposeInsertion): Promise<void> {
    return this.#answers.insert(insertion, false);
  }

  /** Once this returns, everything that was typed is in the document. */
  async settle(): Promise<void> {
    this.#flushes += 1;
    const id = this.#flushes;
    const answered = new Promise<void>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#deps.clock.after(flushTimeoutMs, resolve);
    });
    this.#post({ kind: 'flush', id });
    await answered;
    this.#waiting.delete(id);
    await this.#turn;
  }

  #post(message: ToCompose): void {
    void this.#panel.webview.postMessage(message);
  }

  #receive(given: unknown): void {
    const message = fromCompose.parse(given);
    switch (message.kind) {
      case 'ready':
      case 'tryAgain':
        this.#begin();
        break;
      case 'flushed':
        this.#place = message.place;
        this.#inTurn(async () => this.#waiting.get(message.id)?.());
        break;
      case 'edit':
        this.#inTurn(() => this.#edit(message.base, message));
        break;
      case 'header':
        this.#inTurn(() => this.#editHeader(message.name, message.values));
        break;
      case 'action':
        this.#inTurn(() => this.#act(message.action));
        break;
      default:
        void this.#answers.answer(message).catch((error) => this.#deps.notify.error(error));
    }
  }

  #begin(): void {
    const { t } = this.#deps;
    this.#form = '';
    this.#head = undefined;
    this.#post({ kind: 'words', words: composeWords(t), language: env.language, isMac: process.platform === 'darwin' });
    this.#inTurn(() => this.#follow(true));
  }

  /** What fails is told, and does not hold up what comes after it. */
  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(work).catch((error) => {
      this.#deps.log.warn('compose.failed', { error });
      this.#deps.notify.error(error);
    });
  }

  #followLater(): void {
    this.#following?.dispose();
    this.#following = this.#deps.clock.after(followAfterMs, () => this.#inTurn(() => this.#follow(false)));
  }

  /** Shows the document as it is now. `whole`: the page has nothing yet. */
  async #follow(whole: boolean): Promise<void> {
    const { engine, t } = this.#deps;
    const text = this.#text();
    const isSame = !whole && this.#bodyIn(text) === this.#page.shown;
    let result: FormResult;
    try {
      result = await engine.call(draftForm, { text, blocks: !isSame });
    } catch (error) {
      const { sentence, details } = describeError(t, error);
      if (whole) this.#post({ kind: 'failed', text: sentence, details });
      else throw error;
      return;
    }
    if (this.#text() !== text) return this.#follow(whole);
    this.#head = text.slice(0, result.bodyStart);
    const body = text.slice(result.bodyStart);
    const { blocks, isRich } = result;
    if (blocks && (whole || body !== this.#page.shown || isRich !== this.#isRich)) {
      this.#isRich = isRich;
      this.#post({ kind: 'body', id: this.#page.offer(body), taken: this.#page.taken, text: body, isRich, blocks });
    } else if (isRich !== this.#isRich) {
      this.#isRich = isRich;
      return this.#follow(true);
    }
    await this.#showForm(result);
    if (this.#goTo) this.#post({ kind: 'place', place: this.#goTo });
    this.#goTo = undefined;
  }

  async #showForm(result: FormResult): Promise<void> {
    const { t, files, engine, formatSize } = this.#deps;
    const attach = await Promise.all(
      result.attach.map(async (reference) => {
        const found = await files.stat(this.uri, reference).catch(() => undefined); // Told as a file that is not there.
        const problem = found ? '' : t(draftProblemTexts.attachmentMissing, { reference });
        const sizeText = found?.size === undefined ? '' : formatSize(found.size);
        return { reference, name: found?.name ?? reference, sizeText, problem };
      }),
    );
    const { identities } = await engine.call(identityList, {});
    const form = toForm(result, { t, senders: identities, attach });
    const json = JSON.stringify(form);
    if (json === this.#form) return;
    this.#form = json;
    this.#post({ kind: 'form', form });
  }

  /** The document with `\n` alone at line ends, as the page and the engine count in it. */
  #text(): string {
    return this.#document.getText().replaceAll('\r\n', '\n');
  }

  #bodyIn(text: string): string | undefined {
    return this.#head !== undefined && text.startsWith(this.#head) ? text.slice(this.#head.length) : undefined;
  }

  async #edit(base: number, edit: TextEdit): Promise<void> {
    const text = this.#text();
    let head = this.#head;
    if (head === undefined || !text.startsWith(head)) {
      const { bodyStart } = await this.#deps.engine.call(draftForm, { text, blocks: false });
      head = text.slice(0, bodyStart);
      this.#head = head;
    }
    const own = this.#page.take(base, edit, text.slice(head.length));
    const offset = head.length;
    await this.#replace(text, { from: own.from + offset, to: own.to + offset, text: own.text });
    if (this.#bodyIn(this.#text()) !== this.#page.shown) await this.#follow(false);
  }

  async #attach(references: readonly string[]): Promise<void> {
    const { attach } = await this.#deps.engine.call(draftForm, { text: this.#text(), blocks: false });
    await this.#editHeader('attach', [...attach, ...references]);
  }

  async #editHeader(name: string, values: readonly string[]): Promise<void> {
    const text = this.#text();
    const { start, end, newText } = await this.#deps.engine.call(draftEditHeader, { text, name, values });
    await this.#replace(text, { from: start, to: end, text: newText });
    await this.#follow(false);
  }

  /** `edit` in terms of `text`; what was typed elsewhere meanwhile stays. */
  async #replace(text: string, edit: TextEdit): Promise<void> {
    if (edit.from === edit.to && edit.text === '') return;
    const { from, to, text: newText } = differenceOf(text, edited(text, edit));
    const range = new Range(
      this.#document.positionAt(this.#offset(text, from)),
      this.#document.positionAt(this.#offset(text, to)),
    );
    const change = new WorkspaceEdit();
    change.replace(this.#document.uri, range, newText);
    if (!(await workspace.applyEdit(change))) this.#deps.log.warn('compose.notApplied', {});
  }

  /** With `\r\n` at line ends the document has a unit more for each line before. */
  #offset(text: string, at: number): number {
    if (this.#document.eol === 1) return at;
    return at + text.slice(0, at).split('\n').length - 1;
  }

  async #act(action: ComposeAction): Promise<void> {
    const { editor } = this.#deps;
    const uri = this.#document.uri;
    if (action === 'undo' || action === 'redo') {
      await commands.executeCommand(action);
      await this.#follow(false);
    } else if (action === 'save') await this.#document.save();
    else if (action === 'markdown') await editor.run('mailroom.openAsMarkdown', uri);
    // Not waited for: sending asks, and settles this panel before.
    else void editor.run(actionCommands[action], uri);
  }
}

const actionCommands = {
  send: 'mailroom.sendMail',
  schedule: 'mailroom.scheduleSend',
  attach: 'mailroom.attachFile',
  preview: 'mailroom.previewDraft',
} as const;
