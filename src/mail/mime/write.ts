import { Readable } from 'node:stream';
import MailComposer, { type MailComposerAttachment } from 'nodemailer/lib/mail-composer';
import { cleanName, type Mailbox } from './address.ts';
import { asciiAddress, isAscii } from './addressSyntax.ts';
import { encodeQuotedPrintable } from './quotedPrintable.ts';
import { flow } from './writeFlowed.ts';
import {
  isMessageId,
  refuseControl,
  writeAddressField,
  writeDate,
  writeIdField,
  writeParameter,
  writeTextField,
} from './writeHeader.ts';

/**
 * Writes a message (RFC 5322, RFC 2045 to 2049). The door to nodemailer's MailComposer, which builds the tree and
 * streams it; the fields above it and the parameters with names are ours. Nothing here opens a socket.
 */

export interface OutgoingPart {
  /** What the recipient sees; without folders. */
  readonly name: string;
  /** Guessed from the name when absent. */
  readonly contentType?: string;
  /** For a picture that the HTML shows: its Content-ID without angle brackets. */
  readonly cid?: string;
  /** The content, asked for once, when the part is written. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface OutgoingMessage {
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  /** With angle brackets: random at the domain of the sender. */
  readonly messageId: string;
  /** With angle brackets. */
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** `X-…` fields and their text. */
  readonly extraHeaders: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  /** RFC 3676: long lines are broken so that a reader can join them again. */
  readonly flowed: boolean;
  readonly html?: string;
  readonly parts: readonly OutgoingPart[];
  /** Random characters that occur in no part: they go into the boundaries. */
  readonly boundary: string;
}

/**
 * The bytes of the message: CRLF line ends, 7 bits but for `message/rfc822` parts and addresses beyond ASCII, no line
 * over 998 octets of our making. Bcc is not known here and so never in them. Throws `draft.badHeaderValue` for CR, LF
 * or NUL in a header; a part that can't be read destroys the stream with its error.
 */
export function writeMessage(message: OutgoingMessage): Readable {
  const head = writeFields(message);
  const body = buildBody(message);
  return Readable.from(
    (async function* () {
      yield Buffer.from(head);
      yield* body.createReadStream();
    })(),
    { objectMode: false },
  );
}

/** True when an address can't be written in ASCII: the server must offer SMTPUTF8 (RFC 6531). */
export function needsSmtpUtf8(addresses: readonly string[]): boolean {
  return addresses.some((address) => !isAscii(asciiAddress(address)));
}

function writeFields(message: OutgoingMessage): string {
  const fields = [
    writeAddressField('From', [message.from]),
    writeAddressField('To', message.to),
    writeAddressField('Cc', message.cc),
    writeAddressField('Reply-To', message.replyTo),
    writeTextField('Subject', message.subject),
    writeIdField('In-Reply-To', message.inReplyTo),
    writeIdField('References', message.references),
    ...message.extraHeaders.map(([name, value]) => writeExtra(name, value)),
  ];
  return fields.map((field) => (field ? `${field}\r\n` : '')).join('');
}

function writeExtra(name: string, value: string): string {
  const shown = name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
  return writeTextField(shown, value);
}

function buildBody(message: OutgoingMessage): ReturnType<MailComposer['compile']> {
  refuseControl('Message-ID', message.messageId);
  const flowed = message.flowed ? flow(plainLines(message.text)) : undefined;
  const text = flowed ?? plainLines(message.text);
  const html = message.html === undefined ? undefined : plainLines(message.html);
  const composer = new MailComposer({
    messageId: isMessageId(message.messageId) ? message.messageId : undefined,
    date: writeDate(message.date),
    text: text.trim() === '' ? '\r\n' : text,
    ...(html === undefined ? {} : { html }),
    attachments: message.parts.map(attachment),
    newline: 'win',
    boundaryPrefix: '=_',
    baseBoundary: message.boundary,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const root = composer.compile();
  nameParts(root, message.parts);
  if (flowed !== undefined) markFlowed(root);
  if (html !== undefined) encodeLong(root, 'text/html; charset=utf-8', html);
  encodeLong(root, flowed === undefined ? plainType : flowedType, text);
  return root;
}

/** RFC 5322 §2.3: no bare CR, no NUL, only whole characters. */
function plainLines(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return /[\r\0]/.test(whole) ? whole.replace(/\r\n?/g, '\n').replaceAll('\0', '') : whole;
}

function attachment(part: OutgoingPart): MailComposerAttachment {
  const isMessage = part.contentType === 'message/rfc822';
  return {
    filename: plainName(part.name),
    content: Readable.from(part.open(), { objectMode: false }),
    contentDisposition: part.cid === undefined ? 'attachment' : 'inline',
    // RFC 2046 §5.2.1: a message must not be encoded.
    ...(isMessage ? { contentTransferEncoding: '8bit' } : {}),
    ...(part.contentType === undefined ? {} : { contentType: part.contentType }),
    ...(part.cid === undefined ? {} : { cid: part.cid }),
  };
}

function plainName(name: string): string {
  return cleanName(name) || 'attachment';
}

type Node = ReturnType<MailComposer['compile']>;

function* leaves(node: Node): Generator<Node> {
  if (node.childNodes.length === 0) yield node;
  for (const child of node.childNodes) yield* leaves(child);
}

/** Our own parameters: RFC 2231 in Content-Disposition, encoded words in Content-Type for those who only read that. */
function nameParts(root: Node, parts: readonly OutgoingPart[]): void {
  const cids = new Set(parts.map((part) => part.cid));
  for (const node of leaves(root)) {
    if (node.filename === undefined) continue;
    const name = node.filename;
    const type = String(node.getHeader('Content-Type') ?? 'application/octet-stream').replace(/[\r\n\0]/g, '');
    const inline = cids.has(String(node.getHeader('Content-Id') ?? '').replace(/[<>]/g, '') || undefined);
    const disposition = inline && node.getHeader('Content-Id') ? 'inline' : 'attachment';
    node.filename = undefined;
    node.setHeader('Content-Type', { prepared: true, value: type + writeParameter('name', name, { words: true }) });
    node.setHeader('Content-Disposition', { prepared: true, value: disposition + writeParameter('filename', name) });
  }
}

/** Encodes long text here, where nodemailer would look at each byte. `type`: what it is marked as. */
function encodeLong(root: Node, type: string, text: string): void {
  // Short text may need no encoding, ASCII neither, and text of other scripts is shorter in base64: nodemailer looks.
  if (text.length < 10_000 || Buffer.byteLength(text) > text.length * 1.3) return;
  const [kind = ''] = type.split(';');
  if (kind === 'text/plain' && isAscii(text)) return;
  for (const node of leaves(root)) {
    if (!String(node.getHeader('Content-Type')).startsWith(kind) || node.filename !== undefined || node === root)
      continue;
    const head = `Content-Type: ${type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
    node.setHeader('Content-Transfer-Encoding', 'quoted-printable'); // Else nodemailer counts letters all the same.
    node.setRaw(head + encodeQuotedPrintable(text));
    return;
  }
}

const plainType = 'text/plain; charset=utf-8';
const flowedType = `${plainType}; format=flowed`;

function markFlowed(root: Node): void {
  for (const node of leaves(root)) {
    if (/^text\/plain/.test(String(node.getHeader('Content-Type'))) && node.filename === undefined) {
      node.setHeader('Content-Type', flowedType);
      return;
    }
  }
}
