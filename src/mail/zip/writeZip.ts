import { crc32, createDeflateRaw } from 'node:zlib';

/** A file for an archive. `name` is its path inside, with `/`. */
export interface ZipFile {
  readonly name: string;
  /** Ms since 1970, as the archive tells it (local time of the reader, whole two seconds). */
  readonly modifiedAt: number;
  readonly open: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/**
 * A ZIP archive as a stream (PKWARE APPNOTE 6.3, sizes behind each file: §4.3.9), names in UTF-8. Never holds a file whole.
 * Throws what opening or reading a file throws; RangeError above 4 GB or 65,535 files, where readers differ.
 */
export async function* writeZip(files: Iterable<ZipFile> | AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let at = 0;
  for await (const file of files) {
    const name = Buffer.from(file.name);
    const head = headOf(file, name);
    const start = at;
    yield head;
    at += head.length;
    const packed = { crc: 0, size: 0, packedSize: 0 };
    for await (const chunk of deflated(file, packed)) {
      packed.packedSize += chunk.length;
      yield chunk;
    }
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(0x08074b50, 0);
    writeSizes(tail, 4, packed);
    yield tail;
    at += packed.packedSize + tail.length;
    directory.push(entryOf(head, name, packed, start));
    if (at > 0xffff_ffff || directory.length > 0xffff) throw new RangeError('archive too large');
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  yield entries;
  yield end;
}

interface Packed {
  crc: number;
  size: number;
  packedSize: number;
}

/** Local file header (§4.3.7): sizes follow the file (bit 3), the name is UTF-8 (bit 11). */
function headOf({ modifiedAt }: ZipFile, name: Buffer): Buffer {
  const head = Buffer.alloc(30 + name.length);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(0x0808, 6);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(dosTime(new Date(modifiedAt)), 10);
  head.writeUInt16LE(name.length, 26);
  name.copy(head, 30);
  return head;
}

/** Central directory entry (§4.3.12): what the header says, with the sizes. */
function entryOf(head: Buffer, name: Buffer, packed: Packed, start: number): Buffer {
  const entry = Buffer.alloc(46 + name.length);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(20, 4);
  head.copy(entry, 6, 4, 14);
  writeSizes(entry, 16, packed);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(start, 42);
  name.copy(entry, 46);
  return entry;
}

function writeSizes(to: Buffer, at: number, { crc, packedSize, size }: Packed): void {
  to.writeUInt32LE(crc, at);
  to.writeUInt32LE(packedSize, at + 4);
  to.writeUInt32LE(size, at + 8);
}

async function* deflated(file: ZipFile, packed: Packed): AsyncGenerator<Uint8Array> {
  const deflate = createDeflateRaw();
  const feed = async () => {
    for await (const chunk of file.open()) {
      packed.crc = crc32(chunk, packed.crc);
      packed.size += chunk.length;
      if (!deflate.write(chunk)) await new Promise((resolve) => deflate.once('drain', resolve).once('close', resolve));
    }
    deflate.end();
  };
  feed().catch((error: Error) => deflate.destroy(error));
  for await (const chunk of deflate) yield chunk;
}

/** §4.4.6: two seconds are the smallest step, and nothing was before 1980. */
function dosTime(date: Date): number {
  const year = Math.max(0, date.getFullYear() - 1980);
  const day = (year << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  return ((day << 16) | time) >>> 0;
}
