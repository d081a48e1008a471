import { decoderOf } from '../mime/decoders.ts';

/** Writes text in a charset of old, by turning what its decoder says round. Holds the tables that it made. */
export class LegacyEncoder {
  readonly #tables = new Map<string, ReadonlyMap<string, readonly number[]>>();

  /** Undefined where a character has no place in the charset. `charset`: a single- or double-byte one of WHATWG's. */
  encode(text: string, charset: string): Uint8Array | undefined {
    const table = this.#tables.get(charset) ?? tableOf(charset);
    this.#tables.set(charset, table);
    const bytes: number[] = [];
    for (const character of text) {
      const code = character.charCodeAt(0);
      const found = code < 0x80 ? [code] : table.get(character);
      if (!found) return undefined;
      bytes.push(...found);
    }
    return Uint8Array.from(bytes);
  }
}

function tableOf(charset: string): ReadonlyMap<string, readonly number[]> {
  const decoder = decoderOf(charset);
  const table = new Map<string, readonly number[]>();
  const add = (...bytes: readonly number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    // One character, and not one for each byte.
    if (text.length === 1 && text !== '\ufffd' && text >= '\x80' && !table.has(text)) table.set(text, bytes);
  };
  for (let byte = 0x80; byte <= 0xff; byte++) add(byte);
  const isDouble = /^(?:gb|big5|shift|euc)/.test(charset);
  for (let lead = 0x81; isDouble && lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) add(lead, trail);
  }
  return table;
}
