import { element, icon } from '../dom.ts';

/** Files that are dropped on the page or pasted into it. The page has their bytes only, and the host keeps them piece by piece. */

export interface DroppedFilesHost {
  /** Sends a piece; calls back once it is kept. `data`: base64. */
  send(
    piece: { readonly name: string; readonly data: string; readonly isLast: boolean; readonly file: number },
    kept: (ok: boolean) => void,
  ): void;
  readonly keeping: (name: string) => string;
  readonly stop: (name: string) => string;
}

/** Bytes of one piece: a multiple of three, so that no piece but the last is padded. */
export const pieceBytes = 786_432;

/** Shows what is on its way, each with its progress. */
export class DroppedFiles {
  readonly element = element('ul', { class: 'files keeping' });
  readonly #host: DroppedFilesHost;
  #last = 0;

  constructor(host: DroppedFilesHost) {
    this.#host = host;
    this.element.hidden = true;
  }

  /** Resolves once the file is kept, or was stopped. */
  async keep(file: File): Promise<void> {
    const { name, size } = file;
    this.#last += 1;
    const id = this.#last;
    const progress = element('progress', {
      max: String(Math.max(1, size)),
      value: '0',
      'aria-label': this.#host.keeping(name),
    });
    const stop = element(
      'button',
      { type: 'button', class: 'cross', 'aria-label': this.#host.stop(name), title: this.#host.stop(name) },
      icon('close'),
    );
    const row = element(
      'li',
      { class: 'file' },
      icon('attach'),
      element('span', { class: 'name' }, element('bdi', {}, name), progress),
      stop,
    );
    const stopped = new AbortController();
    stop.addEventListener('click', () => stopped.abort());
    this.element.append(row);
    this.element.hidden = false;
    try {
      for (let at = 0; !stopped.signal.aborted; at += pieceBytes) {
        const end = Math.min(size, at + pieceBytes);
        const data = base64Of(new Uint8Array(await file.slice(at, end).arrayBuffer()));
        const piece = { name, data, isLast: end >= size, file: id };
        const ok = await new Promise<boolean>((resolve) => this.#host.send(piece, resolve));
        progress.value = end;
        if (!ok || piece.isLast) break;
      }
    } catch {
      // A file that went away while it was read: nothing of it is attached.
    } finally {
      row.remove();
      this.element.hidden = this.element.childElementCount === 0;
    }
  }
}

export function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(binary);
}
