import { ProgressLocation, window } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/dispose.ts';
import { isMailError, MailError, toMailError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { commandTexts, noticeTexts } from '../texts/notices.ts';
import type { Translate } from '../texts/translate.ts';
import type { Progress } from './engineConnection.ts';
import { describeError, type ErrorMend } from './errorNotice.ts';

/** A button of a notice. */
export interface NoticeAction {
  readonly label: string;
  run(): Promise<void> | void;
}

export type Undo = (options: { readonly signal?: AbortSignal }) => Promise<void>;

export interface WorkOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Everything that pops up goes through here. Sentences come translated: `t(noticeTexts.…)`. */
export interface Notices {
  info(message: string, actions?: readonly NoticeAction[]): void;
  warn(message: string, actions?: readonly NoticeAction[]): void;
  /** Tells a failure: its sentence, what mends it, Details. Cancelled work stays silent. */
  error(error: unknown, actions?: readonly NoticeAction[]): void;
  /** Says what was done, with Undo. Also what the command Undo takes back next. */
  undoable(message: string, undo: Undo): void;
  /** Takes the newest action back. False when there is none. */
  undoLast(options: { readonly signal?: AbortSignal }): Promise<boolean>;
  /** A line in the status bar for some seconds. */
  status(message: string): void;
  /** Runs `work`; after a second a progress notification with Cancel appears. Frees the caller at once when cancelled. */
  progress<T>(title: string, work: (options: WorkOptions) => Promise<T>): Promise<T>;
}

export interface NoticesOptions {
  readonly t: Translate;
  readonly clock: Clock;
  readonly log: Logger;
  /** Does what mends an error: runs a command, opens a page. */
  readonly mend: (mend: ErrorMend) => Promise<void>;
  /** Shows the words under Details. */
  readonly showDetails: (text: string) => Promise<void>;
}

/** Progress that would be over in a blink is not shown, ms. */
const progressDelayMs = 1_000;
const statusTimeMs = 5_000;
const undoStackMax = 50;

export function createNotices(options: NoticesOptions): Notices {
  const { t, log, clock } = options;
  const undoStack: Undo[] = [];
  const undoOne = async (undo: Undo, signal?: AbortSignal) => {
    const index = undoStack.lastIndexOf(undo);
    if (index < 0) return; // The notice was still there after the command Undo had taken it back.
    undoStack.splice(index, 1);
    try {
      await undo(signal ? { signal } : {});
    } catch (error) {
      // Cancelled, or the engine was away: it can be tried again.
      if (toMailError(error).code.startsWith('engine.')) undoStack.splice(index, 0, undo);
      throw error;
    }
    window.setStatusBarMessage(t(noticeTexts.undone), statusTimeMs);
  };
  const undoShown = (undo: Undo) => withProgress(clock, t(commandTexts.undoing), ({ signal }) => undoOne(undo, signal));
  const notices: Notices = {
    info: (message, actions = []) => offer(window.showInformationMessage, message, actions),
    warn: (message, actions = []) => offer(window.showWarningMessage, message, actions),
    error(error, actions = []) {
      if (isMailError(error, 'engine.cancelled', 'send.cancelled')) return;
      const described = describeError(t, error);
      log.warn('notice.error', { code: described.code, error });
      const mends = described.mends.map((mend) => ({ label: mend.label, run: () => options.mend(mend) }));
      const details = { label: t(noticeTexts.details), run: () => options.showDetails(described.details) };
      offer(window.showErrorMessage, described.sentence, [...actions, ...mends, details]);
    },
    undoable(message, undo) {
      undoStack.push(undo);
      if (undoStack.length > undoStackMax) undoStack.shift();
      offer(window.showInformationMessage, message, [{ label: t(noticeTexts.undo), run: () => undoShown(undo) }]);
    },
    async undoLast({ signal }) {
      const last = undoStack.at(-1);
      if (last) await undoOne(last, signal);
      return last !== undefined;
    },
    status: (message) => void window.setStatusBarMessage(message, statusTimeMs),
    progress: (title, work) => withProgress(clock, title, work),
  };
  return notices;

  /** Shows a notice; what a button's work throws is told like any other error. */
  function offer(show: typeof window.showInformationMessage, message: string, actions: readonly NoticeAction[]): void {
    const labels = [...new Set(actions.map(({ label }) => label))]; // What mends an error may be offered already.
    void Promise.resolve(show(message, ...labels))
      .then((label) => actions.find((action) => action.label === label)?.run())
      .catch((error) => notices.error(error));
  }
}

async function withProgress<T>(clock: Clock, title: string, work: (options: WorkOptions) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let report: ((progress: Progress) => void) | undefined;
  const running = work({ signal: controller.signal, onProgress: (progress) => report?.(progress) });
  const cancelled = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(new MailError('engine.cancelled')), { once: true });
  });
  const done = Promise.race([running, cancelled]);
  const shown: Disposable = clock.after(progressDelayMs, () => {
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    void window.withProgress(options, (bar, token) => {
      token.onCancellationRequested(() => controller.abort());
      report = progressReporter((value) => bar.report(value));
      return done.then(
        () => undefined,
        () => undefined, // The caller tells it.
      );
    });
  });
  try {
    return await done;
  } finally {
    shown.dispose();
  }
}

/** VS Code wants increments of a hundred; requests report how far they are. */
function progressReporter(report: (value: { message?: string; increment?: number }) => void) {
  let shownPercent = 0;
  return ({ done, total, step }: Progress) => {
    const percent = total > 0 ? (100 * done) / total : 0;
    const increment = Math.max(0, percent - shownPercent);
    shownPercent += increment;
    const count = total > 0 ? `${done} / ${total}` : '';
    report({ message: [step, count].filter(Boolean).join(' · '), increment });
  };
}
