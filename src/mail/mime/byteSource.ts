/**
 * Bytes that can be read in any order, synchronously: a message in memory or a file. Mail is read through this, so that
 * a large attachment never has to be whole in memory.
 */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` up to `end`, cut at the end of the source. May be a view: not to be written to. */
  read(start: number, end: number): Uint8Array;
  /** Takes back what `read` gave and nobody looks at any more: a later read may use the memory. */
  release?(bytes: Uint8Array): void;
}

/** How much is read of a source at a time, bytes. */
export const readWindowBytes = 256 * 1024;

export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, Math.max(start, end)) };
}

/** Views a part of a source as a source of its own. */
export function sliceSource(source: ByteSource, start: number, end: number): ByteSource {
  const size = Math.max(0, Math.min(end, source.size) - start);
  return { size, read: (from, to) => source.read(start + from, start + Math.min(to, size)) };
}

/** Gives the bytes of a range in chunks, so that a caller holds one at a time. */
export function* chunksOf(source: ByteSource, start: number, end: number): Generator<Uint8Array> {
  for (let at = start; at < end; at += readWindowBytes) yield source.read(at, Math.min(end, at + readWindowBytes));
}

/**
 * A mail with nothing but CR as line end (old Macs, some gateways) seen as one with LF: same length, same offsets.
 * Any other source is returned as it is.
 */
export function withLineFeeds(source: ByteSource): ByteSource {
  const start = source.read(0, readWindowBytes);
  if (start.includes(lf) || !start.includes(cr)) return source;
  const read = (from: number, to: number) => {
    const bytes = Uint8Array.from(source.read(from, to));
    for (let at = bytes.indexOf(cr); at !== -1; at = bytes.indexOf(cr, at + 1)) bytes[at] = lf;
    return bytes;
  };
  return source.size <= readWindowBytes ? bytesSource(read(0, source.size)) : { size: source.size, read };
}

const cr = 13;
const lf = 10;
