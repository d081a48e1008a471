import { bytesSource } from '../../mail/mime/byteSource.ts';
import { type Part, scanMessage } from '../../mail/mime/scan.ts';
import { decodeAll, transferDecoder } from '../../mail/mime/transferEncoding.ts';
import type { Section } from '../../mail/wire/imap/fetch.ts';
import { messageMaxBytes } from '../limits.ts';
import { bodySection, partAt } from './bodySection.ts';

/** A message's bytes and parts, each read once and only when an item needs it. */
export class FetchedMessage {
  readonly #load: () => Uint8Array;
  readonly #binaries = new Map<string, Uint8Array | null | undefined>();
  #bytes: Uint8Array | undefined;
  #root: Part | undefined;

  constructor(load: () => Uint8Array) {
    this.#load = load;
  }

  section(section: Section): Uint8Array | null {
    this.#bytes ??= this.#load();
    if (section.part.length === 0 && section.text.kind === 'content') return this.#bytes;
    return bodySection(this.#bytes, this.#scanned(), section);
  }

  /** A part without its transfer encoding (RFC 3516 §4.2); null when there is no such part, undefined when the encoding is not known. */
  binary(path: readonly number[]): Uint8Array | null | undefined {
    const key = path.join('.');
    if (!this.#binaries.has(key)) this.#binaries.set(key, this.#decoded(path));
    return this.#binaries.get(key);
  }

  #decoded(path: readonly number[]): Uint8Array | null | undefined {
    const whole = { part: path, text: { kind: 'content' as const } };
    const root = this.#scanned();
    const part = path.length === 0 ? undefined : partAt(root, path);
    if (!part || part.children.length > 0) return this.section(whole);
    const encoding = part.fields.find(({ name }) => name.toLowerCase() === 'content-transfer-encoding')?.raw ?? '';
    const decoder = transferDecoder(encoding);
    if (!decoder || !this.#bytes) return undefined;
    return decodeAll(bytesSource(this.#bytes), part.bodyStart, part.bodyEnd, decoder, messageMaxBytes);
  }

  #scanned(): Part {
    this.#bytes ??= this.#load();
    this.#root ??= scanMessage(bytesSource(this.#bytes)).root;
    return this.#root;
  }
}
