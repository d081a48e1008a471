import { Position, Range, type TextDocument, WorkspaceEdit, window, workspace } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Logger } from '../base/log.ts';
import { differenceOf } from '../base/textEdit.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import { draftMerge } from '../protocol/methods/draftMerge.ts';
import { draftTexts } from '../texts/drafts.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { isDraftDocument } from './headerBlock.ts';

export interface ServerChangesOptions {
  readonly engine: EngineCaller;
  readonly notify: Pick<Notices, 'status' | 'warn'>;
  readonly log: Logger;
  readonly t: Translate;
}

/**
 * Brings what another client made of an open draft into its document, as an edit that can be undone: when it is opened, when
 * its window comes to the front, and when the engine hears of it.
 */
export class ServerChanges implements Disposable {
  readonly #options: ServerChangesOptions;
  readonly #resources = new DisposableList();
  readonly #merging = new Set<string>();

  constructor(options: ServerChangesOptions) {
    this.#options = options;
    this.#resources.add(
      options.engine.on('draftChangedElsewhere', ({ uri }) => {
        const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
        if (document) void this.merge(document, { look: false });
      }),
    );
    this.#resources.add(
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor && isDraftDocument(editor.document.uri)) void this.merge(editor.document, { look: true });
      }),
    );
    this.#resources.add(
      window.onDidChangeWindowState(({ focused }) => {
        const document = window.activeTextEditor?.document;
        if (focused && document && isDraftDocument(document.uri)) void this.merge(document, { look: true });
      }),
    );
  }

  dispose(): void {
    this.#resources.dispose();
  }

  /** Takes up what waits for a draft; true when its text is another now. */
  async join(uri: string): Promise<boolean> {
    const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (!document) return false;
    const before = document.getText();
    await this.merge(document, { look: false });
    return document.getText() !== before;
  }

  /** `look`: asks the server first. Never throws: without it, what is here counts. */
  async merge(document: TextDocument, { look }: { readonly look: boolean }): Promise<void> {
    const uri = document.uri.toString();
    if (this.#merging.has(uri)) return;
    this.#merging.add(uri);
    try {
      await this.#merge(document, look);
    } catch (error) {
      this.#options.log.warn('draft.notMerged', { error });
    } finally {
      this.#merging.delete(uri);
    }
  }

  async #merge(document: TextDocument, look: boolean): Promise<void> {
    const { engine, notify, t } = this.#options;
    const uri = document.uri.toString();
    for (let attempt = 0; attempt < attemptsMax && !document.isClosed; attempt++) {
      const { version } = document;
      const before = document.getText().replaceAll('\r\n', '\n');
      const { text, conflicts } = await engine.call(draftMerge, { uri, text: before, look: look && attempt === 0 });
      if (text === null) return;
      if (document.version !== version || !(await apply(document, before, text))) continue; // Typed in meanwhile: joined anew.
      await engine.call(draftMerge, { uri, text: document.getText().replaceAll('\r\n', '\n'), done: true });
      if (conflicts > 0) notify.warn(plural(t, draftTexts.mergedConflict, conflicts));
      else if (text !== before) notify.status(t(draftTexts.merged));
      return;
    }
  }
}

/** Typing may come in between; then it is tried again. */
const attemptsMax = 20;

async function apply(document: TextDocument, before: string, after: string): Promise<boolean> {
  if (before === after) return true;
  const { from, to, text } = differenceOf(before, after);
  const edit = new WorkspaceEdit();
  // The editor gives the lines of an edit the document's own line ends.
  edit.replace(document.uri, new Range(positionAt(before, from), positionAt(before, to)), text);
  return workspace.applyEdit(edit);
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return new Position(line, offset - (before.lastIndexOf('\n') + 1));
}
