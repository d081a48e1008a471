import type { Buffer } from 'node:buffer';
import { mapiPropertiesMax } from './readLimits.ts';

/** One property (MS-OXCDATA §2.8) of a list inside TNEF. Offsets are into the bytes that the list stands in. */
export interface MapiValue {
  readonly id: number;
  readonly kind: 'string' | 'unicode' | 'binary' | 'object' | 'number';
  readonly start: number;
  readonly end: number;
  /** Of a 32-bit number; 0 for any other. */
  readonly number: number;
}

/** Reads a list of properties (MS-OXTNEF §2.1.3.4), of lists of values the first. Never throws; {@link mapiPropertiesMax}. */
export class MapiReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** False where the list ends before its time. */
  read(each: (value: MapiValue) => void): boolean {
    const count = this.#number();
    for (let index = 0; index < Math.min(count, mapiPropertiesMax); index++) {
      if (this.#at + 4 > this.#end || !this.#property(each)) return false;
    }
    return count <= mapiPropertiesMax;
  }

  #property(each: (value: MapiValue) => void): boolean {
    const type = this.#bytes.readUInt16LE(this.#at);
    const id = this.#bytes.readUInt16LE(this.#at + 2);
    this.#at += 4;
    if (id >= firstNamed && !this.#skipName()) return false;
    const isList = (type & listFlag) !== 0;
    const kind = kinds.get(type & ~listFlag);
    const size = sizes.get(type & ~listFlag);
    if (kind === undefined && size === undefined) return false;
    // A string or an object stands as a list of one.
    const values = isList || size === undefined ? this.#number() : 1;
    for (let index = 0; index < values; index++) {
      const length = size ?? this.#number();
      const start = this.#at;
      const end = start + length;
      if (end > this.#end || this.#at > this.#end) return false;
      if (index === 0)
        each({
          id,
          kind: kind ?? 'number',
          start,
          end,
          number: length === 4 && !kind ? this.#bytes.readUInt32LE(start) : 0,
        });
      this.#at = end + padding(length);
      if (length === 0 && index > mapiPropertiesMax) return false;
    }
    return true;
  }

  /** The GUID of a set, then a number or a name in it. */
  #skipName(): boolean {
    this.#at += 16;
    const isString = this.#number() === 1;
    if (!isString) this.#number();
    else {
      const length = this.#number();
      this.#at += length + padding(length);
    }
    return this.#at <= this.#end;
  }

  #number(): number {
    if (this.#at + 4 > this.#end) {
      this.#at = this.#end + 1;
      return 0;
    }
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }
}

/** Ids from here on have a name in front of their value. */
const firstNamed = 0x8000;
const listFlag = 0x1000;

const kinds: ReadonlyMap<number, MapiValue['kind']> = new Map([
  [0x0d, 'object'],
  [0x1e, 'string'],
  [0x1f, 'unicode'],
  [0x102, 'binary'],
]);

/** Bytes of the types whose size is fixed. */
const sizes: ReadonlyMap<number, number> = new Map([
  [0x01, 0],
  [0x02, 2],
  [0x03, 4],
  [0x04, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x0a, 4],
  [0x0b, 2],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);

/** Values are aligned to four bytes. */
function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}
