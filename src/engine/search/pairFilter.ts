/**
 * Which words of a message stand side by side, and which three characters of scripts without spaces, as a Bloom filter:
 * what lacks a phrase or a longer run is told from it, and only what may hold it is compared with the text. Pure.
 */
import { eachWord, letterKinds } from './letters.ts';
import { filterBytesMax } from './limits.ts';
import type { Query, TextCondition } from './query.ts';
import type { Word } from './words.ts';

/** A byte for each pair of words, so that one in thirty of the pairs that are not there seems to be. */
const hashes = 3;

/** Collects the pairs of one message, text by text. */
export class PairCollector {
  #pairs = new Uint32Array(1_024);
  #count = 0;

  /** Takes folded text: a field of its own, so that nothing in it stands beside what was before. */
  add(folded: string): void {
    let before = 0;
    let isFirst = true;
    eachWord(folded, (start, end, kind) => {
      const isRun = kind === letterKinds.unspaced;
      if (!isFirst) this.#push(pairOf(before, isRun ? hashOf(folded, start, start + 1) : hashOf(folded, start, end)));
      before = hashOf(folded, isRun ? end - 1 : start, end);
      isFirst = false;
      if (isRun) for (let at = start; at + 3 <= end; at += 1) this.#push(threeAt(folded, at));
    });
  }

  /** The filter of what was added, empty where no two words stand side by side; begins anew. */
  take(): Uint8Array {
    const filter = new Uint8Array(Math.min(this.#count, filterBytesMax));
    for (const pair of this.#pairs.subarray(0, this.#count)) {
      for (let index = 0; index < hashes; index += 1) {
        const bit = bitOf(pair, index, filter.length);
        filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
      }
    }
    this.#count = 0;
    return filter;
  }

  #push(pair: number): void {
    if (this.#count === this.#pairs.length) {
      const larger = new Uint32Array(2 * this.#count);
      larger.set(this.#pairs);
      this.#pairs = larger;
    }
    this.#pairs[this.#count] = pair;
    this.#count += 1;
  }
}

/** Whether a message may match, by its filter. */
export type Sieve = (filter: Uint8Array) => boolean;

/** What filters tell of a search; undefined where that is nothing. A message that is sifted out does not match. */
export function sieveOf(query: Query): Sieve | undefined {
  switch (query.kind) {
    case 'text': {
      const pairs = pairsOf(query);
      return pairs.length === 0 ? undefined : (filter) => pairs.every((pair) => mayHold(filter, pair));
    }
    case 'and': {
      const sieves = query.items.flatMap((item) => sieveOf(item) ?? []);
      return sieves.length === 0 ? undefined : (filter) => sieves.every((sieve) => sieve(filter));
    }
    case 'or': {
      const sieves = query.items.flatMap((item) => sieveOf(item) ?? []);
      if (sieves.length === 0 || sieves.length < query.items.length) return undefined;
      return (filter) => sieves.some((sieve) => sieve(filter));
    }
    default:
      return undefined;
  }
}

/** The pairs that a text with the words holds. The end of a word that is only begun is not known. */
function pairsOf({ words, startsWith }: TextCondition): readonly number[] {
  const pairs: number[] = [];
  for (const [index, right] of words.entries()) {
    if (right.isRun) for (let at = 0; at + 3 <= right.text.length; at += 1) pairs.push(threeAt(right.text, at));
    const left = words[index - 1];
    if (!left || (startsWith && index === words.length - 1 && !right.isRun)) continue;
    pairs.push(pairOf(tailOf(left), headOf(right)));
  }
  return pairs;
}

/** Three UTF-16 units of a run: what pairs of characters in the index leave open. */
function threeAt(text: string, at: number): number {
  return pairOf(hashOf(text, at, at + 2), text.charCodeAt(at + 2));
}

/** A run may go on to either side, so that only its characters where it meets another word count. */
function tailOf({ text, isRun }: Word): number {
  return hashOf(text, isRun ? text.length - 1 : 0, text.length);
}

function headOf({ text, isRun }: Word): number {
  return hashOf(text, 0, isRun ? 1 : text.length);
}

function mayHold(filter: Uint8Array, pair: number): boolean {
  if (filter.length === 0) return false;
  for (let index = 0; index < hashes; index += 1) {
    const bit = bitOf(pair, index, filter.length);
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

function bitOf(pair: number, index: number, bytes: number): number {
  return (Math.imul(pair, multipliers[index] ?? 1) >>> 0) % (8 * bytes);
}

/** Odd numbers without a pattern, so that the bits of a pair have nothing to do with each other. */
const multipliers = [0x9e_37_79_b1, 0x85_eb_ca_77, 0xc2_b2_ae_3d];

/** FNV-1a over UTF-16 units. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93);
  return hash >>> 0;
}

function pairOf(left: number, right: number): number {
  let mixed = Math.imul(left, 0x85_eb_ca_6b) ^ right;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0xc2_b2_ae_35);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
