/** Writes one sample mail as bytes: headers (RFC 5322, words by RFC 2047, file names by RFC 2231) and MIME parts. */
import { type Random, randomId } from '../../base/random.ts';

export interface Person {
  readonly name: string;
  readonly address: string;
  /** Minutes east of UTC. */
  readonly zone: number;
}

export interface SampleAttachment {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Shown in the HTML as `cid:`. */
  readonly cid?: string;
}

export interface Letter {
  readonly from: Person;
  readonly to: readonly Person[];
  readonly cc?: readonly Person[];
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly messageId: string;
  /** Message-IDs of the letters before this one in its conversation, oldest first. */
  readonly references?: readonly string[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly SampleAttachment[];
  /** An iCalendar text and its method (RFC 6047). */
  readonly calendar?: { readonly method: string; readonly text: string };
  /** How header and text are written where they are not ASCII; default utf-8. */
  readonly encoding?: TextEncoding;
  /** A part that replaces all others: its type and content. */
  readonly report?: readonly SampleAttachment[];
}

/** A charset and how to write in it. */
export interface TextEncoding {
  readonly charset: string;
  /** Of text that the charset can say. */
  encode(text: string): Uint8Array;
}

const utf8: TextEncoding = { charset: 'utf-8', encode: (text) => Buffer.from(text, 'utf8') };

export function newMessageId(random: Random, from: Person): string {
  return `<${randomId(random, 20)}@${from.address.split('@')[1] ?? 'localhost'}>`;
}

export function letterBytes(letter: Letter, random: Random): Uint8Array {
  const { encoding = utf8 } = letter;
  const headers = [
    ['Date', dateText(letter.date, letter.from.zone)],
    ['From', mailboxText(letter.from, encoding)],
    ['To', letter.to.map((to) => mailboxText(to, utf8)).join(',\r\n ')],
    ...(letter.cc?.length ? [['Cc', letter.cc.map((cc) => mailboxText(cc, utf8)).join(',\r\n ')]] : []),
    ['Subject', words(letter.subject, encoding)],
    ['Message-ID', letter.messageId],
    ...threadHeaders(letter.references ?? []),
    ...(letter.headers ?? []),
    ['MIME-Version', '1.0'],
  ];
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(head + bodyText(letter, random), 'latin1');
}

function threadHeaders(references: readonly string[]): [string, string][] {
  const last = references.at(-1);
  return last
    ? [
        ['In-Reply-To', last],
        ['References', references.join('\r\n ')],
      ]
    : [];
}

function bodyText(letter: Letter, random: Random): string {
  if (letter.report) return multipart('report; report-type=delivery-status', letter.report.map(filePart), random);
  const { encoding = utf8 } = letter;
  const plain = `text/plain; charset=${encoding.charset}`;
  const readable = [
    ...(letter.text === undefined ? [] : [textPart(plain, letter.text, encoding)]),
    ...(letter.html === undefined ? [] : [htmlPart(letter, random)]),
    ...(letter.calendar
      ? [textPart(`text/calendar; charset=utf-8; method=${letter.calendar.method}`, letter.calendar.text)]
      : []),
  ];
  const [only = textPart(plain, '', encoding)] = readable;
  const content = readable.length > 1 ? multipart('alternative', readable, random) : only;
  const files = (letter.attachments ?? []).filter((file) => file.cid === undefined);
  return files.length === 0 ? content : multipart('mixed', [content, ...files.map(filePart)], random);
}

function htmlPart(letter: Letter, random: Random): string {
  const { encoding = utf8 } = letter;
  const html = textPart(`text/html; charset=${encoding.charset}`, letter.html ?? '', encoding);
  const pictures = (letter.attachments ?? []).filter((file) => file.cid !== undefined);
  return pictures.length === 0 ? html : multipart('related', [html, ...pictures.map(filePart)], random);
}

function multipart(subtype: string, parts: readonly string[], random: Random): string {
  const boundary = `=_${randomId(random, 18)}`;
  const [kind = '', ...parameters] = subtype.split('; ');
  const extra = parameters.map((parameter) => `; ${parameter}`).join('');
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return `Content-Type: multipart/${kind}${extra}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`;
}

function textPart(type: string, text: string, encoding = utf8): string {
  const lines = `${text.trimEnd()}\n`.replace(/\r?\n/g, '\r\n');
  const isPlain = /^[\x09\x0a\x0d\x20-\x7e]*$/.test(lines) && lines.split('\r\n').every((line) => line.length < 990);
  if (isPlain) return `Content-Type: ${type}\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${lines}`;
  const bytes = encoding.encode(lines);
  // Scripts that are mostly not ASCII are shorter in base64.
  if (bytes.length > lines.length * 1.3) {
    return `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(bytes)}`;
  }
  return `Content-Type: ${type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(bytes)}`;
}

function filePart({ name, type, bytes, cid }: SampleAttachment): string {
  const place = cid === undefined ? 'attachment' : 'inline';
  const isText = name === '';
  const head = isText
    ? `Content-Type: ${type}\r\n`
    : `Content-Type: ${type}; ${parameter('name', name)}\r\n` +
      `Content-Disposition: ${place}; ${parameter('filename', name)}\r\n` +
      (cid === undefined ? '' : `Content-ID: <${cid}>\r\n`);
  if (isText) return `${head}\r\n${Buffer.from(bytes).toString('latin1')}`;
  return `${head}Content-Transfer-Encoding: base64\r\n\r\n${base64Lines(bytes)}`;
}

function parameter(name: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return `${name}="${value}"`;
  return `${name}*=utf-8''${encodeURIComponent(value)}`;
}

function base64Lines(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  )
    .map((line) => `${line}\r\n`)
    .join('');
}

function quotedPrintable(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .split('\r\n')
    .map((line) => softBreaks(escapeLine(line)))
    .join('\r\n');
}

function escapeLine(line: string): string {
  const code = (character: string) => `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return line.replace(/[^\x20-\x3c\x3e-\x7e\t]|[ \t]$/g, code);
}

/** Lines of at most 76 characters that cut no `=XX` in two. */
function softBreaks(line: string): string {
  const tokens = line.match(/=[0-9A-F]{2}|./g) ?? [];
  const lines = [''];
  for (const token of tokens) {
    const last = lines.length - 1;
    if ((lines[last] ?? '').length + token.length > 75) lines.push(token);
    else lines[last] += token;
  }
  return lines.join('=\r\n');
}

function mailboxText({ name, address }: Person, encoding: TextEncoding): string {
  const shown = /^[A-Za-z ]*$/.test(name)
    ? name
    : /^[\x20-\x7e]*$/.test(name)
      ? `"${name.replace(/[\\"]/g, '\\$&')}"`
      : words(name, encoding);
  return name === '' ? address : `${shown} <${address}>`;
}

/** Encoded words of at most 45 octets of text each, so that no line passes 76 characters. */
function words(text: string, { charset, encode }: TextEncoding): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const chunks: string[] = [''];
  for (const character of text) {
    const last = chunks.length - 1;
    if (encode((chunks[last] ?? '') + character).length > 45) chunks.push(character);
    else chunks[last] += character;
  }
  return chunks.map((chunk) => `=?${charset}?B?${Buffer.from(encode(chunk)).toString('base64')}?=`).join('\r\n ');
}

/** RFC 5322 date-time in the sender's own zone. */
export function dateText(ms: number, zone: number): string {
  const local = new Date(ms + zone * 60_000).toUTCString().replace(/ GMT$/, '');
  const offset = Math.abs(zone);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${local} ${zone < 0 ? '-' : '+'}${pad(Math.floor(offset / 60))}${pad(offset % 60)}`;
}
