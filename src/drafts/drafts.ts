import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { isMailError, MailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { type Random, randomId } from '../base/random.ts';
import type { EngineCaller, EngineConnection } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import type { Prompts } from '../host/prompts.ts';
import type { Settings } from '../host/settings.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { ParamsOf } from '../protocol/method.ts';
import { draftCompose } from '../protocol/methods/draftCompose.ts';
import { draftEditHeader } from '../protocol/methods/draftEditHeader.ts';
import { draftList } from '../protocol/methods/draftList.ts';
import { identityList } from '../protocol/methods/identityList.ts';
import { outboxCancel } from '../protocol/methods/outboxCancel.ts';
import type { MessageId, OutboxRecord } from '../protocol/records.ts';
import type { ComposePlace } from '../protocol/views/compose.ts';
import { draftHoverTexts } from '../texts/draftHover.ts';
import { draftTexts } from '../texts/drafts.ts';
import { outboxTexts } from '../texts/outbox.ts';
import type { Translate } from '../texts/translate.ts';
import {
  attachTo,
  closeDraft,
  currentFolder,
  type DraftCursor,
  draftAt,
  draftInFront,
  dropDraft,
  fileUriOf,
  type OpenDraft,
  pickFiles,
  rewriteDraft,
  showDraft,
  showLine,
  uriInFront,
} from './draftDocuments.ts';
import type { DraftFolder } from './draftFolder.ts';
import type { DraftJournal } from './draftJournal.ts';
import { ownFilesFolder } from './draftOwnFiles.ts';
import type { Drawings } from './drawings.ts';
import { shownPicture } from './dropped.ts';
import { lastName, parentOf, referenceFor } from './fileReferences.ts';
import { followSending } from './followSending.ts';
import { htmlDraft } from './htmlDraft.ts';
import { openServerDraft } from './openServerDraft.ts';
import { type FoundFiles, type RenderedDraft, renderDraft } from './renderDraft.ts';
import { type SendableDraft, type SendDependencies, sendDraft } from './sendDraft.ts';
import { type PicturePages, shrinkDraft } from './shrinkDraft.ts';
import { sweepCopies } from './sweepCopies.ts';

export interface DraftsDependencies {
  readonly engine: DraftsEngine;
  readonly files: WorkspaceFiles;
  readonly folder: DraftFolder;
  readonly journal: DraftJournal;
  readonly settings: Settings;
  readonly notify: Notices;
  readonly ask: Prompts;
  readonly t: Translate;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly workspaceFolders: () => readonly string[];
  readonly isTrusted: () => boolean;
  readonly previews: DraftPreviews;
  readonly drawings: Drawings;
  readonly panels: DraftPanels;
  /** Once it returns, what was typed in other editors on this draft is in its document. */
  readonly settle: (uri: string) => Promise<void>;
  /** Brings what another client made of a draft into its document; true when that changed it. */
  readonly joinChanges: (uri: string) => Promise<boolean>;
  /** The extension's storage. */
  readonly ownFolder: string;
  readonly runCommand: (command: string, ...given: readonly unknown[]) => Promise<void>;
  /** A time to come, as one says it. */
  readonly formatTime: (ms: number) => string;
  readonly formatSize: (bytes: number) => string;
}

/** Panels in which drafts are written as rich text. */
export interface DraftPanels {
  /** Where a person writes in the panel in front on this draft; undefined when none is. */
  placeIn(uri: string): ComposePlace | undefined;
  /** Opens a draft in a panel again, the cursor where it was. */
  reopen(uri: string, place: ComposePlace): Promise<void>;
}

/** Where previews of drafts are shown. */
export interface DraftPreviews extends PicturePages {
  /** Beside the draft with this URI; `render` is asked again whenever the draft has changed. */
  show(draft: string, render: (options: { readonly signal: AbortSignal }) => Promise<RenderedDraft>): Promise<void>;
}

/** The engine, and word of each new connection to it. */
export type DraftsEngine = EngineCaller & Pick<EngineConnection, 'onConnected'>;

export type ComposeParams = ParamsOf<typeof draftCompose>;

export interface ComposeOptions {
  /** URIs to attach. */
  readonly files?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A draft that is to be made: its file's name, and where one types next. */
export interface NewText {
  readonly name: string;
  readonly text: string;
  readonly cursor: { readonly line: number; readonly column: number };
}

/** After the outbox has changed, drafts that are no longer needed go this much later, ms. */
const sweepDelayMs = 10_000;

/** What commands do with drafts. */
export class Drafts implements Disposable {
  readonly #deps: DraftsDependencies;
  readonly #resources = new DisposableList();
  /** Where a person was typing when a draft was sent: it is opened there again when the mail is taken back. */
  readonly #cursors = new Map<string, DraftCursor>();
  /** The same for drafts that were written in a panel. */
  readonly #places = new Map<string, ComposePlace>();
  #sweeping: Disposable | undefined;

  constructor(dependencies: DraftsDependencies) {
    this.#deps = dependencies;
    const { engine } = dependencies;
    this.#resources.add(engine.on('outboxChanged', () => this.#sweepLater()));
    const first = this.#resources.add(
      engine.onConnected(() => {
        first.dispose();
        void this.#sweep().then(() => this.#sweepCopies());
      }),
    );
  }

  /** Makes a draft, as a real file, and opens it with the cursor where one types next. `files`: URIs to attach. */
  async compose(params: ComposeParams, { files = [], signal }: ComposeOptions = {}): Promise<void> {
    const { engine, folder, journal, settings, notify, t } = this.#deps;
    const base = currentFolder() ?? folder.uri;
    const identity = params.kind === 'new' ? params.identity || settings.folderIdentity(base) : '';
    const attach = [...(params.attach ?? []), ...files.map((uri) => referenceFor(base, uri))];
    const wishes = { ...params, ...(attach.length > 0 ? { attach } : {}), ...(identity ? { identity } : {}) };
    const { text, name, cursor, identityKnown } = await engine.call(draftCompose, wishes, signal ? { signal } : {});
    const uri = await folder.write(name, text);
    await journal.begin(uri, text, base);
    await showDraft(uri, cursor);
    if (!identityKnown) notify.warn(t(draftTexts.identityNotOurs, { identity }));
  }

  /** Makes a draft to the mailing list of the folder in front; nothing where none is named. */
  async composeToList(): Promise<void> {
    const base = currentFolder() ?? this.#deps.folder.uri;
    const address = this.#deps.settings.folderList(base);
    if (address) await this.compose({ kind: 'new', to: [{ name: '', address }] });
  }

  /** Makes a draft of a text that is one already, and opens it. */
  async openText({ name, text, cursor }: NewText): Promise<void> {
    const { folder, journal } = this.#deps;
    const uri = await folder.write(name, text);
    await journal.begin(uri, text, currentFolder() ?? folder.uri);
    await showDraft(uri, cursor);
  }

  /** Makes a draft whose body is an HTML file: the one with this URI, else the one in front. */
  async openHtml(given: string | undefined): Promise<void> {
    const uri = given ?? uriInFront();
    if (!uri) return;
    const base = currentFolder() ?? this.#deps.folder.uri;
    const html = await this.#deps.files.readText(uri);
    await this.openText(htmlDraft({ html, uri, folder: parentOf(uri), base }));
  }

  /** Opens a message of a Drafts mailbox as a document, to write on. */
  async edit(message: MessageId, options: { readonly signal: AbortSignal }): Promise<void> {
    const { uri, cursor } = await openServerDraft(message, { ...this.#deps, fileUri: fileUriOf }, options);
    await showDraft(uri, cursor);
  }

  /** The draft that a command means: the one named, else the one in front. */
  async target(uri: string | undefined): Promise<OpenDraft | undefined> {
    const shown = uri ?? draftInFront()?.uri;
    if (shown === undefined) return undefined;
    await this.#deps.settle(shown);
    return uri ? draftAt(uri) : draftInFront();
  }

  /** Sends a draft and tells what became of it. Returns once the mail is queued. */
  async send(
    draft: OpenDraft & Pick<SendableDraft, 'sendAt'>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<void> {
    if (await this.#deps.joinChanges(draft.uri)) return; // What came in is to be read before it leaves.
    const folder = await this.#baseOf(draft.uri);
    const item = await sendDraft({ ...draft, folder }, this.#sendDependencies(), { signal });
    if (!item) return;
    this.#remember(draft);
    await closeDraft(draft.uri);
    if (item.sendAt > 0) return this.#tellScheduled(item);
    void this.#follow(item, draft.uri).catch((error) => this.#deps.notify.error(error));
  }

  /** Opens the draft of a mail that was taken back, where the person was typing. A mail without a draft has none to open. */
  async reopen(draft: string): Promise<void> {
    const place = this.#places.get(draft);
    if (place) await this.#deps.panels.reopen(draft, place);
    else if (draft !== '') await showDraft(draft, this.#cursors.get(draft));
  }

  #remember({ uri, cursor }: OpenDraft): void {
    const place = this.#deps.panels.placeIn(uri);
    if (place) this.#places.set(uri, place);
    else this.#places.delete(uri);
    if (cursor) this.#cursors.set(uri, cursor);
  }

  /** Shows the mail as it would leave, beside the draft; it follows what is typed. */
  async preview({ uri }: OpenDraft): Promise<void> {
    const found: FoundFiles = new Map();
    await this.#deps.previews.show(uri, async (options) => {
      const { text } = await draftAt(uri);
      return renderDraft({ text, folder: await this.#baseOf(uri), found }, this.#deps, options);
    });
  }

  /** Puts smaller copies in the place of a draft's large pictures, or of the one that is named. */
  async shrink(draft: OpenDraft, only: string | undefined, options: { readonly signal: AbortSignal }): Promise<void> {
    const wanted = { ...draft, only, folder: await this.#baseOf(draft.uri) };
    await shrinkDraft(
      wanted,
      { ...this.#deps, showPreview: () => this.preview(draft), rewrite: rewriteDraft },
      options,
    );
  }

  /** Asks as whom a draft is to leave. */
  async chooseSender({ uri, text }: OpenDraft): Promise<void> {
    const { engine, ask, t } = this.#deps;
    const choices = engine.call(identityList, {}).then(({ identities }) =>
      identities.map(({ name, address }) => ({
        label: name || address,
        description: name ? address : '',
        value: { name, address },
      })),
    );
    const chosen = await ask.pick(choices, { title: t(draftHoverTexts.chooseSender) });
    if (!chosen) return;
    const even = text.replaceAll('\r\n', '\n');
    const { start, end, newText } = await engine.call(draftEditHeader, {
      text: even,
      name: 'from',
      values: [chosen.address],
    });
    await rewriteDraft(uri, even.slice(0, start) + newText + even.slice(end));
  }

  /** Names files in a draft; asks for them where none are given. */
  async attach(draft: OpenDraft, files?: readonly string[]): Promise<void> {
    const base = await this.#baseOf(draft.uri);
    const chosen = files ?? (await pickFiles(base, this.#deps.t(draftTexts.attachTitle)));
    if (!chosen || chosen.length === 0) return;
    const done = await attachTo(
      draft.uri,
      chosen.map((uri) => referenceFor(base, uri)),
    );
    if (!done) throw new MailError('draft.noHeaderBlock', { retry: 'afterUser' });
  }

  /** Removes a draft of ours after asking; one that lies elsewhere is only closed and no longer listed. */
  async discard(uri: string): Promise<void> {
    const { ask, t, files, folder, journal } = this.#deps;
    const message = t(draftTexts.discard, { name: lastName(uri) });
    if (!(await ask.decide({ message, buttons: [{ label: t(draftTexts.discardButton), value: true }] }))) return;
    await dropDraft(uri);
    if (folder.owns(uri)) {
      await files.remove(uri);
      await files.removeFolder(ownFilesFolder(uri));
    }
    await journal.forget(uri);
  }

  /** A file with the text of an editor, to attach it as it is shown. */
  async keepBuffer(name: string, text: string): Promise<string> {
    return this.#deps.folder.writeBuffer(randomId(this.#deps.random), name, text);
  }

  /** A picture for the text of a draft that is to be made: as Markdown shows it. */
  async keepPicture(name: string, bytes: Uint8Array, words: string): Promise<string> {
    const uri = await this.#deps.folder.writeBuffer(randomId(this.#deps.random), name, bytes);
    return shownPicture(referenceFor(currentFolder() ?? this.#deps.folder.uri, uri), words);
  }

  dispose(): void {
    this.#sweeping?.dispose();
    this.#resources.dispose();
  }

  async #baseOf(uri: string): Promise<string> {
    return (await this.#deps.journal.folderOf(uri)) ?? parentOf(uri);
  }

  #sendDependencies(): SendDependencies {
    const { settings, journal } = this.#deps;
    return {
      ...this.#deps,
      consent: journal,
      undoSeconds: () => settings.sendUndoSeconds(),
      guardsSecrets: () => settings.guardsSecrets(),
      reveal: showLine,
      rewrite: rewriteDraft,
      // Drawn where a person sees it: what the preview shows is what is sent.
      showPreview: async (uri) => this.preview(await draftAt(uri)),
    };
  }

  /** Counts down, offers Cancel, and says "sent" only after the server's final word. */
  async #follow(item: OutboxRecord, draft: string): Promise<void> {
    const { engine, notify, t, clock } = this.#deps;
    let last: OutboxRecord | undefined;
    try {
      last = await notify.progress(t(draftTexts.sending, { subject: item.subject }), ({ signal, onProgress }) =>
        followSending(
          item,
          { engine, clock, t },
          { signal, onStep: (step) => onProgress({ done: 0, total: 0, step }) },
        ),
      );
    } catch (error) {
      if (!isMailError(error, 'engine.cancelled')) throw error;
      await engine.call(outboxCancel, { id: item.id });
      notify.status(t(draftTexts.sentCancelled));
      await this.reopen(draft);
      return;
    }
    if (last) await this.#tell(last, draft);
  }

  #tellScheduled(item: OutboxRecord): void {
    const { notify, t, runCommand, formatTime } = this.#deps;
    const node = { kind: 'outbox', item };
    notify.info(t(outboxTexts.scheduled, { subject: item.subject, time: formatTime(item.sendAt) }), [
      { label: t(outboxTexts.takeBack), run: () => runCommand('mailroom.outboxEdit', node) },
      { label: t(draftTexts.openOutbox), run: () => runCommand('mailroom.openOutbox') },
    ]);
  }

  async #tell(item: OutboxRecord, draft: string): Promise<void> {
    const { notify, t, runCommand } = this.#deps;
    const { subject } = item;
    const outbox = { label: t(draftTexts.openOutbox), run: () => runCommand('mailroom.openOutbox') };
    const dialogue = {
      label: t(draftTexts.showDialogue),
      run: () => runCommand('mailroom.outboxDialogue', { kind: 'outbox', item }),
    };
    if (item.state === 'sent') {
      notify.info(t(draftTexts.sent, { subject }), [dialogue]);
      await this.#sent(draft);
    } else if (item.state === 'failed') {
      if (item.failure) notify.error(item.failure, [dialogue, outbox]);
      await this.reopen(draft);
    } else if (item.state === 'inDoubt') notify.warn(t(draftTexts.inDoubt, { subject }), [dialogue, outbox]);
    else if (item.state === 'queued') notify.info(t(draftTexts.waiting, { subject }), [dialogue, outbox]);
  }

  /** Not at once: the window that has sent a draft is still closing its tab, and saves it before. */
  #sweepLater(): void {
    this.#sweeping?.dispose();
    this.#sweeping = this.#deps.clock.after(sweepDelayMs, () => void this.#sweep());
  }

  /** Drafts of ours whose mail left while no window looked: they go, unless they were written on since. */
  async #sweep(): Promise<void> {
    const { engine, folder, log } = this.#deps;
    try {
      const { drafts } = await engine.call(draftList, {});
      for (const { uri, sent } of drafts) if (sent && folder.owns(uri)) await this.#sent(uri);
    } catch (error) {
      log.warn('draft.sweepFailed', { error }); // The next change of the outbox asks again.
    }
  }

  async #sweepCopies(): Promise<void> {
    const { folder, log } = this.#deps;
    const folders = { buffersFolder: folder.buffers, draftsFolder: folder.uri };
    await sweepCopies({ ...this.#deps, ...folders }).catch((error) => log.warn('draft.copiesStay', { error }));
    await this.#deps.drawings.sweep().catch((error) => log.warn('draft.copiesStay', { error }));
  }

  /** A sent draft of ours goes, one that is kept elsewhere stays. */
  async #sent(draft: string): Promise<void> {
    const { folder, files, journal } = this.#deps;
    if (!folder.owns(draft)) return;
    await files.remove(draft);
    await files.removeFolder(ownFilesFolder(draft));
    await journal.forget(draft);
  }
}
