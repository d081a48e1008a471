import { env, Uri, workspace } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/dispose.ts';
import type { Settings } from '../host/settings.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { registerAnswerCompletion } from './answerCompletion.ts';
import { currentFolder } from './draftDocuments.ts';
import { insertTemplate } from './insertTemplate.ts';
import { TemplateStore } from './templateStore.ts';
import { Templates, type TemplatesDeps } from './templates.ts';

type TemplateParts = Pick<TemplatesDeps, 'engine' | 'ask' | 't' | 'panels'> & {
  readonly settings: Pick<Settings, 'folderIdentity' | 'templatesFolder'>;
  readonly files: WorkspaceFiles;
  readonly clock: Clock;
  /** `ExtensionContext.globalStorageUri`. */
  readonly storage: Uri;
  /** The folder that a draft belongs to, a URI. */
  readonly folderOf: (uri: string) => Promise<string>;
};

/** Templates over the editor's files, and the completion that uses them. A folder's count once it is trusted. */
export function registerTemplates(parts: TemplateParts): {
  readonly templates: Templates;
  readonly completion: Disposable;
} {
  const { settings, clock, storage, folderOf } = parts;
  const store = new TemplateStore({
    files: parts.files,
    ownFolder: () => {
      const set = settings.templatesFolder();
      return set ? Uri.file(set).toString() : Uri.joinPath(storage, 'templates').toString();
    },
    workspaceFolders: () =>
      workspace.isTrusted ? (workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()) : [],
  });
  const templates: Templates = new Templates({
    ...parts,
    store,
    today: () => new Intl.DateTimeFormat(env.language, { dateStyle: 'long' }).format(clock.now()),
    currentFolder,
    insert: (uri, template) => insertTemplate(uri, template, { store, templates, folderOf }),
  });
  return { templates, completion: registerAnswerCompletion({ ...parts, store, templates }) };
}
