import type { ByteSource } from '../mime/byteSource.ts';
/** Entries of one archive that are told. */
export const archiveEntriesMax = 10_000;

/** What a ZIP archive says it holds (PKWARE APPNOTE 6.3, §4.3): enough to look into it. */
export interface ZipEntry {
  readonly name: string;
  /** Where its bytes lie in the archive. */
  readonly start: number;
  readonly packedSize: number;
  /** 0 stored, 8 deflated; others can't be read here. */
  readonly method: number;
  readonly encrypted: boolean;
}

/** The archive's entries, folders left out; undefined for what is no archive. Hostile ones give fewer, never an error. */
export function zipEntries(source: ByteSource): readonly ZipEntry[] | undefined {
  const head = viewOf(source.read(0, 4));
  if (head.byteLength < 4 || (head.getUint32(0, true) !== localHeader && head.getUint32(0, true) !== endRecord))
    return undefined;
  const end = findEnd(source);
  if (!end) return undefined;
  const entries: ZipEntry[] = [];
  let at = end.directoryStart;
  while (entries.length < Math.min(end.count, archiveEntriesMax)) {
    const fixed = viewOf(source.read(at, at + 46));
    if (fixed.byteLength < 46 || fixed.getUint32(0, true) !== directoryEntry) break;
    const nameLength = fixed.getUint16(28, true);
    const name = decoder.decode(source.read(at + 46, at + 46 + nameLength));
    at += 46 + nameLength + fixed.getUint16(30, true) + fixed.getUint16(32, true);
    const entry = entryOf(source, fixed, name);
    if (entry) entries.push(entry);
    else if (!name.endsWith('/')) break;
  }
  return entries;
}

const localHeader = 0x04034b50;
const directoryEntry = 0x02014b50;
const endRecord = 0x06054b50;
/** The end record and the longest comment behind it. */
const endMaxBytes = 22 + 65_535;
const decoder = new TextDecoder();

function entryOf(source: ByteSource, fixed: DataView, name: string): ZipEntry | undefined {
  const local = fixed.getUint32(42, true);
  const header = viewOf(source.read(local, local + 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== localHeader || name.endsWith('/')) return undefined;
  const start = local + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  return {
    name,
    start,
    packedSize: Math.min(fixed.getUint32(20, true), Math.max(0, source.size - start)),
    method: fixed.getUint16(10, true),
    encrypted: (fixed.getUint16(8, true) & 1) === 1,
  };
}

function findEnd(source: ByteSource): { readonly count: number; readonly directoryStart: number } | undefined {
  const from = Math.max(0, source.size - endMaxBytes);
  const tail = viewOf(source.read(from, source.size));
  for (let at = tail.byteLength - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== endRecord) continue;
    return { count: tail.getUint16(at + 10, true), directoryStart: tail.getUint32(at + 16, true) };
  }
  return undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
