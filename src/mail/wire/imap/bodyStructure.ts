/** BODYSTRUCTURE and BODY (RFC 9051 §7.5.2) of a scanned message. */
import type { ByteSource } from '../../mime/byteSource.ts';
import { parseParameters } from '../../mime/parameters.ts';
import type { Part } from '../../mime/scan.ts';
import { envelopeOf, writeEnvelope } from './envelope.ts';
import type { Writer } from './writer.ts';

/** Writes the structure of `part`; `extended` adds disposition, language and location (BODYSTRUCTURE). */
export function writeBodyStructure(writer: Writer, part: Part, source: ByteSource, extended: boolean): void {
  writer.raw('(');
  if (part.type.startsWith('multipart/') && part.children.length > 0) writeMultipart(writer, part, source, extended);
  else writeLeaf(writer, part, source, extended);
  writer.raw(')');
}

function writeMultipart(writer: Writer, part: Part, source: ByteSource, extended: boolean): void {
  for (const child of part.children) writeBodyStructure(writer, child, source, extended);
  writer.raw(' ').string(part.type.slice('multipart/'.length).toUpperCase());
  if (!extended) return;
  writer.raw(' ');
  writeParameters(writer, part.typeParameters);
  writeDisposition(writer, part);
}

function writeLeaf(writer: Writer, part: Part, source: ByteSource, extended: boolean): void {
  // A multipart without parts has no structure that IMAP could write; as text it can still be read.
  const inner = part.type === 'message/rfc822' ? part.children[0] : undefined;
  const known = part.type.startsWith('multipart/') ? 'text/plain' : part.type;
  const type = known === 'message/rfc822' && !inner ? 'application/octet-stream' : known;
  const slash = type.indexOf('/');
  writer
    .string(type.slice(0, slash).toUpperCase())
    .raw(' ')
    .string(type.slice(slash + 1).toUpperCase())
    .raw(' ');
  const charset =
    type === 'text/plain' && part.typeParameters.size === 0 ? new Map([['charset', 'us-ascii']]) : undefined;
  writeParameters(writer, charset ?? part.typeParameters);
  const encoding = (fieldOf(part, 'content-transfer-encoding') ?? '7BIT').toUpperCase();
  writer.raw(' ').nstring(fieldOf(part, 'content-id')).raw(' ').nstring(fieldOf(part, 'content-description'));
  writer
    .raw(' ')
    .string(encoding)
    .raw(` ${part.bodyEnd - part.bodyStart}`);
  if (inner) {
    writeEnvelope(writer.raw(' '), envelopeOf(inner.fields));
    writeBodyStructure(writer.raw(' '), inner, source, extended);
  }
  if (inner || type.startsWith('text/')) writer.raw(` ${lineCount(part, source)}`);
  if (!extended) return;
  writer.raw(' ').nstring(fieldOf(part, 'content-md5'));
  writeDisposition(writer, part);
}

/** body-fld-dsp, body-fld-lang and body-fld-loc, each with its leading space. */
function writeDisposition(writer: Writer, part: Part): void {
  const raw = part.fields.find((field) => field.name.toLowerCase() === 'content-disposition')?.raw;
  const disposition = raw === undefined ? undefined : parseParameters(raw);
  if (!disposition?.value) writer.raw(' NIL');
  else {
    writer.raw(' (').string(disposition.value.toUpperCase()).raw(' ');
    writeParameters(writer, disposition.parameters);
    writer.raw(')');
  }
  writer.raw(' ').nstring(fieldOf(part, 'content-language')).raw(' ').nstring(fieldOf(part, 'content-location'));
}

/** Values that are not ASCII go in the form of RFC 2231, which clients decode. */
function writeParameters(writer: Writer, parameters: ReadonlyMap<string, string>): void {
  if (parameters.size === 0) {
    writer.raw('NIL');
    return;
  }
  const pairs = [...parameters].flatMap(([name, value]) =>
    /^[\x20-\x7e]*$/.test(value)
      ? [name.toUpperCase(), value]
      : [`${name.toUpperCase()}*`, `utf-8''${encodeURIComponent(value.toWellFormed()).replace(/['()*!]/g, percent)}`],
  );
  writer.list(pairs, (text) => writer.string(text));
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function fieldOf(part: Part, name: string): string | null {
  const raw = part.fields.find((field) => field.name.toLowerCase() === name)?.raw.trim();
  return raw ? raw.replace(/[^\x20-\x7e]+/g, '?') : null;
}

function lineCount(part: Part, source: ByteSource): number {
  const bytes = source.read(part.bodyStart, part.bodyEnd);
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines + (bytes.length > 0 && bytes[bytes.length - 1] !== 0x0a ? 1 : 0);
}
