import { type Uri, workspace } from 'vscode';
import type { Clock } from '../base/clock.ts';
import { DisposableList } from '../base/dispose.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { Notices } from '../host/notices.ts';
import type { Prompts } from '../host/prompts.ts';
import type { Settings } from '../host/settings.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Translate } from '../texts/translate.ts';
import { registerDraftCompletion } from './completionProvider.ts';
import { CopiedFiles } from './copiedFiles.ts';
import { DraftFolder } from './draftFolder.ts';
import { DraftJournal } from './draftJournal.ts';
import { registerDraftLenses } from './draftLenses.ts';
import { DraftProblems } from './draftProblems.ts';
import { type DraftPanels, type DraftPreviews, Drafts, type DraftsEngine } from './drafts.ts';
import type { Drawings } from './drawings.ts';
import { registerDraftDrop } from './dropProvider.ts';
import { fileProblems } from './fileProblems.ts';
import { parentOf } from './fileReferences.ts';
import { registerDraftHover } from './hoverProvider.ts';
import { createPanelFiles, type PanelFiles } from './panelFiles.ts';
import { registerTemplates } from './registerTemplates.ts';
import { ServerChanges } from './serverChanges.ts';
import type { TemplatePanels, Templates } from './templates.ts';

export interface DraftsOptions {
  readonly engine: DraftsEngine;
  readonly settings: Settings;
  readonly notify: Notices;
  readonly ask: Prompts;
  readonly t: Translate;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly files: WorkspaceFiles;
  /** `ExtensionContext.globalStorageUri`. */
  readonly storage: Uri;
  readonly previews: DraftPreviews;
  readonly drawings: Drawings;
  readonly runCommand: (command: string, ...given: readonly unknown[]) => Promise<void>;
  readonly formatTime: (ms: number) => string;
  readonly formatSize: (bytes: number) => string;
  readonly settle: (uri: string) => Promise<void>;
  readonly panels: DraftPanels & TemplatePanels;
}

/** Builds everything that drafts need of the editor, for `app.ts`. Disposing takes it all back. */
export function registerDrafts(options: DraftsOptions): {
  readonly drafts: Drafts;
  readonly templates: Templates;
  readonly panelFiles: PanelFiles;
  readonly resources: DisposableList;
} {
  const { engine, settings, notify, t, clock, log, files, storage } = options;
  const resources = new DisposableList();
  const folder = new DraftFolder({ storage, settings, files });
  const journal = resources.add(
    new DraftJournal({ engine, files, clock, log, onRestored: () => notify.status(t(draftTexts.restored)) }),
  );
  const folderOf = async (uri: string) => (await journal.folderOf(uri)) ?? parentOf(uri);
  resources.add(
    registerDraftCompletion({ engine, t, folderOf, listOf: settings.folderList, groups: settings.addressGroups }),
  );
  const { templates, completion } = registerTemplates({ ...options, folderOf });
  resources.add(completion);
  resources.add(registerDraftLenses({ engine, t }));
  resources.add(registerDraftHover({ ...options, folderOf, formatDate: options.formatTime }));
  resources.add(registerDraftDrop({ files, folderOf, t }));
  const copied = new CopiedFiles({ engine, files, folderOf, log });
  resources.add(
    new DraftProblems({
      engine,
      clock,
      log,
      t,
      checkFiles: async (uri, references, { maxBytes }) =>
        references.length === 0
          ? []
          : fileProblems(references, { files, folder: await folderOf(uri), maxBytes, formatSize: options.formatSize }),
      drawings: options.drawings,
      onAttached: (uri, references) => void copied.tell(uri, references),
    }),
  );
  const changes = resources.add(new ServerChanges({ engine, notify, log, t }));
  const drafts = resources.add(
    new Drafts({
      ...options,
      folder,
      journal,
      joinChanges: (uri) => changes.join(uri),
      workspaceFolders: () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()),
      isTrusted: () => workspace.isTrusted,
      ownFolder: storage.toString(),
    }),
  );
  const panelFiles = createPanelFiles({ files, folder, random: options.random, folderOf });
  return { drafts, templates, panelFiles, resources };
}
