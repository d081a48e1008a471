import { EventEmitter, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { isMailError } from '../base/errors.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import { outboxDialogue } from '../protocol/methods/outboxDialogue.ts';
import { type OutboxId, outboxId } from '../protocol/records.ts';
import { outboxTexts } from '../texts/outbox.ts';
import type { Translate } from '../texts/translate.ts';
import { dialogueText } from './dialogueText.ts';

export const dialogueScheme = 'mailroom-dialogue';

export interface DialogueDocumentsOptions {
  readonly engine: Pick<EngineConnection, 'call' | 'on'>;
  readonly clock: Clock;
  readonly t: Translate;
}

/** What is said while a mail is sent, as a document that grows with it. */
export class DialogueDocuments implements TextDocumentContentProvider, Disposable {
  readonly #options: DialogueDocumentsOptions;
  readonly #resources = new DisposableList();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(options: DialogueDocumentsOptions) {
    this.#options = options;
    this.#resources.add(this.#changed);
    this.#resources.add(workspace.registerTextDocumentContentProvider(dialogueScheme, this));
    this.#resources.add(
      options.engine.on('outboxChanged', ({ id }) => {
        for (const { uri } of workspace.textDocuments)
          if (uri.scheme === dialogueScheme && (id === null || idOf(uri) === id)) this.#changed.fire(uri);
      }),
    );
  }

  async show(id: OutboxId, subject: string): Promise<void> {
    const name =
      subject
        .replace(/[/\\?#\s]+/g, ' ')
        .trim()
        .slice(0, 60) || id;
    const uri = Uri.from({ scheme: dialogueScheme, path: `/${id}/${name}.smtp.log` });
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { engine, t } = this.#options;
    try {
      const { lines } = await engine.call(outboxDialogue, { id: idOf(uri) });
      return dialogueText(t, lines) || t(outboxTexts.dialogueEmpty);
    } catch (error) {
      if (isMailError(error, 'send.unknown')) return t(outboxTexts.dialogueGone);
      throw error;
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

function idOf(uri: Uri): OutboxId {
  return outboxId.parse(uri.path.split('/')[1]);
}
