/**
 * A fast reader of one untagged FETCH response (RFC 9051 §7.5.2), for listing mailboxes of 100,000 messages: the line is
 * turned into text once, scanned by position, and only what a list shows is decoded.
 */
import { decodeHeaderText } from '../../mime/encodedWords.ts';
import { parseInternalDate, parseMailDate } from './dateTime.ts';
import { BrokenLine, CLOSE, FetchScanner, OPEN, SPACE } from './fetchScanner.ts';
import { nestingMax } from './limits.ts';

export interface FetchAddress {
  readonly name: string;
  readonly address: string;
}

/** RFC 9051 §7.5.2 ENVELOPE; encoded words decoded, absent strings empty, absent lists empty, groups flattened. */
export interface FetchEnvelope {
  /** Milliseconds since 1970, or null where the Date header does not parse. */
  readonly date: number | null;
  readonly subject: string;
  readonly from: readonly FetchAddress[];
  readonly to: readonly FetchAddress[];
  readonly cc: readonly FetchAddress[];
  readonly bcc: readonly FetchAddress[];
  readonly messageId: string;
  readonly inReplyTo: string;
}

export interface FetchRecord {
  /** The message sequence number; 0 when the bytes begin after it. */
  seq: number;
  uid: number;
  flags: readonly string[];
  /** Milliseconds since 1970; 0 when absent. */
  internalDate: number;
  /** Bytes. */
  size: number;
  envelope: FetchEnvelope;
  /** False for a response that only tells of flags. */
  hasEnvelope: boolean;
  /** By BODYSTRUCTURE: some part is meant to be saved, not shown. */
  hasAttachment: boolean;
  modSeq?: bigint;
  /** The References header's value, unfolded. */
  references?: string;
  /** RFC 8474 OBJECTID. */
  emailId?: string;
  /** X-GM-MSGID, as decimal digits. */
  gmailMessageId?: string;
  /** True when the line broke the grammar: what came before that point is filled, the rest is empty. */
  damaged: boolean;
}

/** Address lists and sets of flags that a reader keeps at hand. */
const knownMax = 500;

/**
 * Reads the responses of one listing, and remembers what comes again and again: the same people write, and flags are few.
 * Equal lists of addresses are one object.
 */
export class FetchReader {
  readonly #addresses = new Map<string, readonly FetchAddress[]>();
  readonly #flags = new Map<string, readonly string[]>();

  /**
   * Reads one response: the whole line with its literals inline, with or without `* n FETCH ` before the parenthesis.
   * Where the caller has the literals apart (each `{n}` CRLF stays in the line, its bytes do not), it gives `literals`.
   * Never throws.
   */
  read(bytes: Uint8Array, literals?: readonly Uint8Array[]): FetchRecord {
    const scan = new FetchScanner(bytes, literals);
    const record = emptyRecord();
    try {
      record.seq = scan.prefix();
      scan.expect(OPEN);
      while (!scan.skipIf(CLOSE)) {
        const item = scan.itemName();
        scan.expect(SPACE);
        this.#readItem(scan, record, item);
        scan.skipIf(SPACE);
      }
    } catch (error) {
      // The scanner stops a broken line by this one error; anything else is our own defect.
      if (!(error instanceof BrokenLine)) throw error;
      record.damaged = true;
    }
    return record;
  }

  #readItem(scan: FetchScanner, record: FetchRecord, item: string): void {
    if (item === 'UID') record.uid = scan.number();
    else if (item === 'FLAGS') record.flags = this.#readFlags(scan);
    else if (item === 'INTERNALDATE') record.internalDate = parseInternalDate(scan.string()) ?? 0;
    else if (item === 'RFC822.SIZE') record.size = scan.number();
    else if (item === 'ENVELOPE') {
      record.hasEnvelope = true;
      record.envelope = this.#readEnvelope(scan);
    } else if (item === 'BODYSTRUCTURE' || item === 'BODY') record.hasAttachment = readBody(scan, 0) !== 0;
    else if (item === 'MODSEQ') record.modSeq = readModSeq(scan);
    else if (item === 'EMAILID') record.emailId = scan.parenthesised();
    else if (item === 'X-GM-MSGID') record.gmailMessageId = scan.atom();
    else if (item.startsWith('BODY[HEADER.FIELDS')) readHeaderFields(record, scan.string());
    else scan.skipValue();
  }

  #readFlags(scan: FetchScanner): readonly string[] {
    const text = scan.parenthesised();
    const known = this.#flags.get(text);
    if (known) return known;
    return remember(
      this.#flags,
      text,
      text.split(' ').filter((flag) => flag !== ''),
    );
  }

  #readEnvelope(scan: FetchScanner): FetchEnvelope {
    scan.expect(OPEN);
    const date = parseMailDate(scan.string());
    scan.expect(SPACE);
    const subject = words(scan.raw());
    const from = this.#spacedAddresses(scan);
    skipSpaced(scan); // Sender and Reply-To: nothing that a list shows.
    skipSpaced(scan);
    const to = this.#spacedAddresses(scan);
    const cc = this.#spacedAddresses(scan);
    const bcc = this.#spacedAddresses(scan);
    scan.expect(SPACE);
    const inReplyTo = scan.string().trim();
    scan.expect(SPACE);
    const messageId = scan.string().trim();
    scan.expect(CLOSE);
    return { date, subject, from, to, cc, bcc, messageId, inReplyTo };
  }

  #spacedAddresses(scan: FetchScanner): readonly FetchAddress[] {
    scan.expect(SPACE);
    if (scan.nil()) return nobody;
    const text = scan.skipped();
    const known = text === '' ? undefined : this.#addresses.get(text);
    if (known) return known;
    scan.back();
    const list = readAddresses(scan);
    return text === '' ? list : remember(this.#addresses, text, list);
  }
}

/** {@link FetchReader.read} for a single response. */
export function readFetchResponse(bytes: Uint8Array, literals?: readonly Uint8Array[]): FetchRecord {
  return new FetchReader().read(bytes, literals);
}

const nobody: readonly FetchAddress[] = [];
const emptyEnvelope: FetchEnvelope = {
  date: null,
  subject: '',
  from: nobody,
  to: nobody,
  cc: nobody,
  bcc: nobody,
  messageId: '',
  inReplyTo: '',
};

function emptyRecord(): FetchRecord {
  return {
    seq: 0,
    uid: 0,
    flags: [],
    internalDate: 0,
    size: 0,
    envelope: emptyEnvelope,
    hasEnvelope: false,
    hasAttachment: false,
    damaged: false,
  };
}

/**
 * Keeps a value by what it was read from, as long as there is room: who writes often comes early. Nothing makes room,
 * because what is kept for a while and then thrown away costs more memory than all else of a listing.
 */
function remember<T>(memory: Map<string, T>, text: string, value: T): T {
  if (memory.size < knownMax) memory.set(text, value);
  return value;
}

function readModSeq(scan: FetchScanner): bigint {
  const digits = scan.parenthesised();
  if (!/^\d{1,20}$/.test(digits)) throw new BrokenLine();
  return BigInt(digits);
}

/** Takes References out of a header block; other fields asked for along with it are left. */
function readHeaderFields(record: FetchRecord, block: string): void {
  if (block.length < 'References:'.length) return; // Most mails begin a conversation: an empty line alone.
  const match = /^references:((?:.*\r?\n[ \t])*.*)/im.exec(block);
  const value = match?.[1]?.replace(/\s+/g, ' ').trim();
  if (value) record.references = value;
}

function skipSpaced(scan: FetchScanner): void {
  scan.expect(SPACE);
  scan.skipValue();
}

function readAddresses(scan: FetchScanner): readonly FetchAddress[] {
  const list: FetchAddress[] = [];
  scan.expect(OPEN);
  while (!scan.skipIf(CLOSE)) {
    scan.expect(OPEN);
    const name = scan.raw();
    scan.expect(SPACE);
    scan.skipValue(); // Source route.
    scan.expect(SPACE);
    const mailbox = scan.string();
    scan.expect(SPACE);
    const hostIsNil = scan.nil();
    const host = hostIsNil ? '' : scan.string();
    scan.expect(CLOSE);
    scan.skipIf(SPACE); // Some servers put one between addresses.
    // A nil host marks the start (with its name) and the end of a group, not an address (RFC 9051 §7.5.2).
    if (!hostIsNil) list.push({ name: words(name), address: host === '' ? mailbox : `${mailbox}@${host}` });
  }
  return list;
}

/** Header text of a byte per character. Plain ASCII and one word of UTF-8, the common cases, take no reader of headers. */
function words(raw: string): string {
  if (!raw.includes('=?') && !/[^ -~]/.test(raw)) return raw;
  const base64 = oneWord.exec(raw)?.[1];
  const text = base64 === undefined ? '' : Buffer.from(base64, 'base64').toString('utf8');
  return text === '' || /[\0-\x1f\x7f\ufeff\ufffd]/.test(text) ? decodeHeaderText(raw) : text;
}

const oneWord = /^=\?utf-8\?b\?([A-Za-z0-9+/]+={0,2})\?=$/i;

/** What a part is to the list: bits, so that a multipart can judge its children once it knows its own subtype. */
const attachmentBit = 1;
/** A picture with a Content-ID: shown in place under multipart/related, else something to save. */
const relatedBit = 2;
/** A message inside: part of a report or digest, else something to save. */
const messageBit = 4;

function readBody(scan: FetchScanner, depth: number): number {
  if (depth > nestingMax) throw new BrokenLine();
  scan.expect(OPEN);
  return scan.peekIs(OPEN) ? readMultipart(scan, depth) : readPart(scan);
}

function readMultipart(scan: FetchScanner, depth: number): number {
  let bits = 0;
  while (scan.peekIs(OPEN)) {
    bits |= readBody(scan, depth + 1);
    if (!scan.peekIs(OPEN)) scan.skipIf(SPACE);
  }
  const subtype = scan.string().toLowerCase();
  while (!scan.skipIf(CLOSE)) {
    scan.expect(SPACE);
    scan.skipValue();
  }
  if (subtype === 'related') bits &= ~relatedBit;
  if (subtype === 'report' || subtype === 'digest') bits &= ~messageBit;
  if (subtype === 'encrypted') bits = 0;
  return bits;
}

function readPart(scan: FetchScanner): number {
  const type = scan.string().toLowerCase();
  scan.expect(SPACE);
  const subtype = scan.string().toLowerCase();
  scan.expect(SPACE);
  let named = readNamed(scan);
  scan.expect(SPACE);
  const hasId = !scan.nil() && scan.string() !== '';
  // Description, encoding, size; then what the type adds; then MD5, disposition, language, location (RFC 9051 §7.5.2).
  const isMessage = type === 'message' && (subtype === 'rfc822' || subtype === 'global');
  const dispositionAt = type === 'text' ? 5 : isMessage ? 7 : 4;
  let disposition = '';
  for (let field = 0; !scan.skipIf(CLOSE); field++) {
    scan.expect(SPACE);
    if (field !== dispositionAt || scan.nil()) {
      if (field !== dispositionAt) scan.skipValue();
      continue;
    }
    scan.expect(OPEN);
    disposition = scan.string().toLowerCase();
    scan.expect(SPACE);
    named = readNamed(scan) || named;
    scan.expect(CLOSE);
  }
  if (subtype === 'pgp-signature' || subtype === 'pkcs7-signature' || subtype === 'x-pkcs7-signature') return 0;
  if (disposition === 'attachment') return attachmentBit;
  if (isMessage) return messageBit;
  if (type === 'image' && hasId) return relatedBit;
  if (named) return attachmentBit;
  return type === 'text' || type === 'message' ? 0 : attachmentBit;
}

/** Reads a parameter list; true when it names a file. */
function readNamed(scan: FetchScanner): boolean {
  if (scan.nil()) return false;
  let named = false;
  scan.expect(OPEN);
  while (!scan.skipIf(CLOSE)) {
    const key = scan.string();
    scan.expect(SPACE);
    scan.skipValue();
    scan.skipIf(SPACE);
    if (key.length <= 11 && /^(file)?name(\*|$)/i.test(key)) named = true;
  }
  return named;
}
