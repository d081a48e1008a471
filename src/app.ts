import { type ExtensionContext, ExtensionKind, env, type LogOutputChannel, Uri, window } from 'vscode';
import { systemClock } from './base/clock.ts';
import { DisposableList } from './base/dispose.ts';
import { createLogger } from './base/log.ts';
import { systemRandom } from './base/random.ts';
import type { Context } from './commands/context.ts';
import { commands } from './commands/index.ts';
import type { App } from './doorbell.ts';
import { Drawings } from './drafts/drawings.ts';
import { type DraftsOptions, registerDrafts } from './drafts/register.ts';
import { createAccountHint } from './host/accountHint.ts';
import { createCopyFiles } from './host/copyFiles.ts';
import { createEngine } from './host/createEngine.ts';
import { createEditor, type Editor } from './host/editor.ts';
import type { EngineConnection } from './host/engineConnection.ts';
import { createNotices } from './host/notices.ts';
import { createPrompts } from './host/prompts.ts';
import { registerCommands } from './host/registerCommands.ts';
import { createReports, type ReportsOptions } from './host/reports.ts';
import { createSaveText } from './host/saveText.ts';
import { createSecretStore, watchSecrets } from './host/secrets.ts';
import { createSettings } from './host/settings.ts';
import { followSyncSettings } from './host/syncSettings.ts';
import { translate } from './host/translate.ts';
import { createWorkspaceFiles, type WorkspaceFiles } from './host/workspaceFiles.ts';
import type { MessageRow } from './protocol/records.ts';
import { createAccountPrompts } from './views/accountFormPrompts.ts';
import { ComposePanels } from './views/compose.ts';
import { DialogueDocuments, type DialogueDocumentsOptions } from './views/dialogueDocuments.ts';
import { createFormats, type Formats } from './views/formats.ts';
import { Identities } from './views/identities.ts';
import { createKeyReminder } from './views/keyReminder.ts';
import { createMailViews } from './views/mailViews.ts';
import { createPickTime } from './views/pickTime.ts';
import { type PreviewDeps, Previews } from './views/preview.ts';
import { ProtocolLogs, type ProtocolLogsDeps } from './views/protocolLogs.ts';
import { type ReaderDeps, Readers, readerViewType } from './views/reader.ts';
import { createSmtpTerminals } from './views/smtpTerminals.ts';

/** Builds the extension. Nothing here waits, reads a file or opens a socket: the engine starts at the first question. */
export function startApp(extension: ExtensionContext, { isDemo }: { readonly isDemo: boolean }): App {
  const resources = new DisposableList();
  const channel = resources.add(window.createOutputChannel('Mailroom', { log: true }));
  const log = createLogger((level, line) => channel[level](line), systemClock.now);
  const settings = createSettings();
  const copiesFolder = Uri.joinPath(extension.globalStorageUri, 'copies');
  const files = createWorkspaceFiles({ copiesFolder, random: systemRandom });
  const copies = createCopyFiles(extension.globalStorageUri, files);
  const editor = createEditor(copies);
  const [clock, t] = [systemClock, translate];
  const version = versionIn(extension.extension.packageJSON);
  const secrets = createSecretStore(extension.secrets);
  const engine = resources.add(createEngine({ extension, secrets, settings, log, clock, version }));
  resources.add(followSyncSettings({ engine, settings, log }));
  const notify = createNotices({
    t,
    clock,
    log,
    mend: ({ command, args }) => editor.run(command, ...args),
    showDetails: (text) => editor.openText(text, 'plaintext'),
  });
  const ask = createPrompts();
  const distUri = Uri.joinPath(extension.extensionUri, 'dist');
  const isJunk = ({ mailbox }: MessageRow) => views.mail.mailbox(mailbox)?.specialUse === 'junk';
  const readers = resources.add(
    createReaders({ engine, t, notify, ask, editor, settings, clock, files, distUri, isJunk }),
  );
  resources.add(window.registerWebviewPanelSerializer(readerViewType, readers));
  const formats = createFormats(env.language, clock.now);
  const hint = createAccountHint(extension.globalState);
  const views = createMailViews({ engine, reader: readers, notify, editor, settings, formats, hint, clock, log, t });
  resources.add(views.lifetime);
  const storage = extension.globalStorageUri;
  const draftParts = { engine, settings, notify, ask, t, clock, random: systemRandom, log, files, storage };
  const { drafts, templates, compose } = createDrafting({ ...draftParts, editor, formats, distUri }, resources);
  const accountPrompts = createAccountPrompts();
  const context: Context = {
    ...{ compose, drafts, templates, engine, notify, editor, ask, secrets, settings, t, version },
    engineConnection: engine,
    reader: readers,
    sms: { engine, ask, notify, editor, secrets, t, clock, settings },
    remoteName: remoteNameOf(extension),
    selection: views.selection,
    mail: views.mail,
    messages: views.messages,
    opener: views.opener,
    searches: views.searches,
    ...createInside({ engine, t, log, files, editor, channel }, resources),
    accountPrompts,
    identities: resources.add(new Identities({ engine, prompts: accountPrompts, files, notify, t, storage })),
    ...createSending({ engine, t, clock, formats }, resources),
    formatDate: (ms) => new Intl.DateTimeFormat(env.language, { dateStyle: 'long' }).format(ms),
  };
  resources.add(registerCommands(commands, context));
  resources.add(watchSecrets({ secrets, engine, ask: createKeyReminder({ engine, notify, editor, t }) }));
  if (isDemo) void editor.run('mailroom.tryLocalServer');
  else if (hint.hasAccounts) views.begin();
  resources.add(window.onDidChangeWindowState(({ focused }) => focused && engine.focused()));
  return {
    copies,
    restoreReader: (panel, state) => readers.deserializeWebviewPanel(panel, state),
    openCompose: (document, panel) => compose.resolveCustomTextEditor(document, panel),
    dispose: () => resources.dispose(),
  };
}

type DraftingParts = Pick<DraftsOptions, 'engine' | 'settings' | 'notify' | 'ask' | 't' | 'clock' | 'random' | 'log'> &
  Pick<DraftsOptions, 'files' | 'storage'> &
  Pick<PreviewDeps, 'distUri'> & { readonly editor: Editor; readonly formats: Formats };

/** Everything in which a mail is written. */
function createDrafting(parts: DraftingParts, resources: DisposableList) {
  const { editor, formats } = parts;
  const openMailto = (href: string) => editor.run('mailroom.newMail', href);
  const folder = Uri.joinPath(parts.storage, 'drawings').toString();
  const drawings = resources.add(new Drawings({ ...parts, folder }));
  const previews = resources.add(new Previews({ ...parts, drawings, openMailto }));
  const made = registerDrafts({
    ...parts,
    previews,
    drawings,
    runCommand: editor.run,
    formatTime: formats.spokenDate,
    formatSize: formats.size,
    settle: (uri) => compose.settle(uri),
    panels: {
      placeIn: (uri) => compose.placeIn(uri),
      reopen: (uri, place) => compose.reopen(uri, place),
      isInFront: (uri) => compose.isInFront(uri),
      insert: (uri, filled) => compose.insert(uri, filled),
    },
  });
  resources.add(made.resources);
  const { panelFiles: files, templates: snippets } = made;
  const compose = resources.add(new ComposePanels({ ...parts, files, snippets, formatSize: formats.size }));
  return { drafts: made.drafts, templates: made.templates, compose };
}

type SendingParts = Omit<DialogueDocumentsOptions, 'engine'> & {
  readonly engine: EngineConnection;
  readonly formats: Formats;
};

/** What shows how mail leaves, and asks when. */
function createSending({ engine, t, clock, formats }: SendingParts, resources: DisposableList) {
  return {
    dialogues: resources.add(new DialogueDocuments({ engine, t, clock })),
    openSmtpConsole: createSmtpTerminals({ engine, t }),
    pickTime: createPickTime(() => ({ t, formats, nowMs: clock.now() })),
  };
}

type InsideParts = Omit<ProtocolLogsDeps, 'createChannel'> &
  Pick<ReportsOptions, 'editor'> & { readonly files: WorkspaceFiles; readonly channel: LogOutputChannel };

/** What shows how Mailroom itself is doing. */
function createInside(parts: InsideParts, resources: DisposableList) {
  const createChannel = (name: string) => window.createOutputChannel(name, 'log');
  return {
    showLog: () => parts.channel.show(),
    protocolLogs: resources.add(new ProtocolLogs({ ...parts, createChannel })),
    reports: createReports({ ...parts, random: systemRandom }),
    saveText: createSaveText(parts.files),
  };
}

type ReaderParts = Omit<ReaderDeps, 'openMailto' | 'random'>;

function createReaders(parts: ReaderParts): Readers {
  const { editor } = parts;
  return new Readers({
    ...parts,
    random: systemRandom,
    openMailto: (href) => editor.run('mailroom.newMail', href),
  });
}

/** On the remote's side the window's place and ours are one. */
function remoteNameOf({ extension: { extensionKind } }: ExtensionContext): string | undefined {
  return extensionKind === ExtensionKind.UI ? env.remoteName : undefined;
}

function versionIn(packageJson: unknown): string {
  const version = typeof packageJson === 'object' && packageJson && 'version' in packageJson ? packageJson.version : '';
  return String(version);
}
