import { lastComponent } from './attachmentName.ts';
import { type Block, planBody } from './body.ts';
import { type ByteSource, sliceSource, withLineFeeds } from './byteSource.ts';
import { decodeText } from './charsets.ts';
import { cleanLine, decodeHeaderText } from './encodedWords.ts';
import { unflow } from './flowed.ts';
import { type Parameterised, parseParameters } from './parameters.ts';
import { type ReadAddress, readAddresses } from './readAddresses.ts';
import { readDate } from './readDate.ts';
import { attachmentNameMaxChars, referencesMax, textBytesMax } from './readLimits.ts';
import { type Defect, type HeaderField, type Part, scanMessage } from './scan.ts';
import { type Decoder, decodeAll, decodeRange, transferDecoder } from './transferEncoding.ts';

/** A part that is offered as a file. `name` is what the sender wrote, last path component only; not yet safe to save under. */
export interface ReadAttachment {
  readonly part: Part;
  readonly name: string;
  readonly contentType: string;
  /** Without angle brackets; empty = none. */
  readonly cid: string;
  /** Meant to be seen inside the text: part of a related, or disposition inline with a cid. */
  readonly inline: boolean;
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
  const field = (name: string) => firstField(root, name)?.raw ?? '';
  const addresses = (name: string) =>
    readAddresses(
      fieldsOf(root, name)
        .map((one) => one.raw)
        .join(', '),
      hint,
    );
  for (const name of ['subject', 'from', 'date', 'message-id', 'sender', 'reply-to'])
    if (fieldsOf(root, name).length > 1) defects.add('duplicateField');
  const plan = planBody(root, reader);
  const blocks = plan.blocks.map((block) => reader.block(block));
  const seen = new Set<string>();
  return {
    fields: root.fields.map((one) => ({ ...one, value: decodeHeaderText(one.raw, hint) })),
    subject: decodeHeaderText(field('subject'), hint).trim(),
    // Only the first From counts: a second one is a way to show another sender than was checked.
    from: readAddresses(field('from'), hint),
    sender: readAddresses(field('sender'), hint),
    replyTo: readAddresses(field('reply-to'), hint),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    date: readDate(cleanLine(field('date'))),
    messageId: messageIds(field('message-id'))[0] ?? '',
    inReplyTo: messageIds(field('in-reply-to')),
    references: messageIds(field('references')).filter((id) => !seen.has(id) && seen.add(id)),
    blocks,
    attachments: plan.attachments.map((part) => reader.attachment(part, plan.related.has(part))),
    root,
    defects,
    source,
  };
}

/** The decoded bytes of an attachment, a chunk at a time. */
export function attachmentBytes(message: ReadMessage, attachment: ReadAttachment): Generator<Uint8Array> {
  return partBytes(message.source, attachment.part);
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
  return (cleanLine(raw).match(/<[^<>\s]{1,998}>/g) ?? []).slice(0, referencesMax);
}

class Reader {
  readonly #source: ByteSource;
  readonly #defects: Set<Defect>;
  readonly #hint: string | undefined;
  readonly #dispositions = new Map<Part, Parameterised>();

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

  block(block: Block): TextBlock {
    const result: { text?: string; html?: string } = {};
    if (block.text) result.text = this.#plainText(block.text);
    if (block.html) result.html = this.#decode(block.html);
    return result;
  }

  attachment(part: Part, related: boolean): ReadAttachment {
    const cid = contentId(part);
    const inline =
      cid !== '' && this.disposition(part) !== 'attachment' && (related || this.disposition(part) === 'inline');
    return { part, name: this.#name(part), contentType: part.type, cid, inline };
  }

  #disposition(part: Part): Parameterised {
    let parsed = this.#dispositions.get(part);
    if (!parsed) {
      parsed = parseParameters(firstField(part, 'content-disposition')?.raw ?? '', this.#hint);
      this.#dispositions.set(part, parsed);
    }
    return parsed;
  }

  #rawName(part: Part): string {
    const typed = parseParameters(firstField(part, 'content-type')?.raw ?? '', this.#hint).parameters.get('name');
    return this.#disposition(part).parameters.get('filename') ?? typed ?? '';
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
    const text = this.#decode(part);
    if (part.typeParameters.get('format')?.toLowerCase() !== 'flowed') return text;
    return unflow(text, part.typeParameters.get('delsp')?.toLowerCase() === 'yes');
  }

  #decode(part: Part): string {
    const encoding = part.type.startsWith('multipart/') ? '' : encodingOf(part);
    const decoder = transferDecoder(encoding);
    if (!decoder) this.#defects.add('encodingUnknown');
    const bytes = decodeAll(this.#source, part.bodyStart, part.bodyEnd, decoder ?? identityDecoder(), textBytesMax);
    if (bytes.length >= textBytesMax) this.#defects.add('textTooLong');
    const label = part.typeParameters.get('charset') ?? (part.type === 'text/html' ? metaCharset(bytes) : undefined);
    const decoded = decodeText(bytes, label, this.#hint);
    if (decoded.defect) this.#defects.add(decoded.defect);
    return decoded.text.replace(/\0/g, '');
  }
}

function partBytes(source: ByteSource, part: Part): Generator<Uint8Array> {
  const decoder = part.children.length > 0 ? undefined : transferDecoder(encodingOf(part));
  return decodeRange(source, part.bodyStart, part.bodyEnd, decoder ?? identityDecoder());
}

function identityDecoder(): Decoder {
  const empty = new Uint8Array(0);
  return { push: (chunk) => chunk, end: () => empty };
}

function encodingOf(part: Part): string {
  return (firstField(part, 'content-transfer-encoding')?.raw ?? '').replace(/\([^)]*\)/g, '').trim();
}

function contentId(part: Part): string {
  return cleanLine(firstField(part, 'content-id')?.raw ?? '')
    .trim()
    .replace(/^<|>$/g, '')
    .trim();
}

function fieldsOf(part: Part, name: string): HeaderField[] {
  return part.fields.filter((field) => field.name.toLowerCase() === name);
}

function firstField(part: Part, name: string): HeaderField | undefined {
  return part.fields.find((field) => field.name.toLowerCase() === name);
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

/** `<meta charset>` counts only where the part's header names none. */
function metaCharset(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 2048));
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w:.-]{2,40})/i.exec(start)?.[1];
}
