import { Buffer } from 'node:buffer';
import { rtfBytesMax } from './readLimits.ts';

/** What the window holds before the first byte (MS-OXRTFCP §2.1.2.1). */
const initial = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial' +
    'Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);
const windowBytes = 4_096;
const headBytes = 16;
const compressed = 0x75465a4c;
const stored = 0x414c454d;

/** The RTF of a TNEF body, at most {@link rtfBytesMax} of it; undefined for bytes that are none. Never throws. */
export function decompressRtf(data: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.length < headBytes) return undefined;
  const rawSize = Math.min(bytes.readUInt32LE(4), rtfBytesMax);
  const kind = bytes.readUInt32LE(8);
  if (kind === stored) return bytes.subarray(headBytes, headBytes + rawSize);
  if (kind !== compressed) return undefined;
  return inflate(bytes, rawSize);
}

/** Runs of eight: a bit tells a byte of its own from a reference into the last 4,096. */
function inflate(bytes: Buffer, rawSize: number): Uint8Array {
  // Never more than a reference of 17 bytes for each two: the size claimed is not believed.
  const out = Buffer.allocUnsafe(Math.min(rawSize, (bytes.length - headBytes) * 9));
  const window = Buffer.alloc(windowBytes, 32);
  initial.copy(window);
  let write = initial.length;
  let length = 0;
  let at = headBytes;
  const put = (byte: number) => {
    window[write] = byte;
    write = (write + 1) % windowBytes;
    if (length < out.length) out[length++] = byte;
  };
  while (at < bytes.length && length < out.length) {
    const control = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      if (from === write) return out.subarray(0, length);
      for (let i = 0; i < (reference & 15) + 2; i++) put(window[(from + i) % windowBytes] ?? 0);
    }
  }
  return out.subarray(0, length);
}
