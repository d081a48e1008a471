import {
  env,
  type Tab,
  TabInputCustom,
  TabInputText,
  ThemeIcon,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { isMailError, toMailError } from '../base/errors.ts';
import { type Random, randomId } from '../base/random.ts';
import type { Editor } from '../host/editor.ts';
import { describeError } from '../host/errorNotice.ts';
import type { Notices } from '../host/notices.ts';
import type { Prompts } from '../host/prompts.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { ResultOf } from '../protocol/method.ts';
import type { DraftDrawing } from '../protocol/methods/draftCheck.ts';
import type { draftRender } from '../protocol/methods/draftRender.ts';
import type { TextRef } from '../protocol/records.ts';
import { type FromPreview, fromPreview, type ToPreview } from '../protocol/views/preview.ts';
import { previewTexts } from '../texts/preview.ts';
import type { Translate } from '../texts/translate.ts';
import type { Formats } from './formats.ts';
import { previewWords, toPreviewedMail } from './previewMail.ts';
import { openLink } from './readerLink.ts';
import { webviewPage } from './webviewPage.ts';

/** A draft as it would leave now, and what keeps it from being sent, a sentence each. */
export type RenderDraft = (options: { readonly signal: AbortSignal }) => Promise<{
  readonly mail: ResultOf<typeof draftRender>;
  readonly problems: readonly string[];
  /** To be drawn by the page. */
  readonly undrawn: readonly DraftDrawing[];
}>;

export interface PreviewDeps {
  readonly t: Translate;
  readonly notify: Pick<Notices, 'error'>;
  readonly ask: Prompts;
  readonly editor: Pick<Editor, 'openExternal'>;
  readonly files: WorkspaceFiles;
  readonly formats: Pick<Formats, 'size'>;
  readonly clock: Clock;
  readonly random: Random;
  /** The folder that holds `webview/preview.js`: the only one that the page may load from. */
  readonly distUri: Uri;
  readonly drawings: KeptDrawings;
  /** Makes a draft of a mailto: link. */
  readonly openMailto: (href: string) => Promise<void>;
}

/** Where what a page drew goes. */
export interface KeptDrawings {
  /** `png`: in base64. */
  keep(reference: string, png: string): Promise<void>;
  fail(reference: string, reason: string): void;
}

/** A picture to be made smaller: its longer side shall have `sideMax` points. */
export interface LargePicture {
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: Uint8Array;
  readonly sideMax: number;
}

/** What the page makes of a picture: its bytes, or why not. */
export type Shrunk = { readonly bytes: Uint8Array } | { readonly reason: string };

/** A page that does not answer in this time is not waited for any longer, ms. */
const shrinkMaxMs = 30_000;

/** The panel's type, as `when` clauses know it. */
const previewViewType = 'mailroom.preview';

/** Letters that are typed within this make one mail, ms. */
const typingPauseMs = 40;

/** The previews of a window, one for each draft, beside it. Each follows what is typed. */
export class Previews implements Disposable {
  readonly #deps: PreviewDeps;
  readonly #open = new Map<string, PreviewPanel>();
  readonly #resources = new DisposableList();

  constructor(deps: PreviewDeps) {
    this.#deps = deps;
    this.#resources.add(
      workspace.onDidChangeTextDocument(({ document }) => this.#open.get(document.uri.toString())?.changed()),
    );
    // A file that is named may be there only now.
    this.#resources.add(workspace.onDidSaveTextDocument(() => this.#allChanged()));
    this.#resources.add(window.tabGroups.onDidChangeTabs(({ closed }) => this.#draftsClosed(closed)));
  }

  /** Shows a draft's preview beside it; one that is there comes to the front. `draft`: its URI. */
  async show(draft: string, render: RenderDraft): Promise<void> {
    const showing = this.#open.get(draft);
    if (showing) return showing.reveal();
    const panel = window.createWebviewPanel(
      previewViewType,
      this.#deps.t(previewTexts.previewOf, { subject: '' }),
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      {},
    );
    const preview = new PreviewPanel(panel, { ...this.#deps, render });
    this.#open.set(draft, preview);
    panel.onDidDispose(() => {
      this.#open.delete(draft);
      preview.dispose();
    });
    await preview.begin();
  }

  /** Has the page of a draft's preview, which must be open, make a picture smaller. */
  async shrink(draft: string, picture: LargePicture): Promise<Shrunk> {
    return (await this.#open.get(draft)?.shrink(picture)) ?? { reason: '' };
  }

  dispose(): void {
    this.#resources.dispose();
    for (const preview of [...this.#open.values()]) preview.close();
  }

  /** A preview goes with the last tab of its draft. */
  #draftsClosed(closed: readonly Tab[]): void {
    for (const draft of new Set(closed.map(shownIn))) {
      const isShown = window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => shownIn(tab) === draft));
      if (draft !== undefined && !isShown) this.#open.get(draft)?.close();
    }
  }

  #allChanged(): void {
    for (const preview of this.#open.values()) preview.changed();
  }
}

/** The URI of the document that a tab shows, in whatever editor. */
function shownIn({ input }: Tab): string | undefined {
  return input instanceof TabInputText || input instanceof TabInputCustom ? input.uri.toString() : undefined;
}

/** One draft's preview. */
class PreviewPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #deps: PreviewDeps & { readonly render: RenderDraft };
  readonly #resources = new DisposableList();
  #shown: ToPreview | undefined;
  #isReady = false;
  #isRunning = false;
  #isWanted = false;
  #waiting: Disposable | undefined;
  #undrawn: readonly DraftDrawing[] = [];
  readonly #shrinks = new Map<string, { readonly message: ToPreview; readonly settle: (shrunk: Shrunk) => void }>();
  /** References that this page was asked to draw. */
  #asked = new Set<string>();
  readonly #closing = new AbortController();

  constructor(panel: WebviewPanel, deps: PreviewDeps & { readonly render: RenderDraft }) {
    this.#panel = panel;
    this.#deps = deps;
    panel.iconPath = new ThemeIcon('open-preview');
    const { webview } = panel;
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [deps.distUri] };
    webview.html = webviewPage({
      main: 'reader',
      nonce: randomId(deps.random, 32),
      script: webview.asWebviewUri(Uri.joinPath(deps.distUri, 'webview', 'preview.js')).toString(),
      language: env.language,
    });
    this.#resources.add(panel.onDidChangeViewState(() => this.#isWanted && this.changed()));
    this.#resources.add(webview.onDidReceiveMessage((message) => this.#receive(message)));
  }

  async begin(): Promise<void> {
    this.#isWanted = true;
    await this.#run();
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
    this.changed();
  }

  /** One mail is built at a time; what was typed meanwhile is built next. */
  changed(): void {
    this.#isWanted = true;
    this.#waiting?.dispose();
    if (!this.#panel.visible) return; // Built when somebody looks again.
    this.#waiting = this.#deps.clock.after(typingPauseMs, () => void this.#run());
  }

  close(): void {
    this.#panel.dispose();
  }

  dispose(): void {
    this.#closing.abort();
    for (const { settle } of [...this.#shrinks.values()]) settle({ reason: '' });
    this.#waiting?.dispose();
    this.#resources.dispose();
  }

  shrink({ type, bytes, sideMax }: LargePicture): Promise<Shrunk> {
    const reference = `shrink:${randomId(this.#deps.random)}`;
    const data = Buffer.from(bytes).toString('base64');
    return new Promise((resolve) => {
      const late = this.#deps.clock.after(shrinkMaxMs, () => settle({ reason: '' }));
      const settle = (shrunk: Shrunk) => {
        late.dispose();
        if (this.#shrinks.delete(reference)) resolve(shrunk);
      };
      this.#shrinks.set(reference, { message: { kind: 'shrink', reference, type, data, sideMax }, settle });
      this.#askToShrink();
    });
  }

  #askToShrink(): void {
    if (!this.#isReady) return; // Its first word brings it.
    for (const { message } of this.#shrinks.values()) void this.#panel.webview.postMessage(message);
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#isWanted && !this.#closing.signal.aborted) {
      this.#isWanted = false;
      await this.#build();
    }
    this.#isRunning = false;
  }

  async #build(): Promise<void> {
    const { render, t, formats } = this.#deps;
    const { signal } = this.#closing;
    try {
      const { mail, problems, undrawn } = await render({ signal });
      const [html, text, source] = await Promise.all([
        mail.html === null ? null : this.#text(mail.html),
        this.#text(mail.text),
        this.#text(mail.source),
      ]);
      if (signal.aborted) return;
      this.#panel.title = t(previewTexts.previewOf, { subject: mail.subject || t(previewTexts.noSubject) });
      const shown = toPreviewedMail(mail, { html, text, source }, problems, { t, formats });
      this.#post({ kind: 'show', mail: shown, words: previewWords(t), language: env.language });
      this.#undrawn = undrawn;
      this.#draw();
    } catch (error) {
      if (signal.aborted || isMailError(toMailError(error), 'engine.cancelled')) return;
      this.#post({ kind: 'failed', text: describeError(t, error).sentence });
    }
  }

  /** What is drawn comes back by itself, and the mail is built again with its picture. */
  #draw(): void {
    const fresh = this.#undrawn.filter(({ reference }) => !this.#asked.has(reference));
    if (fresh.length === 0 || !this.#isReady) return;
    for (const { reference } of fresh) this.#asked.add(reference);
    const drawings = fresh.map(({ reference, kind, source }) => ({ reference, kind, source }));
    void this.#panel.webview.postMessage({ kind: 'draw', drawings } satisfies ToPreview);
  }

  #post(message: ToPreview): void {
    this.#shown = message;
    if (this.#isReady) void this.#panel.webview.postMessage(message);
  }

  async #text(ref: TextRef): Promise<string> {
    return 'text' in ref ? ref.text : this.#deps.files.readText(Uri.file(ref.file).toString());
  }

  #receive(raw: unknown): void {
    const message = fromPreview.parse(raw);
    if (message.kind === 'openLink') {
      openLink(this.#deps, message.href, []).catch((error) => this.#deps.notify.error(error));
      return;
    }
    if (message.kind === 'drawn' || message.kind === 'notDrawn') return void this.#drawn(message);
    // Also after the tab was hidden: the page starts anew and is given what it showed.
    this.#isReady = true;
    this.#asked = new Set();
    if (this.#shown) void this.#panel.webview.postMessage(this.#shown);
    this.#draw();
    this.#askToShrink();
  }

  async #drawn(message: Extract<FromPreview, { readonly kind: 'drawn' | 'notDrawn' }>): Promise<void> {
    const { drawings, notify } = this.#deps;
    const shrinking = this.#shrinks.get(message.reference);
    if (shrinking) {
      const isMade = message.kind === 'drawn';
      shrinking.settle(isMade ? { bytes: Buffer.from(message.png, 'base64') } : { reason: message.reason });
      return;
    }
    // What else the page says is not listened to: only what it was asked for has a name.
    if (!this.#asked.delete(message.reference)) return;
    if (message.kind === 'notDrawn') drawings.fail(message.reference, message.reason);
    else await drawings.keep(message.reference, message.png).catch((error) => notify.error(error));
    this.changed();
  }
}
