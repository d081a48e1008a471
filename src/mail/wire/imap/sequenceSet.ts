import { sequenceSetMax } from './limits.ts';
import { type Reader, WireError } from './reader.ts';

/** One range of message numbers or UIDs, both ends with; `Infinity` is `*`, the largest in use. */
export interface SequenceRange {
  readonly first: number;
  readonly last: number;
}

/** RFC 9051 §9 sequence-set, as it was written: ranges may overlap and run backwards. Never empty. */
export type SequenceSet = readonly SequenceRange[];

export function readSequenceSet(reader: Reader): SequenceSet {
  const ranges: SequenceRange[] = [];
  do {
    if (ranges.length >= sequenceSetMax) throw new WireError('a shorter sequence-set');
    const first = readNumber(reader);
    ranges.push({ first, last: reader.skipIf(':') ? readNumber(reader) : first });
  } while (reader.skipIf(','));
  return ranges;
}

export function writeSequenceSet(set: SequenceSet): string {
  return set.map(({ first, last }) => (first === last ? text(first) : `${text(first)}:${text(last)}`)).join(',');
}

/** The set that holds exactly `numbers`, runs joined to ranges. `numbers` ascend. */
export function sequenceSetOf(numbers: readonly number[]): SequenceRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open && number === open.last + 1) open.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges;
}

/** A test for membership, where `largest` is what `*` means. */
export function sequenceSetTest(set: SequenceSet, largest: number): (number: number) => boolean {
  const merged = mergedRanges(set, largest);
  return (number) => {
    let low = 0;
    let high = merged.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((merged[middle]?.high ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return number >= (merged[low]?.low ?? Number.POSITIVE_INFINITY);
  };
}

/** The ranges of a set, ascending and apart from each other, where `largest` is what `*` means. */
export function mergedRanges(
  set: SequenceSet,
  largest: number,
): readonly { readonly low: number; readonly high: number }[] {
  const merged: { low: number; high: number }[] = [];
  for (const range of set.map((one) => ordered(one, largest)).sort((a, b) => a.low - b.low)) {
    const open = merged.at(-1);
    if (open && range.low <= open.high + 1) open.high = Math.max(open.high, range.high);
    else merged.push(range);
  }
  return merged;
}

function ordered({ first, last }: SequenceRange, largest: number): { low: number; high: number } {
  const a = first === Number.POSITIVE_INFINITY ? largest : first;
  const b = last === Number.POSITIVE_INFINITY ? largest : last;
  return a <= b ? { low: a, high: b } : { low: b, high: a };
}

function readNumber(reader: Reader): number {
  if (reader.skipIf('*')) return Number.POSITIVE_INFINITY;
  const number = reader.number();
  if (number === 0) throw new WireError('nz-number');
  return number;
}

function text(number: number): string {
  return number === Number.POSITIVE_INFINITY ? '*' : String(number);
}
