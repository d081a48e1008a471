import { ConfigurationTarget, Uri, workspace } from 'vscode';

/** Settings as they are when asked for; each is parsed here once. */
export interface Settings {
  /** The Node that the engine runs on; empty = the editor's own. */
  engineNode(): string;
  /** Seconds before a shown message counts as read; 0 at once, below 0 never. */
  markReadAfterSeconds(): number;
  /** Seconds during which a sent mail can be taken back. */
  sendUndoSeconds(): number;
  /** Drafts have a copy in their account's Drafts mailbox. */
  serverDrafts(): boolean;
  /** Looks for secrets before a mail leaves. */
  guardsSecrets(): boolean;
  /** The folder for new drafts; empty = the extension's storage. */
  draftsFolder(): string;
  /** The folder of a person's own templates; empty = the extension's storage. */
  templatesFolder(): string;
  notifyNewMail(): boolean;
  /** Senders may ask for receipts, and the person is asked. */
  asksForReceipts(): boolean;
  neverAskForReceipts(): Promise<void>;
  /** Days back that the text of mail is fetched before it is asked for; 0 = none. */
  syncTextDays(): number;
  syncOlderTexts(): boolean;
  /** Gateways for text messages and texts with gaps, as they are written: `views/smsForms.ts` reads them. */
  smsGateways(): unknown;
  smsTemplates(): unknown;
  addSmsTemplate(template: { readonly name: string; readonly text: string; readonly code: string }): Promise<void>;
  /** How a person answers. */
  replyStyle(): ReplySettings;
  /** As whom one writes in this folder (a URI): an identity's id or address; empty = as everywhere. Never of a folder that is not trusted. */
  folderIdentity(folder: string): string;
  /** The mailing list of this folder; empty = none. Never of a folder that is not trusted. */
  folderList(folder: string): string;
  /** Groups of people under one name, as they are written: names and lists of addresses. */
  addressGroups(): readonly { readonly name: string; readonly members: readonly string[] }[];
}

export interface ReplySettings {
  /** Where one writes: above what is quoted, below it, or without a quote. */
  readonly place: 'above' | 'below' | 'none';
  /** What is selected in the reader is quoted alone. */
  readonly quotesSelection: boolean;
  /** The original is quoted as HTML. */
  readonly keepsHtml: boolean;
}

export function createSettings(): Settings {
  return {
    engineNode: () => text('engine.node'),
    markReadAfterSeconds: () => number('reader.markReadAfterSeconds', 1),
    sendUndoSeconds: () => Math.max(0, number('send.undoSeconds', 10)),
    serverDrafts: () => value('drafts.server') !== false,
    guardsSecrets: () => value('send.secretGuard') !== false,
    draftsFolder: () => text('drafts.folder'),
    templatesFolder: () => text('templates.folder'),
    notifyNewMail: () => value('notifications.newMail') !== false,
    asksForReceipts: () => value('receipts.ask') !== false,
    async neverAskForReceipts() {
      await workspace.getConfiguration('mailroom').update('receipts.ask', false, ConfigurationTarget.Global);
    },
    syncOlderTexts: () => value('sync.olderTexts') !== false,
    replyStyle: () => ({
      place: placeOf(value('reply.place')),
      quotesSelection: value('reply.quoteSelection') !== false,
      keepsHtml: value('reply.keepHtml') === true,
    }),
    smsGateways: () => value('sms.gateways'),
    smsTemplates: () => value('sms.templates'),
    async addSmsTemplate(template) {
      const had = value('sms.templates');
      const all = [...(Array.isArray(had) ? had : []), template];
      await workspace.getConfiguration('mailroom').update('sms.templates', all, ConfigurationTarget.Global);
    },
    folderIdentity: (folder) => text('compose.identity', folder),
    addressGroups: () =>
      Object.entries(Object(value('compose.groups'))).map(([name, members]) => ({
        name,
        members: (Array.isArray(members) ? members : []).filter(
          (each) => typeof each === 'string' && each.includes('@'),
        ),
      })),
    folderList: (folder) => /^\S+@\S+$/.exec(text('compose.listAddress', folder))?.[0] ?? '',
    syncTextDays: () => Math.max(0, Math.round(number('sync.textDays', 90))),
  };
}

/** `folder`: for settings that may differ between folders. VS Code leaves out what a folder says that is not trusted. */
function value(name: string, folder?: string): unknown {
  const scope = folder === undefined ? undefined : Uri.parse(folder, true);
  return workspace.getConfiguration('mailroom', scope).get(name);
}

function placeOf(found: unknown): ReplySettings['place'] {
  return found === 'below' || found === 'none' ? found : 'above';
}

function text(name: string, folder?: string): string {
  const found = value(name, folder);
  return typeof found === 'string' ? found.trim() : '';
}

function number(name: string, otherwise: number): number {
  const found = value(name);
  return typeof found === 'number' && Number.isFinite(found) ? found : otherwise;
}
