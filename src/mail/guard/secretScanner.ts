import { findSecrets } from './findSecrets.ts';
import { overlapChars, pieceMaxChars, secretsPerFileMax } from './limits.ts';
import type { SecretKind } from './secretRules.ts';

/** A secret in a file, with its line from 1 (0 in what has no lines), and itself: for its fingerprint, never for a log. */
export interface ScannedSecret {
  readonly kind: SecretKind;
  readonly line: number;
  readonly secret: string;
}

/** Looks through a file as its bytes come; holds two pieces of text at most. UTF-8, UTF-16 with its mark, else by byte. */
export class SecretScanner {
  readonly #found: ScannedSecret[] = [];
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #binary = false;
  #text = '';
  #line = 1;

  /** At most {@link secretsPerFileMax}. */
  get found(): readonly ScannedSecret[] {
    return this.#found;
  }

  /** True when more of the file is no more news. */
  get isFull(): boolean {
    return this.#found.length >= secretsPerFileMax;
  }

  push(bytes: Uint8Array): void {
    this.#decoder ??= this.#decoderFor(bytes);
    this.#text += this.#decoder.decode(bytes, { stream: true });
    if (this.#text.length >= pieceMaxChars) this.#look(this.#text.length - overlapChars);
  }

  end(): void {
    this.#text += this.#decoder?.decode() ?? '';
    this.#look(this.#text.length);
  }

  /** Takes what begins before `until`; the rest waits for what follows it. */
  #look(until: number): void {
    const text = this.#text;
    let counted = 0;
    let next = until;
    for (const { kind, start, end } of findSecrets(text, { binary: this.#binary })) {
      if (start >= until || this.isFull) break;
      this.#line += linesIn(text, counted, start);
      counted = start;
      this.#found.push({ kind, line: this.#binary ? 0 : this.#line, secret: text.slice(start, end) });
      next = Math.max(next, end);
    }
    this.#line += linesIn(text, counted, next);
    this.#text = text.slice(next);
  }

  #decoderFor(bytes: Uint8Array) {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le');
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be');
    this.#binary = bytes.subarray(0, sniffedBytes).includes(0);
    return new TextDecoder(this.#binary ? 'latin1' : 'utf-8');
  }
}

/** A NUL among so many first bytes: not a text. */
const sniffedBytes = 8 * 1024;

function linesIn(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
