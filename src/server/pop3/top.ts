import { type Handler, maildropOf } from './context.ts';
import { messageGone, noSuchMessage, ok } from './reply.ts';

/** RFC 1939 §7: the header, the empty line, and so many lines of the body. */
export const top: Handler<'TOP'> = (context, { message, lines }) => {
  const maildrop = maildropOf(context);
  const entry = maildrop.entry(message);
  if (!entry) return noSuchMessage;
  const bytes = maildrop.bytes(entry);
  return bytes ? { ...ok('top of it'), message: bytes.subarray(0, topBytes(bytes, lines)) } : messageGone;
};

function topBytes(bytes: Uint8Array, lines: number): number {
  let left: number | undefined; // Lines of the body that are still wanted; undefined inside the header.
  for (let start = 0; start < bytes.length; ) {
    if (left === 0) return start;
    const found = bytes.indexOf(lf, start);
    const end = found < 0 ? bytes.length : found + 1;
    const isEmpty = end - start === 1 || (end - start === 2 && bytes[start] === cr);
    if (left !== undefined) left -= 1;
    else if (isEmpty) left = lines;
    start = end;
  }
  return bytes.length;
}

const cr = 0x0d;
const lf = 0x0a;
