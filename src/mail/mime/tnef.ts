import { Buffer } from 'node:buffer';
import { decodeText } from './charsets.ts';
import { MapiReader, type MapiValue } from './mapiProperties.ts';
import { tnefAttachmentsMax, tnefDepthMax } from './readLimits.ts';

/** A file inside a TNEF container. Offsets are into the container's bytes. */
export interface TnefFile {
  readonly name: string;
  /** As the sender's program said; may be empty. */
  readonly contentType: string;
  readonly cid: string;
  readonly start: number;
  readonly end: number;
}

/** Text of a message in TNEF, in the forms that it has. `rtf` is compressed (MS-OXRTFCP), see `decompressRtf`. */
export interface TnefBody {
  readonly text: string;
  readonly html: string;
  readonly rtf: Uint8Array | undefined;
}

export interface TnefMessage {
  readonly subject: string;
  readonly body: TnefBody;
  readonly files: readonly TnefFile[];
  /** Messages that were attached, in order. */
  readonly messages: readonly TnefMessage[];
  /** The structure ended before its time; what stands here was found until then. */
  readonly isBroken: boolean;
}

/**
 * Reads TNEF (MS-OXTNEF), Outlook's `winmail.dat`. Undefined for bytes that are none. Never throws, copies no file.
 * Limits: {@link tnefAttachmentsMax} files and messages, {@link tnefDepthMax} messages inside each other.
 */
export function readTnef(bytes: Uint8Array): TnefMessage | undefined {
  return new TnefReader(bytes, 0, 0).read();
}

const signature = 0x223e9f78;
/** A level, a tag, a length in front of the data, and a checksum behind. */
const attributeHeadBytes = 9;
const checksumBytes = 2;
const attachmentLevel = 2;

const attribute = {
  subject: 0x00018004,
  body: 0x0002800c,
  properties: 0x00069003,
  codePage: 0x00069007,
  newAttachment: 0x00069002,
  attachmentTitle: 0x00018010,
  attachmentData: 0x0006800f,
  attachmentProperties: 0x00069005,
  transportName: 0x00069001,
} as const;

const property = {
  subject: 0x0037,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  internetCodePage: 0x3fde,
  displayName: 0x3001,
  data: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  mediaType: 0x370e,
  contentId: 0x3712,
} as const;

/** IID_IMessage: what follows is TNEF again. */
const messageObject = Buffer.from('0703020000000000c000000000000046', 'hex');

/** What is known of an attachment until the next begins. */
interface Draft {
  title: string;
  longName: string;
  contentType: string;
  cid: string;
  range: { start: number; end: number } | undefined;
  message: TnefMessage | undefined;
}

class TnefReader {
  readonly #bytes: Buffer;
  /** Where the reader's bytes stand in the outermost container. */
  readonly #base: number;
  readonly #depth: number;
  readonly #files: TnefFile[] = [];
  readonly #messages: TnefMessage[] = [];
  #codePage = 'windows-1252';
  #htmlCodePage = '';
  #subject = '';
  #text = '';
  #html: Uint8Array | string = '';
  #rtf: Uint8Array | undefined;
  #draft: Draft | undefined;
  #isBroken = false;

  constructor(bytes: Uint8Array, base: number, depth: number) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#base = base;
    this.#depth = depth;
  }

  read(): TnefMessage | undefined {
    const bytes = this.#bytes;
    if (bytes.length < 6 || bytes.readUInt32LE(0) !== signature) return undefined;
    let at = 6;
    while (at + attributeHeadBytes <= bytes.length) {
      const level = bytes[at] ?? 0;
      if (level !== 1 && level !== attachmentLevel) break; // Some programs add garbage at the end.
      const tag = bytes.readUInt32LE(at + 1);
      const start = at + attributeHeadBytes;
      const end = start + bytes.readUInt32LE(at + 5);
      if (end > bytes.length) {
        this.#isBroken = true;
        break;
      }
      if (level === 1) this.#messageAttribute(tag, start, end);
      else this.#attachmentAttribute(tag, start, end);
      at = end + checksumBytes;
    }
    this.#finishAttachment();
    return {
      subject: this.#subject,
      body: { text: this.#text, html: this.#htmlText(), rtf: this.#rtf },
      files: this.#files,
      messages: this.#messages,
      isBroken: this.#isBroken || at < bytes.length - attributeHeadBytes,
    };
  }

  #messageAttribute(tag: number, start: number, end: number): void {
    const data = this.#bytes.subarray(start, end);
    if (tag === attribute.codePage && data.length >= 4) this.#codePage = codePageName(data.readUInt32LE(0));
    else if (tag === attribute.subject) this.#subject ||= this.#string(data);
    else if (tag === attribute.body) this.#text ||= this.#string(data);
    else if (tag === attribute.properties)
      this.#isBroken ||= !this.#readProperties(start, end, (value) => this.#messageProperty(value));
  }

  #messageProperty(value: MapiValue): void {
    const { id } = value;
    if (id === property.subject) this.#subject = this.#stringOf(value) || this.#subject;
    else if (id === property.body) this.#text = this.#stringOf(value) || this.#text;
    else if (id === property.rtf) this.#rtf = this.#bytes.subarray(value.start, value.end);
    else if (id === property.internetCodePage) this.#htmlCodePage = codePageName(value.number);
    else if (id === property.html)
      this.#html = value.kind === 'binary' ? this.#bytes.subarray(value.start, value.end) : this.#stringOf(value);
  }

  #attachmentAttribute(tag: number, start: number, end: number): void {
    if (tag === attribute.newAttachment) {
      this.#finishAttachment();
      this.#draft = newDraft();
      return;
    }
    this.#draft ??= newDraft();
    const draft = this.#draft;
    const data = this.#bytes.subarray(start, end);
    if (tag === attribute.attachmentTitle || tag === attribute.transportName) draft.title ||= this.#string(data);
    else if (tag === attribute.attachmentData) draft.range = { start, end };
    else if (tag === attribute.attachmentProperties)
      this.#isBroken ||= !this.#readProperties(start, end, (value) => this.#attachmentProperty(value, draft));
  }

  #attachmentProperty(value: MapiValue, draft: Draft): void {
    const { id } = value;
    if (id === property.longName) draft.longName = this.#stringOf(value) || draft.longName;
    else if (id === property.shortName || id === property.displayName) draft.title ||= this.#stringOf(value);
    else if (id === property.mediaType) draft.contentType = this.#stringOf(value);
    else if (id === property.contentId) draft.cid = this.#stringOf(value);
    else if (id === property.data && value.kind === 'object') {
      const start = value.start + messageObject.length;
      const isMessage = this.#bytes.subarray(value.start, start).equals(messageObject);
      if (isMessage && this.#depth < tnefDepthMax)
        draft.message = new TnefReader(
          this.#bytes.subarray(start, value.end),
          this.#base + start,
          this.#depth + 1,
        ).read();
      draft.range ??= { start: Math.min(start, value.end), end: value.end };
    } else if (id === property.data) draft.range ??= { start: value.start, end: value.end };
  }

  #finishAttachment(): void {
    const draft = this.#draft;
    this.#draft = undefined;
    if (!draft || this.#files.length + this.#messages.length >= tnefAttachmentsMax) return;
    if (draft.message) {
      const name = draft.longName || draft.title;
      this.#messages.push({ ...draft.message, subject: draft.message.subject || name });
    } else if (draft.range)
      this.#files.push({
        name: draft.longName || draft.title,
        contentType: /^[\w.+-]+\/[\w.+-]+$/.test(draft.contentType) ? draft.contentType.toLowerCase() : '',
        cid: draft.cid.replace(/^<|>$/g, ''),
        start: this.#base + draft.range.start,
        end: this.#base + draft.range.end,
      });
  }

  #readProperties(start: number, end: number, each: (value: MapiValue) => void): boolean {
    return new MapiReader(this.#bytes, start, end).read(each);
  }

  #stringOf(value: MapiValue): string {
    const data = this.#bytes.subarray(value.start, value.end);
    return value.kind === 'unicode' ? untilNul(data.toString('utf16le')) : this.#string(data);
  }

  #string(data: Uint8Array): string {
    return untilNul(decodeText(data, this.#codePage).text);
  }

  #htmlText(): string {
    if (typeof this.#html === 'string') return this.#html;
    return untilNul(decodeText(this.#html, this.#htmlCodePage || this.#codePage).text);
  }
}

function newDraft(): Draft {
  return { title: '', longName: '', contentType: '', cid: '', range: undefined, message: undefined };
}

function untilNul(text: string): string {
  const nul = text.indexOf('\0');
  return (nul === -1 ? text : text.slice(0, nul)).toWellFormed();
}

/** The charset of a Windows code page. */
export function codePageName(page: number): string {
  const known = codePages.get(page);
  if (known) return known;
  if (page >= 28_591 && page <= 28_606) return `iso-8859-${page - 28_590}`;
  return `cp${page}`;
}

const codePages: ReadonlyMap<number, string> = new Map([
  [1200, 'utf-16le'],
  [1201, 'utf-16be'],
  [20_127, 'us-ascii'],
  [20_866, 'koi8-r'],
  [21_866, 'koi8-u'],
  [50_220, 'iso-2022-jp'],
  [50_221, 'iso-2022-jp'],
  [50_222, 'iso-2022-jp'],
  [50_225, 'iso-2022-kr'],
  [51_932, 'euc-jp'],
  [51_949, 'euc-kr'],
  [54_936, 'gb18030'],
  [65_000, 'utf-7'],
  [65_001, 'utf-8'],
]);
