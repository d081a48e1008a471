import {
  commands,
  type Disposable,
  type ExtensionContext,
  type FileSystemProvider,
  type TextDocument,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { otherWork, systemClock } from './base/clock.ts';
import { DisposableList } from './base/dispose.ts';

/** What the bell rings for: the extension itself, loaded when it is first needed. */
export interface App extends Disposable {
  /** What the documents of `serveCopies` are read by. */
  readonly copies: Pick<FileSystemProvider, 'stat' | 'readFile'>;
  restoreReader(panel: WebviewPanel, state: unknown): Promise<void>;
  /** Fills the compose panel of a draft. */
  openCompose(document: TextDocument, panel: WebviewPanel): void;
}

export interface DoorbellOptions {
  readonly extension: ExtensionContext;
  /** Loads the app; called once. What it gives builds the app, after the bell has let go of all it holds. */
  readonly load: () => Promise<() => App>;
  /** Registers what no stand-in can stand for, because editors would see it go. `app` rings. */
  readonly serveCopies: (app: () => Promise<App>) => Disposable;
  /** With accounts known, the app comes by itself this long after the window, ms; undefined = only when it is needed. */
  readonly openAfterMs: number | undefined;
}

/**
 * Stands in for the app until somebody needs it, so that a window that reads no mail loads no more than this file: a
 * command, a view that is shown, a reader that comes back, a draft that is open.
 */
export function hangDoorbell({ extension, load, serveCopies, openAfterMs }: DoorbellOptions): Disposable {
  const standIns = new DisposableList();
  const resources = new DisposableList();
  let opening: Promise<App> | undefined;
  const ring = () => {
    opening ??= (async () => {
      const open = await load();
      await otherWork(); // To read the code takes as long as to start it: two turns, between which others have theirs.
      standIns.dispose();
      return resources.add(open());
    })();
    return opening;
  };
  const { commandIds, viewIds } = contributionsOf(extension.extension.packageJSON);
  for (const id of commandIds) {
    standIns.add(
      commands.registerCommand(id, async (...given: readonly unknown[]) => {
        await ring();
        return commands.executeCommand(id, ...given);
      }),
    );
  }
  // Answers once the app's own tree has taken the place of this one, which the view then asks.
  const pending = { getChildren: () => ring().then(() => []), getTreeItem: () => ({}) };
  for (const id of viewIds) standIns.add(window.registerTreeDataProvider<never>(id, pending));
  const deserializeWebviewPanel = async (panel: WebviewPanel, state: unknown) =>
    (await ring()).restoreReader(panel, state);
  standIns.add(window.registerWebviewPanelSerializer('mailroom.reader', { deserializeWebviewPanel }));
  const ringForDraft = ({ fileName }: { readonly fileName: string }) => fileName.endsWith('.mail.md') && void ring();
  standIns.add(workspace.onDidOpenTextDocument(ringForDraft));
  workspace.textDocuments.forEach(ringForDraft);
  if (openAfterMs !== undefined) standIns.add(systemClock.after(openAfterMs, () => void ring()));
  resources.add(standIns);
  resources.add(serveCopies(ring));
  // For as long as the window lives: VS Code closes the panels of an editor that goes.
  const resolveCustomTextEditor = async (document: TextDocument, panel: WebviewPanel) =>
    (await ring()).openCompose(document, panel);
  resources.add(
    window.registerCustomEditorProvider(
      'mailroom.compose',
      { resolveCustomTextEditor },
      { webviewOptions: { retainContextWhenHidden: true }, supportsMultipleEditorsPerDocument: true },
    ),
  );
  return resources;
}

interface Contributions {
  readonly commandIds: readonly string[];
  readonly viewIds: readonly string[];
}

/** The ids that the manifest promises. */
function contributionsOf(packageJson: Manifest): Contributions {
  const { commands: promised, views } = packageJson.contributes;
  return {
    commandIds: promised.map(({ command }) => command),
    viewIds: Object.values(views).flatMap((group) => group.map(({ id }) => id)),
  };
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: { readonly [container: string]: readonly { readonly id: string }[] };
  };
}
