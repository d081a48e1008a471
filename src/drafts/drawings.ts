import { type Clock, sleep } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import { MailError } from '../base/errors.ts';
import { Emitter } from '../base/events.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { DraftDrawing } from '../protocol/methods/draftCheck.ts';
import type { AttachmentFile, DraftDiagnostic } from '../protocol/records.ts';
import { joinUri } from './fileReferences.ts';

export interface DrawingsDependencies {
  readonly files: Pick<WorkspaceFiles, 'stat' | 'localPath' | 'writeBytes' | 'entries' | 'remove'>;
  readonly clock: Clock;
  /** URI of the folder where pictures are kept. */
  readonly folder: string;
}

/** What is to be drawn before a mail leaves must be by then, ms; else its source is sent, and that is asked about. */
export const drawingMaxMs = 30_000;
/** A picture that nothing has asked for in this time goes, ms: it is drawn anew when it is needed. */
const keptForMs = 30 * 24 * 60 * 60_000;

/** What became of the drawings of a draft. */
export interface SettledDrawings {
  readonly files: readonly AttachmentFile[];
  /** Neither drawn nor known to fail. */
  readonly left: readonly DraftDrawing[];
}

/**
 * The pictures of diagrams and formulas, kept by the hash of their source. They are drawn by a preview's page: what it
 * shows is what is sent. What can't be drawn is remembered until the window closes.
 */
export class Drawings implements Disposable {
  readonly #deps: DrawingsDependencies;
  readonly #resources = new DisposableList();
  readonly #kept = new Map<string, string>();
  readonly #failed = new Map<string, string>();
  readonly #settled = this.#resources.add(new Emitter<string>());

  constructor(dependencies: DrawingsDependencies) {
    this.#deps = dependencies;
  }

  /** Hears the reference of each drawing that was kept or failed. */
  onSettled(listener: (reference: string) => void): Disposable {
    return this.#settled.on(listener);
  }

  async find(drawings: readonly DraftDrawing[]): Promise<SettledDrawings> {
    const files: AttachmentFile[] = [];
    const left: DraftDrawing[] = [];
    for (const drawing of new Map(drawings.map((each) => [each.reference, each])).values()) {
      const path = await this.#pathOf(drawing.reference);
      if (path !== undefined) files.push({ reference: drawing.reference, path, name: `${drawing.kind}.png` });
      else if (!this.#failed.has(drawing.reference)) left.push(drawing);
    }
    return { files, left };
  }

  /** Returns once each is drawn or has failed; what is late has failed. Throws `engine.cancelled`. */
  async settle(
    drawings: readonly DraftDrawing[],
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<void> {
    const open = new Set(drawings.map(({ reference }) => reference));
    const ended = new AbortController();
    const stop = () => ended.abort();
    const settled = (reference: string) => open.delete(reference) && open.size === 0 && stop();
    const heard = this.onSettled(settled); // First: one may be done while the others are looked for.
    const left = new Set((await this.find(drawings)).left.map(({ reference }) => reference));
    for (const reference of [...open]) if (!left.has(reference)) settled(reference);
    options.signal?.addEventListener('abort', stop, { once: true });
    if (open.size > 0) await sleep(this.#deps.clock, drawingMaxMs, { signal: ended.signal }).catch(() => {}); // Ended before its time.
    heard.dispose();
    options.signal?.removeEventListener('abort', stop);
    if (options.signal?.aborted) throw new MailError('engine.cancelled');
    for (const reference of open) this.fail(reference, '');
  }

  /** `png`: in base64. Throws `file.unwritable`. */
  async keep(reference: string, png: string): Promise<void> {
    await this.#deps.files.writeBytes(this.#uriOf(reference), Buffer.from(png, 'base64'));
    this.#failed.delete(reference);
    this.#settled.emit(reference);
  }

  /** `reason`: what is wrong with the source, in the words of who draws; empty: it is not known. */
  fail(reference: string, reason: string): void {
    this.#failed.set(reference, reason);
    this.#settled.emit(reference);
  }

  /** What of a draft is sent as its source although it could be drawn. */
  problems(drawings: readonly DraftDrawing[]): readonly DraftDiagnostic[] {
    return drawings.flatMap(({ reference, range }) => {
      const reason = this.#failed.get(reference);
      if (reason === undefined) return [];
      const data: DraftDiagnostic['data'] = reason === '' ? {} : { reason };
      return [{ code: 'draft.notDrawn', severity: 'warning' as const, range, data, fixes: [] }];
    });
  }

  /** Removes pictures that were drawn long ago. */
  async sweep(): Promise<void> {
    const { files, clock, folder } = this.#deps;
    for (const { uri, modifiedAt } of await files.entries(folder))
      if (clock.now() - modifiedAt > keptForMs) await files.remove(uri);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #pathOf(reference: string): Promise<string | undefined> {
    const known = this.#kept.get(reference);
    if (known !== undefined) return known;
    const uri = this.#uriOf(reference);
    if (!(await this.#deps.files.stat(uri))) return undefined;
    const path = await this.#deps.files.localPath(uri);
    this.#kept.set(reference, path);
    return path;
  }

  #uriOf(reference: string): string {
    return joinUri(this.#deps.folder, `${reference.slice('drawing:'.length)}.png`);
  }
}
