import { workspace } from 'vscode';

/** Settings as they are when asked for; each is parsed here once. */
export interface Settings {
  /** The Node that the engine runs on; empty = the editor's own. */
  engineNode(): string;
  /** Seconds before a shown message counts as read; 0 at once, below 0 never. */
  markReadAfterSeconds(): number;
  /** Seconds during which a sent mail can be taken back. */
  sendUndoSeconds(): number;
  /** Looks for secrets before a mail leaves. */
  guardsSecrets(): boolean;
  /** The folder for new drafts; empty = the extension's storage. */
  draftsFolder(): string;
  notifyNewMail(): boolean;
  /** Days back that the text of mail is fetched before it is asked for; 0 = none. */
  syncTextDays(): number;
  syncOlderTexts(): boolean;
}

export function createSettings(): Settings {
  return {
    engineNode: () => text('engine.node'),
    markReadAfterSeconds: () => number('reader.markReadAfterSeconds', 1),
    sendUndoSeconds: () => Math.max(0, number('send.undoSeconds', 10)),
    guardsSecrets: () => value('send.secretGuard') !== false,
    draftsFolder: () => text('drafts.folder'),
    notifyNewMail: () => value('notifications.newMail') !== false,
    syncOlderTexts: () => value('sync.olderTexts') !== false,
    syncTextDays: () => Math.max(0, Math.round(number('sync.textDays', 90))),
  };
}

function value(name: string): unknown {
  return workspace.getConfiguration('mailroom').get(name);
}

function text(name: string): string {
  const found = value(name);
  return typeof found === 'string' ? found.trim() : '';
}

function number(name: string, otherwise: number): number {
  const found = value(name);
  return typeof found === 'number' && Number.isFinite(found) ? found : otherwise;
}
