/**
 * Why a message is not taken, whole as it came: a CR or LF alone, which other servers read as an end of a line (and so
 * as an end of the message: SMTP smuggling), or NUL, which no MIME message holds (RFC 2045 §2.7, §2.8).
 */
export type ContentDefect = 'bareLineFeed' | 'bareReturn' | 'nul';

const [nul, lineFeed, carriageReturn, dot] = [0x00, 0x0a, 0x0d, 0x2e];

const lineStart = 0;
const inLine = 1;
const behindReturn = 2;
const behindDot = 3;
const behindDotReturn = 4;

/**
 * Reads a message as it comes (RFC 5321 §4.5.2): finds the line with a single dot that ends it and takes the doubled dots
 * off. Only CR LF is an end of a line, here as for {@link LineReader}. With `dots: false` it reads a chunk of BDAT (RFC 3030
 * §2), which has no dots and whose end the caller knows; the look for defects is the same.
 */
export class ContentScanner {
  /** The final dot was read. */
  ended = false;
  defect: ContentDefect | undefined;
  readonly #dots: boolean;
  readonly #keep: (piece: Uint8Array) => void;
  #state: number = lineStart;

  /** `keep` gets the message piece by piece, views of what was pushed; nothing more once there is a defect. */
  constructor({ dots, keep }: { readonly dots: boolean; readonly keep: (piece: Uint8Array) => void }) {
    this.#dots = dots;
    this.#keep = keep;
  }

  /** Reads on; gives how many bytes belonged to the message, all of them unless it {@link ended}. */
  push(chunk: Uint8Array): number {
    let state = this.#state;
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (state === inLine && byte > carriageReturn) continue; // Most bytes of most mails.
      if (state === behindDotReturn && byte === lineFeed) return this.#end(at + 1);
      if (state === lineStart && byte === dot && this.#dots) {
        this.#emit(chunk, from, at);
        from = at + 1;
        state = behindDot;
      } else {
        state = this.#next(state, byte);
      }
    }
    // A CR behind a dot may be the end's: it is no part of the message until the next byte says so.
    this.#emit(chunk, from, state === behindDotReturn ? chunk.length - 1 : chunk.length);
    this.#state = state;
    return chunk.length;
  }

  /** Nothing more comes: what stands open is a defect as well. */
  finish(): void {
    if (this.#state === behindReturn) this.defect ??= 'bareReturn';
  }

  #next(state: number, byte: number): number {
    if (byte === carriageReturn) {
      if (state === behindReturn || state === behindDotReturn) this.defect ??= 'bareReturn';
      return state === behindDot ? behindDotReturn : behindReturn;
    }
    if (byte === lineFeed) {
      if (state === behindReturn) return lineStart;
      this.defect ??= 'bareLineFeed';
      return inLine; // A dot behind it begins no line.
    }
    if (state === behindReturn || state === behindDotReturn) this.defect ??= 'bareReturn';
    if (byte === nul) this.defect ??= 'nul';
    return inLine;
  }

  #emit(chunk: Uint8Array, from: number, to: number): void {
    if (to > from && !this.defect) this.#keep(chunk.subarray(from, to));
  }

  #end(at: number): number {
    this.ended = true;
    return at;
  }
}
