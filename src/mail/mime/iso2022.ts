import { cnsAsBig5 } from './cns11643.ts';
import { decoderOf } from './decoders.ts';

/** The 7-bit encodings of ISO/IEC 2022 that mail uses: escape sequences and shifts choose what the bytes stand for. */

/** How the bytes of a designated set become text. Sets of two bytes are read with both high bits on. */
interface CharacterSet {
  readonly bytesPerCharacter: 1 | 2;
  decode(bytes: Uint8Array): string;
}

/** True for a label that {@link decodeIso2022} reads: `iso-2022-jp` and its relatives, `-kr`, `-cn`. */
export function isIso2022(charset: string): boolean {
  return /^(?:cs)?iso-?2022-?(?:jp|kr|cn)/.test(charset);
}

/**
 * ISO-2022-JP (RFC 1468), -JP-1 (RFC 2237), -JP-2 (RFC 1554), -JP-3 and -2004, -KR (RFC 1557), -CN and -CN-EXT
 * (RFC 1922). One decoder for all, because senders mix up their names. Bytes above 127 that some programs leave in are
 * read as `eightBit` says. Every line begins in ASCII, so that one lost escape costs one line. Never throws.
 */
export function decodeIso2022(bytes: Uint8Array, charset: string, eightBit: (bytes: Uint8Array) => string): string {
  const state = new State(charset);
  let out = '';
  let start = 0;
  let set = state.current;
  const flush = (end: number) => {
    if (end > start)
      out += set === ascii ? eightBit(bytes.subarray(start, end)) : set.decode(bytes.subarray(start, end));
  };
  for (let at = 0; at < bytes.length; ) {
    const taken = state.control(bytes, at);
    if (taken === 0) {
      at++;
      continue;
    }
    // A line end is text itself, and changes what follows.
    flush(bytes[at] === lineFeed ? at + 1 : at);
    at += taken;
    if (state.single) {
      out += state.single.decode(bytes.subarray(at, at + state.single.bytesPerCharacter));
      at += state.single.bytesPerCharacter;
      state.single = undefined;
    }
    start = at;
    set = state.current;
  }
  flush(bytes.length);
  return out;
}

class State {
  /** The set of the one character that follows a single shift. */
  single: CharacterSet | undefined;
  readonly #isJapanese: boolean;
  #g0: CharacterSet = ascii;
  #g1: CharacterSet | undefined;
  #g2: CharacterSet | undefined;
  #shifted = false;

  constructor(charset: string) {
    this.#isJapanese = /jp/.test(charset);
    // RFC 1557 designates once at the start; mail that lost the line still shifts.
    if (/kr/.test(charset)) this.#g1 = korean;
    if (/cn/.test(charset)) this.#g1 = chinese;
  }

  get current(): CharacterSet {
    return this.#shifted ? (this.#g1 ?? ascii) : this.#g0;
  }

  /** The length of the escape, shift or line end at `at`; 0 for a byte of text. */
  control(bytes: Uint8Array, at: number): number {
    const byte = bytes[at] ?? 0;
    if (byte === escapeByte) return this.#escape(bytes, at);
    if (byte === shiftOut || byte === shiftIn) {
      this.#shifted = byte === shiftOut && this.#g1 !== undefined;
      return 1;
    }
    if (byte !== lineFeed) return 0;
    this.#g0 = ascii;
    this.#shifted = false;
    return 1;
  }

  #escape(bytes: Uint8Array, at: number): number {
    const a = String.fromCharCode(bytes[at + 1] ?? 0);
    const b = String.fromCharCode(bytes[at + 2] ?? 0);
    const c = String.fromCharCode(bytes[at + 3] ?? 0);
    if (a === '$' && '()*+'.includes(b)) {
      const set = doubleSets.get(c);
      if (!set) return 0;
      if (b === '(') this.#g0 = set;
      else if (b === ')') this.#g1 = set;
      else this.#g2 = set;
      return 4;
    }
    if (a === '$') {
      const set = doubleSets.get(b);
      if (!set) return 0;
      this.#g0 = set;
      return 3;
    }
    if (a === '(' || (a === ')' && this.#isJapanese)) {
      const set = singleSets.get(b);
      if (!set) return 0;
      this.#g0 = set;
      return 3;
    }
    if (a === '.' && (b === 'A' || b === 'F')) {
      this.#g2 = b === 'A' ? latin : greek;
      return 3;
    }
    if (a === 'N' && this.#g2) {
      this.single = this.#g2;
      return 2;
    }
    return a === '&' && b === '@' ? 3 : 0; // ESC & @ announces a revision of JIS X 0208.
  }
}

const escapeByte = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const lineFeed = 0x0a;

const ascii: CharacterSet = { bytesPerCharacter: 1, decode: (bytes) => decoderOf('windows-1252').decode(bytes) };
const latin: CharacterSet = { bytesPerCharacter: 1, decode: (bytes) => high(bytes, 'iso-8859-1') };
const greek: CharacterSet = { bytesPerCharacter: 1, decode: (bytes) => high(bytes, 'iso-8859-7') };
/** JIS X 0201 Roman: ASCII but for two signs, which mail means as in ASCII where it is code. */
const roman: CharacterSet = {
  bytesPerCharacter: 1,
  decode: (bytes) => ascii.decode(bytes).replaceAll('\\', '¥').replaceAll('~', '‾'),
};
/** Half-width katakana stand at A1–DF of Shift_JIS. */
const katakana: CharacterSet = { bytesPerCharacter: 1, decode: (bytes) => high(bytes, 'shift_jis') };
const japanese: CharacterSet = { bytesPerCharacter: 2, decode: (bytes) => high(bytes, 'euc-jp') };
/** JIS X 0212 in EUC-JP has 8F before each character. */
const japaneseMore: CharacterSet = { bytesPerCharacter: 2, decode: (bytes) => decodePairs(bytes, 0x8f, 'euc-jp') };
const chinese: CharacterSet = { bytesPerCharacter: 2, decode: (bytes) => high(bytes, 'gb18030') };
const korean: CharacterSet = { bytesPerCharacter: 2, decode: (bytes) => high(bytes, 'euc-kr') };
const taiwan = (plane: 1 | 2): CharacterSet => ({
  bytesPerCharacter: 2,
  decode: (bytes) => decoderOf('big5').decode(cnsAsBig5(bytes, plane)),
});

const doubleSets: ReadonlyMap<string, CharacterSet> = new Map([
  ['@', japanese],
  ['B', japanese],
  ['D', japaneseMore],
  ['O', japanese],
  ['Q', japanese],
  ['A', chinese],
  ['E', chinese],
  ['C', korean],
  ['G', taiwan(1)],
  ['H', taiwan(2)],
]);

const singleSets: ReadonlyMap<string, CharacterSet> = new Map([
  ['B', ascii],
  ['H', ascii], // Not registered for this; old programs used it.
  ['J', roman],
  ['I', katakana],
]);

/** With the high bit on, but for blanks and controls, which stay what they are. */
function high(bytes: Uint8Array, charset: string): string {
  return decoderOf(charset).decode(bytes.map((byte) => (byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte)));
}

function decodePairs(bytes: Uint8Array, prefix: number, charset: string): string {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    if (lead <= 0x20 || at + 1 >= bytes.length) {
      out.push(lead);
      at++;
    } else {
      out.push(prefix, lead | 0x80, (bytes[at + 1] ?? 0) | 0x80);
      at += 2;
    }
  }
  return decoderOf(charset).decode(Uint8Array.from(out));
}
