/** FETCH attributes (RFC 9051 §6.4.5), with body sections and partial ranges. */
import { listMax } from './limits.ts';
import { type Reader, WireError } from './reader.ts';
import { Writer } from './writer.ts';

/** The text that a section names inside its part; the part itself for `content`. */
export type SectionText =
  | { readonly kind: 'content' | 'header' | 'text' | 'mime' }
  | { readonly kind: 'fields' | 'fieldsNot'; readonly names: readonly string[] };

/** section-spec: part numbers from 1 (none = the whole message), then what of that part. */
export interface Section {
  readonly part: readonly number[];
  readonly text: SectionText;
}

export type FetchAttribute =
  | {
      readonly name:
        | 'UID'
        | 'FLAGS'
        | 'INTERNALDATE'
        | 'RFC822.SIZE'
        | 'ENVELOPE'
        | 'BODYSTRUCTURE'
        | 'BODY'
        | 'MODSEQ'
        | 'EMAILID'
        | 'THREADID';
    }
  /** The three of RFC 3501 §6.4.5 that say what is fetched in their name. */
  | { readonly name: 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT' }
  | {
      readonly name: 'BODY[]';
      /** Leaves \Seen as it is. */
      readonly peek: boolean;
      readonly section: Section;
      readonly partial?: ByteRange;
    }
  /** RFC 3516 §4.2: a part with its transfer encoding taken off; no numbers = the whole message. */
  | {
      readonly name: 'BINARY[]';
      readonly peek: boolean;
      readonly part: readonly number[];
      readonly partial?: ByteRange;
    }
  | { readonly name: 'BINARY.SIZE[]'; readonly part: readonly number[] };

/** Octets `offset` to `offset + length`. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

const plainNames = [
  'UID',
  'FLAGS',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODYSTRUCTURE',
  'BODY',
  'MODSEQ',
  'EMAILID',
  'THREADID',
  'RFC822',
  'RFC822.HEADER',
  'RFC822.TEXT',
] as const;

const fast = ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'] as const;
const macros = new Map<string, readonly FetchAttribute[]>([
  ['FAST', fast.map((name) => ({ name }))],
  ['ALL', [...fast, 'ENVELOPE' as const].map((name) => ({ name }))],
  ['FULL', [...fast, 'ENVELOPE' as const, 'BODY' as const].map((name) => ({ name }))],
]);

/** One attribute, a macro, or a list of attributes. */
export function readFetchAttributes(reader: Reader): FetchAttribute[] {
  if (reader.peek('(')) {
    const list = reader.list(() => readFetchAttribute(reader), listMax);
    if (list.length === 0) throw new WireError('fetch-att');
    return list;
  }
  for (const [name, attributes] of macros) if (reader.skipWordIf(name)) return [...attributes];
  return [readFetchAttribute(reader)];
}

export function writeFetchAttributes(writer: Writer, attributes: readonly FetchAttribute[]): void {
  writer.list(attributes, (attribute) => writeFetchAttribute(writer, attribute));
}

export function readFetchAttribute(reader: Reader): FetchAttribute {
  const word = reader.while(/[A-Za-z0-9.]/, 'fetch-att').toUpperCase();
  if ((word === 'BODY' || word === 'BODY.PEEK') && reader.skipIf('[')) {
    return { name: 'BODY[]', peek: word === 'BODY.PEEK', section: readSection(reader), ...readPartial(reader) };
  }
  if ((word === 'BINARY' || word === 'BINARY.PEEK') && reader.skipIf('[')) {
    return { name: 'BINARY[]', peek: word === 'BINARY.PEEK', part: readPart(reader), ...readPartial(reader) };
  }
  if (word === 'BINARY.SIZE' && reader.skipIf('[')) return { name: 'BINARY.SIZE[]', part: readPart(reader) };
  const name = plainNames.find((known) => known === word);
  if (!name) throw new WireError('fetch-att');
  return { name };
}

function writeFetchAttribute(writer: Writer, attribute: FetchAttribute): void {
  if (attribute.name === 'BINARY.SIZE[]') {
    writer.raw(`BINARY.SIZE[${attribute.part.join('.')}]`);
    return;
  }
  if (attribute.name !== 'BODY[]' && attribute.name !== 'BINARY[]') {
    writer.raw(attribute.name);
    return;
  }
  const { partial } = attribute;
  writer.raw(`${attribute.name.slice(0, -2)}${attribute.peek ? '.PEEK' : ''}`);
  if (attribute.name === 'BODY[]') writeSection(writer, attribute.section);
  else writer.raw(`[${attribute.part.join('.')}]`);
  if (partial) writer.raw(`<${partial.offset}.${partial.length}>`);
}

/** `[` section-spec `]`. */
export function writeSection(writer: Writer, { part, text }: Section): void {
  writer.raw(`[${part.join('.')}${part.length > 0 && text.kind !== 'content' ? '.' : ''}`);
  if (text.kind === 'fields' || text.kind === 'fieldsNot') {
    writer.raw(text.kind === 'fields' ? 'HEADER.FIELDS ' : 'HEADER.FIELDS.NOT ');
    writer.list(text.names, (name) => writer.astring(name));
  } else if (text.kind !== 'content') writer.raw(text.kind.toUpperCase());
  writer.raw(']');
}

/** The same as text, for a server's answer. */
export function sectionText(section: Section): string {
  const writer = new Writer();
  writeSection(writer, section);
  return Buffer.from(writer.take()).toString('latin1');
}

function readSection(reader: Reader): Section {
  const part: number[] = [];
  while (!reader.peek(']')) {
    if (!/\d/.test(peekDigit(reader))) return { part, text: readSectionText(reader, part.length > 0) };
    const number = reader.number();
    if (number === 0 || part.length >= 100) throw new WireError('section-part');
    part.push(number);
    if (!reader.skipIf('.') && !reader.peek(']')) throw new WireError('section');
  }
  reader.expect(']');
  return { part, text: { kind: 'content' } };
}

/** section-binary: part numbers alone. */
function readPart(reader: Reader): number[] {
  const { part, text } = readSection(reader);
  if (text.kind !== 'content') throw new WireError('section-binary');
  return [...part];
}

function peekDigit(reader: Reader): string {
  return [...'0123456789'].find((digit) => reader.peek(digit)) ?? '';
}

function readSectionText(reader: Reader, inPart: boolean): SectionText {
  const word = reader.while(/[A-Za-z.]/, 'section-text').toUpperCase();
  let text: SectionText;
  if (word === 'HEADER.FIELDS' || word === 'HEADER.FIELDS.NOT') {
    reader.sp();
    const names = reader.list(() => reader.astring(), listMax);
    text = { kind: word === 'HEADER.FIELDS' ? 'fields' : 'fieldsNot', names };
  } else if (word === 'HEADER') text = { kind: 'header' };
  else if (word === 'TEXT') text = { kind: 'text' };
  else if (word === 'MIME' && inPart) text = { kind: 'mime' };
  else throw new WireError('section-text');
  reader.expect(']');
  return text;
}

function readPartial(reader: Reader): { partial?: ByteRange } {
  if (!reader.skipIf('<')) return {};
  const offset = reader.number();
  reader.expect('.');
  const length = reader.number();
  reader.expect('>');
  if (length === 0) throw new WireError('nz-number');
  return { partial: { offset, length } };
}
