import { Buffer } from 'node:buffer';
import { lastComponent } from './attachmentName.ts';
import { type Block, planBody } from './body.ts';
import { type ByteSource, sliceSource, withLineFeeds } from './byteSource.ts';
import { decodeText, isAscii } from './charsets.ts';
import { cleanLine, decodeHeaderText } from './encodedWords.ts';
import { unflow } from './flowed.ts';
import { type Parameterised, parseParameters } from './parameters.ts';
import { type ReadAddress, readAddresses } from './readAddresses.ts';
import { readDate } from './readDate.ts';
import { attachmentNameMaxChars, referencesMax, textBytesMax, tnefBytesMax } from './readLimits.ts';
import { type Defect, type Part, scanMessage } from './scan.ts';
import type { HeaderField } from './scanHeader.ts';
import { decodeAll, decodeRange, identity, transferDecoder } from './transferEncoding.ts';
import { type HeldContent, type HeldFile, heldBytes, mayBeTnef, type UnpackedTnef, unpackTnef } from './unpack.ts';
import { findUuBlocks, withoutUuBlocks } from './uuencode.ts';

const noDisposition: Parameterised = { value: '', parameters: new Map() };

/** A part that is offered as a file. `name` is what the sender wrote, last path component only; not yet safe to save under. */
export interface ReadAttachment {
  readonly part: Part;
  readonly name: string;
  readonly contentType: string;
  /** Without angle brackets; empty = none. */
  readonly cid: string;
  /** Meant to be seen inside the text: part of a related, or disposition inline with a cid. */
  readonly inline: boolean;
  /** Set for a file inside of `part`: unpacked from TNEF, or uuencoded in its text. */
  readonly held?: HeldContent;
}

/** Text of one block: plain, HTML, or both of an alternative. */
export interface TextBlock {
  readonly text?: string;
  readonly html?: string;
}

/**
 * A message as its sender meant it. Header text is decoded and holds one line each; nothing is sanitised. Attachment
 * bytes stay where they are: {@link attachmentBytes} decodes them in chunks.
 */
export interface ReadMessage {
  /** Every field in order: name as written, decoded value, and the raw bytes one per character. */
  readonly fields: readonly (HeaderField & { readonly value: string })[];
  readonly subject: string;
  readonly from: readonly ReadAddress[];
  readonly sender: readonly ReadAddress[];
  readonly replyTo: readonly ReadAddress[];
  readonly to: readonly ReadAddress[];
  readonly cc: readonly ReadAddress[];
  readonly bcc: readonly ReadAddress[];
  /** The Date header as ms since 1970; undefined where it names no moment. The sort date is the caller's business. */
  readonly date: number | undefined;
  readonly messageId: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly blocks: readonly TextBlock[];
  readonly attachments: readonly ReadAttachment[];
  readonly root: Part;
  readonly defects: ReadonlySet<Defect>;
  /** The source that the parts' offsets belong to. */
  readonly source: ByteSource;
}

/** Reads a message (RFC 5322, MIME). Never throws for what the bytes say; limits are in readLimits.ts. */
export function readMessage(input: ByteSource): ReadMessage {
  const source = withLineFeeds(input);
  const { root, defects: found } = scanMessage(source);
  const defects = new Set(found);
  const hint = charsetHint(root);
  const reader = new Reader(source, defects, hint);
  const header = new HeaderIndex(root, defects);
  const fields = root.fields.map(({ name, key, raw }) => ({ name, key, raw, value: decodeHeaderText(raw, hint) }));
  const field = (name: string) => header.first(name);
  const addresses = (name: string) => {
    const raw = header.all(name);
    return raw === '' ? nobody : readAddresses(raw, hint);
  };
  const one = (name: string) => {
    const raw = header.first(name);
    return raw === '' ? nobody : readAddresses(raw, hint);
  };
  const plan = planBody(root, reader);
  const blocks = plan.blocks.map((block) => reader.block(block));
  const attachments = plan.attachments.map((part) => reader.attachment(part, plan.related.has(part)));
  return {
    fields,
    subject: fields.find((one) => one.key === 'subject')?.value.trim() ?? '',
    // Only the first From counts: a second one is a way to show another sender than was checked.
    from: one('from'),
    sender: one('sender'),
    replyTo: one('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    date: readDate(cleanLine(field('date'))),
    messageId: messageIds(field('message-id'))[0] ?? '',
    inReplyTo: messageIds(field('in-reply-to')),
    references: [...new Set(messageIds(field('references')))],
    ...reader.unpack(blocks, [...attachments, ...reader.uuFiles]),
    root,
    defects,
    source,
  };
}

/** The decoded bytes of an attachment, a chunk at a time. */
export function attachmentBytes(message: ReadMessage, attachment: ReadAttachment): Generator<Uint8Array> {
  const { part, held } = attachment;
  const decoder = (part.children.length > 0 ? undefined : transferDecoder(encodingOf(part))) ?? identity;
  if (held) return heldBytes(message.source, part, decoder, held);
  return decodeRange(message.source, part.bodyStart, part.bodyEnd, decoder);
}

/** The message inside a message/rfc822 part; where it was (against RFC 2046 §5.2.1) encoded, decoded first. */
export function enclosedSource(message: ReadMessage, part: Part): ByteSource {
  const decoder = transferDecoder(encodingOf(part));
  if (!/base64|quoted/i.test(encodingOf(part)) || !decoder)
    return sliceSource(message.source, part.bodyStart, part.bodyEnd);
  const bytes = decodeAll(message.source, part.bodyStart, part.bodyEnd, decoder, textBytesMax);
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** The parts below a part, in order of appearance. */
export function partsBelow(part: Part): Part[] {
  return part.children.flatMap((child) => [child, ...partsBelow(child)]);
}

/** Message-IDs in angle brackets, in order; what stands between them is dropped. */
export function messageIds(raw: string): string[] {
  if (raw === '') return [];
  return (cleanLine(raw).match(/<[^<>\s]{1,998}>/g) ?? []).slice(0, referencesMax);
}

/** The text of a TNEF container, where the mail itself says less. */
function withTnefText(blocks: TextBlock[], { text, html }: UnpackedTnef): TextBlock[] {
  const isBlank = blocks.every((block) => (block.text ?? '').trim() === '' && (block.html ?? '').trim() === '');
  if (isBlank && (text !== '' || html !== ''))
    return [{ ...(text === '' ? {} : { text }), ...(html === '' ? {} : { html }) }];
  const [only] = blocks;
  const isPlain = blocks.length === 1 && only?.text !== undefined && only.html === undefined;
  return isPlain && html !== '' ? [{ ...only, html }] : blocks;
}

function heldAttachment(part: Part, { name, contentType, cid, held }: HeldFile): ReadAttachment {
  const shown = lastComponent(cleanLine(name).trim()).slice(0, attachmentNameMaxChars);
  return { part, name: shown, contentType: contentType || 'application/octet-stream', cid, inline: cid !== '', held };
}

const nobody: readonly ReadAddress[] = [];

/** The fields of a header by name, found in one pass. */
class HeaderIndex {
  readonly #values = new Map<string, string[]>();

  constructor(part: Part, defects: Set<Defect>) {
    for (const { key, raw } of part.fields) {
      if (!indexed.has(key)) continue;
      const values = this.#values.get(key);
      if (!values) this.#values.set(key, [raw]);
      else {
        values.push(raw);
        if (single.has(key)) defects.add('duplicateField');
      }
    }
  }

  first(name: string): string {
    return this.#values.get(name)?.[0] ?? '';
  }

  all(name: string): string {
    return this.#values.get(name)?.join(', ') ?? '';
  }
}

/** RFC 5322 §3.6: once at most. */
const single: ReadonlySet<string> = new Set(['subject', 'from', 'date', 'message-id', 'sender', 'reply-to']);
const indexed: ReadonlySet<string> = new Set([...single, 'to', 'cc', 'bcc', 'in-reply-to', 'references']);

class Reader {
  readonly #source: ByteSource;
  readonly #defects: Set<Defect>;
  readonly #hint: string | undefined;
  readonly #dispositions = new Map<Part, Parameterised>();
  /** Files that stood uuencoded in the texts read so far. */
  readonly uuFiles: ReadAttachment[] = [];
  #textBytesLeft = textBytesMax;

  constructor(source: ByteSource, defects: Set<Defect>, hint: string | undefined) {
    this.#source = source;
    this.#defects = defects;
    this.#hint = hint;
  }

  disposition(part: Part): string {
    return this.#disposition(part).value.toLowerCase();
  }

  hasName(part: Part): boolean {
    return this.#rawName(part) !== '';
  }

  cid(part: Part): string {
    return contentId(part);
  }

  hasLocation(part: Part): boolean {
    return firstField(part, 'content-location') !== undefined;
  }

  block(block: Block): TextBlock {
    const result: { text?: string; html?: string } = {};
    if (block.text)
      result.text = [block.text, ...(block.moreText ?? [])].map((part) => this.#plainText(part)).join('\n');
    else if (block.isCovered) result.text = '';
    if (block.html) result.html = this.#decode(block.html);
    return result;
  }

  attachment(part: Part, related: boolean): ReadAttachment {
    const cid = contentId(part);
    const inline =
      cid !== '' && this.disposition(part) !== 'attachment' && (related || this.disposition(part) === 'inline');
    return { part, name: this.#name(part), contentType: part.type, cid, inline };
  }

  /** Puts the content of TNEF containers in their place: files for files, text where the mail has none (or no HTML). */
  unpack(blocks: TextBlock[], attachments: ReadAttachment[]): Pick<ReadMessage, 'blocks' | 'attachments'> {
    if (!attachments.some((one) => !one.held && mayBeTnef(one.part, one.name))) return { blocks, attachments };
    let shown = blocks;
    const files = attachments.flatMap((one) => {
      const tnef = one.held || !mayBeTnef(one.part, one.name) ? undefined : this.#tnef(one.part);
      if (!tnef) return [one];
      if (tnef.isBroken) this.#defects.add('tnefBroken');
      const before = shown;
      shown = withTnefText(shown, tnef);
      const unpacked = tnef.files.map((file) => heldAttachment(one.part, file));
      // What is neither text nor file, such as an answer to an invitation, stays reachable; so does what was not understood.
      return (unpacked.length === 0 && shown === before && tnef.text === '') || tnef.isBroken
        ? [...unpacked, one]
        : unpacked;
    });
    return { blocks: shown, attachments: files };
  }

  #tnef(part: Part): UnpackedTnef | undefined {
    const decoder = transferDecoder(encodingOf(part)) ?? identity;
    const bytes = decodeAll(this.#source, part.bodyStart, part.bodyEnd, decoder, tnefBytesMax + 1);
    return bytes.length > tnefBytesMax ? undefined : unpackTnef(bytes);
  }

  #disposition(part: Part): Parameterised {
    let parsed = this.#dispositions.get(part);
    if (!parsed) {
      const raw = firstField(part, 'content-disposition')?.raw;
      parsed = raw === undefined ? noDisposition : parseParameters(raw, this.#hint);
      this.#dispositions.set(part, parsed);
    }
    return parsed;
  }

  #rawName(part: Part): string {
    const filename = this.#disposition(part).parameters.get('filename');
    if (filename !== undefined) return filename;
    const type = firstField(part, 'content-type')?.raw ?? '';
    const { parameters } = isAscii(type) ? { parameters: part.typeParameters } : parseParameters(type, this.#hint);
    return parameters.get('name') ?? '';
  }

  #name(part: Part): string {
    const name = lastComponent(cleanLine(this.#rawName(part)).trim()).slice(0, attachmentNameMaxChars);
    if (name !== '' || part.type !== 'message/rfc822') return name;
    const subject = part.children[0]
      ? decodeHeaderText(firstField(part.children[0], 'subject')?.raw ?? '', this.#hint)
      : '';
    return `${subject.slice(0, 100) || 'message'}.eml`;
  }

  #plainText(part: Part): string {
    const text = this.#decode(part, true);
    if (part.typeParameters.get('format')?.toLowerCase() !== 'flowed') return text;
    return unflow(text, part.typeParameters.get('delsp')?.toLowerCase() === 'yes');
  }

  #decode(part: Part, mayHoldFiles = false): string {
    const encoding = part.type.startsWith('multipart/') ? '' : encodingOf(part);
    let decoder = transferDecoder(encoding);
    if (decoder && /base64/i.test(encoding) && isNoBase64(this.#source.read(part.bodyStart, part.bodyEnd)))
      decoder = undefined;
    if (!decoder) this.#defects.add('encodingUnknown');
    const room = this.#textBytesLeft;
    let bytes = decodeAll(this.#source, part.bodyStart, part.bodyEnd, decoder ?? identity, room + 1);
    if (bytes.length > room) {
      this.#defects.add('textTooLong');
      bytes = bytes.subarray(0, room);
    }
    this.#textBytesLeft -= bytes.length;
    if (mayHoldFiles) bytes = this.#takeFiles(part, bytes);
    const label = part.typeParameters.get('charset') ?? (part.type === 'text/html' ? metaCharset(bytes) : undefined);
    const decoded = decodeText(bytes, label, this.#hint);
    if (decoded.defect) this.#defects.add(decoded.defect);
    return decoded.text.includes('\0') ? decoded.text.replaceAll('\0', '') : decoded.text;
  }

  #takeFiles(part: Part, bytes: Uint8Array): Uint8Array {
    const blocks = findUuBlocks(bytes);
    if (blocks.length === 0) return bytes;
    for (const { name, dataStart, dataEnd } of blocks) {
      const held = { kind: 'uuencode', start: dataStart, end: dataEnd } as const;
      this.uuFiles.push(
        heldAttachment(part, { name: decodeHeaderText(name, this.#hint), contentType: '', cid: '', held }),
      );
    }
    return withoutUuBlocks(bytes, blocks);
  }
}

function encodingOf(part: Part): string {
  const raw = firstField(part, 'content-transfer-encoding')?.raw ?? '';
  return raw.includes('(') ? raw.replace(/\([^)]*\)/g, '').trim() : raw;
}

function contentId(part: Part): string {
  const raw = firstField(part, 'content-id')?.raw;
  if (raw === undefined) return '';
  return cleanLine(raw).trim().replace(/^<|>$/g, '').trim();
}

function firstField(part: Part, name: string): HeaderField | undefined {
  for (const field of part.fields) if (field.key === name) return field;
  return undefined;
}

/** The charset of the first text part: what raw bytes in headers most likely are. */
function charsetHint(part: Part): string | undefined {
  const own = part.typeParameters.get('charset');
  if (own !== undefined) return own;
  for (const child of part.children) {
    const inner = charsetHint(child);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Text that is called base64 and has words and blanks: a program that forgot to encode it. */
function isNoBase64(bytes: Uint8Array): boolean {
  const start = latin1(bytes.subarray(0, 400));
  const strange = start.match(/[^A-Za-z0-9+/=\r\n]/g)?.length ?? 0;
  return strange * 12 > start.length && / [A-Za-z]+ /.test(start);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** `<meta charset>` counts only where the part's header names none. */
function metaCharset(bytes: Uint8Array): string | undefined {
  const start = latin1(bytes.subarray(0, 2048));
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]{2,40})/i.exec(start)?.[1];
}
