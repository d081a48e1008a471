import { Buffer } from 'node:buffer';
import type { ByteSource } from './byteSource.ts';
import { decompressRtf } from './compressedRtf.ts';
import { readRtf } from './rtf.ts';
import type { Part } from './scan.ts';
import { readTnef, type TnefBody, type TnefFile, type TnefMessage } from './tnef.ts';
import { type Decoder, decodeRange } from './transferEncoding.ts';
import { UuDecoder } from './uuencode.ts';

/**
 * Where a file's bytes are that is no MIME part: a range of the decoded content of a part, as it is or uuencoded; or
 * bytes that had to be made (RTF that was compressed, the text of a message inside TNEF).
 */
export type HeldContent =
  | { readonly kind: 'range' | 'uuencode'; readonly start: number; readonly end: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/** A file that was found inside of a part. `contentType` may be empty. */
export interface HeldFile {
  readonly name: string;
  readonly contentType: string;
  readonly cid: string;
  readonly held: HeldContent;
}

/** What a TNEF container held: text, empty where none, and files. */
export interface UnpackedTnef {
  readonly text: string;
  readonly html: string;
  readonly files: readonly HeldFile[];
  readonly isBroken: boolean;
}

/** True for what may be TNEF: by its type, or the name that Outlook gives it. */
export function mayBeTnef(part: Part, name: string): boolean {
  return /^application\/(?:vnd\.)?ms-tnef$/.test(part.type) || /^winmail(?:[-_ ]?\d*)?\.dat$/i.test(name);
}

/** The content of a TNEF container (its decoded bytes); undefined for bytes that are none. */
export function unpackTnef(bytes: Uint8Array): UnpackedTnef | undefined {
  const message = readTnef(bytes);
  if (!message) return undefined;
  const body = bodyOf(message.body);
  const files = [...body.files, ...message.files.map(fileOf), ...message.messages.flatMap((inner) => enclosed(inner))];
  return { text: body.text, html: body.html, files, isBroken: message.isBroken };
}

/** The bytes of a file inside of a part, a chunk at a time. */
export function* heldBytes(source: ByteSource, part: Part, decoder: Decoder, held: HeldContent): Generator<Uint8Array> {
  if (held.kind === 'bytes') {
    yield held.bytes;
    return;
  }
  const uu = held.kind === 'uuencode' ? new UuDecoder(true) : undefined;
  let at = 0;
  for (const chunk of decodeRange(source, part.bodyStart, part.bodyEnd, decoder)) {
    const from = Math.max(0, held.start - at);
    const wanted = chunk.subarray(from, Math.max(from, held.end - at));
    at += chunk.length;
    if (wanted.length > 0) yield uu ? uu.push(wanted) : wanted;
    if (at >= held.end) break;
  }
  if (uu) yield uu.end();
}

/** The best forms of a body. RTF that is only HTML in disguise is not offered as a file. */
function bodyOf({ text, html, rtf }: TnefBody): { text: string; html: string; files: HeldFile[] } {
  const bytes = rtf && decompressRtf(rtf);
  if (!bytes) return { text, html, files: [] };
  const read = readRtf(bytes);
  const isHtml = html !== '' || read.html !== '';
  const files = isHtml || read.text.trim() === '' ? [] : [made('body.rtf', 'application/rtf', bytes)];
  return { text: text || (isHtml ? '' : read.text), html: html || read.html, files };
}

function fileOf({ name, contentType, cid, start, end }: TnefFile): HeldFile {
  return { name, contentType, cid, held: { kind: 'range', start, end } };
}

/** A message inside TNEF has no bytes of its own as mail: its text, named after its subject, and its files. */
function enclosed(message: TnefMessage): HeldFile[] {
  const body = bodyOf(message.body);
  const name = message.subject.slice(0, 100) || 'message';
  const own: HeldFile[] = [];
  if (body.html !== '') own.push(made(`${name}.html`, 'text/html', Buffer.from(body.html)));
  else if (body.text !== '') own.push(made(`${name}.txt`, 'text/plain', Buffer.from(body.text)));
  return [...own, ...message.files.map(fileOf), ...message.messages.flatMap((inner) => enclosed(inner))];
}

function made(name: string, contentType: string, bytes: Uint8Array): HeldFile {
  return { name, contentType, cid: '', held: { kind: 'bytes', bytes } };
}
