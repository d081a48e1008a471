import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  type TextDocument,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Logger } from '../base/log.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { DraftDrawing } from '../protocol/methods/draftCheck.ts';
import type { DraftDiagnostic, TextRange } from '../protocol/records.ts';
import type { Translate } from '../texts/translate.ts';
import { checkText } from './checkText.ts';
import { shrinkFix } from './fileProblems.ts';
import { isDraftDocument } from './headerBlock.ts';
import { fixTitle, problemText } from './problemTexts.ts';

export interface DraftProblemsOptions {
  readonly engine: EngineCaller;
  readonly clock: Clock;
  readonly log: Logger;
  readonly t: Translate;
  /** What is wrong with the files that a draft names. */
  readonly checkFiles: (
    uri: string,
    references: readonly Reference[],
    limits: { readonly maxBytes: number },
  ) => Promise<readonly DraftDiagnostic[]>;
  /** What of a draft could not be drawn, and word of what was tried. */
  readonly drawings: {
    problems(drawings: readonly DraftDrawing[]): readonly DraftDiagnostic[];
    onSettled(listener: () => void): Disposable;
  };
  /** Hears which files a draft attaches. */
  readonly onAttached: (uri: string, references: readonly string[]) => void;
}

export interface Reference {
  readonly reference: string;
  readonly range: TextRange;
}

const checkDelayMs = 300;
const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Shows what the engine finds wrong with open drafts, with its mends as quick fixes. */
export class DraftProblems implements Disposable, CodeActionProvider {
  readonly #options: DraftProblemsOptions;
  readonly #resources = new DisposableList();
  readonly #collection = this.#resources.add(languages.createDiagnosticCollection('mailroom'));
  readonly #timers = new Map<string, Disposable>();
  readonly #found = new Map<string, { readonly version: number; readonly diagnostics: readonly DraftDiagnostic[] }>();

  constructor(options: DraftProblemsOptions) {
    this.#options = options;
    this.#resources.add(workspace.onDidOpenTextDocument((document) => this.#later(document, 0)));
    this.#resources.add(workspace.onDidChangeTextDocument(({ document }) => this.#later(document, checkDelayMs)));
    this.#resources.add(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    this.#resources.add(options.engine.on('accountsChanged', () => this.#all()));
    this.#resources.add(options.drawings.onSettled(() => this.#all()));
    const selector = { language: 'markdown', pattern: '**/*.mail.md' };
    this.#resources.add(
      languages.registerCodeActionsProvider(selector, this, { providedCodeActionKinds: [CodeActionKind.QuickFix] }),
    );
    this.#all();
  }

  /** Asked for right behind a key, the text is looked at before the pause is over. */
  async provideCodeActions(document: TextDocument, range: Range): Promise<CodeAction[]> {
    const uri = document.uri.toString();
    if (!isDraftDocument(document.uri)) return [];
    if (this.#found.get(uri)?.version !== document.version) await this.#check(document);
    const found = this.#found.get(uri);
    if (!found || found.version !== document.version) return [];
    return found.diagnostics
      .filter((diagnostic) => toRange(diagnostic.range).intersection(range) !== undefined)
      .flatMap((diagnostic) =>
        diagnostic.fixes.map((fix, index) => this.#action(document, diagnostic, fix, index === 0)),
      );
  }

  dispose(): void {
    for (const timer of this.#timers.values()) timer.dispose();
    this.#resources.dispose();
  }

  #action(
    document: TextDocument,
    diagnostic: DraftDiagnostic,
    fix: DraftDiagnostic['fixes'][number],
    first: boolean,
  ): CodeAction {
    const action = new CodeAction(fixTitle(this.#options.t, fix), CodeActionKind.QuickFix);
    if (fix.code === shrinkFix)
      action.command = {
        command: 'mailroom.shrinkPictures',
        title: action.title,
        arguments: [document.uri, fix.data['reference']],
      };
    else {
      action.edit = new WorkspaceEdit();
      action.edit.replace(document.uri, toRange(fix.range), fix.newText);
    }
    action.diagnostics = [this.#shown(diagnostic)];
    action.isPreferred = first;
    return action;
  }

  #all(): void {
    for (const document of workspace.textDocuments) this.#later(document, 0);
  }

  #later(document: TextDocument, delayMs: number): void {
    if (!isDraftDocument(document.uri)) return;
    const uri = document.uri.toString();
    this.#timers.get(uri)?.dispose();
    this.#timers.set(
      uri,
      this.#options.clock.after(delayMs, () => void this.#check(document)),
    );
  }

  async #check(document: TextDocument): Promise<void> {
    const { engine, checkFiles, drawings, log } = this.#options;
    const uri = document.uri.toString();
    const version = document.version;
    try {
      const found = await checkText(engine, document.getText());
      const { attach, images, maxBytes = 0 } = found;
      const ofFiles = await checkFiles(uri, [...attach, ...images], { maxBytes });
      const all = [...found.diagnostics, ...drawings.problems(found.drawings), ...ofFiles];
      if (document.isClosed || document.version !== version) return; // Another check is on its way.
      this.#options.onAttached(
        uri,
        attach.map(({ reference }) => reference),
      );
      this.#found.set(uri, { version, diagnostics: all });
      this.#collection.set(
        document.uri,
        all.map((diagnostic) => this.#shown(diagnostic)),
      );
    } catch (error) {
      log.warn('draft.checkFailed', { error });
    }
  }

  #shown(diagnostic: DraftDiagnostic): Diagnostic {
    const shown = new Diagnostic(
      toRange(diagnostic.range),
      problemText(this.#options.t, diagnostic),
      severities[diagnostic.severity],
    );
    shown.source = 'Mailroom';
    shown.code = diagnostic.code;
    return shown;
  }

  #forget(document: TextDocument): void {
    const uri = document.uri.toString();
    this.#timers.get(uri)?.dispose();
    this.#timers.delete(uri);
    this.#found.delete(uri);
    this.#collection.delete(document.uri);
  }
}

export function toRange({ startLine, startColumn, endLine, endColumn }: TextRange): Range {
  return new Range(startLine, startColumn, endLine, endColumn);
}
