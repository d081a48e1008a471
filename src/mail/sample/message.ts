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
  /** A part that replaces all others: its type and content. */
  readonly report?: readonly SampleAttachment[];
}

export function newMessageId(random: Random, from: Person): string {
  return `<${randomId(random, 20)}@${from.address.split('@')[1] ?? 'localhost'}>`;
}

export function letterBytes(letter: Letter, random: Random): Uint8Array {
  const headers = [
    ['Date', dateText(letter.date, letter.from.zone)],
    ['From', mailboxText(letter.from)],
    ['To', letter.to.map(mailboxText).join(',\r\n ')],
    ...(letter.cc?.length ? [['Cc', letter.cc.map(mailboxText).join(',\r\n ')]] : []),
    ['Subject', words(letter.subject)],
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
  const readable = [
    ...(letter.text === undefined ? [] : [textPart('text/plain; charset=utf-8', letter.text)]),
    ...(letter.html === undefined ? [] : [htmlPart(letter, random)]),
    ...(letter.calendar
      ? [textPart(`text/calendar; charset=utf-8; method=${letter.calendar.method}`, letter.calendar.text)]
      : []),
  ];
  const [only = textPart('text/plain; charset=utf-8', '')] = readable;
  const content = readable.length > 1 ? multipart('alternative', readable, random) : only;
  const files = (letter.attachments ?? []).filter((file) => file.cid === undefined);
  return files.length === 0 ? content : multipart('mixed', [content, ...files.map(filePart)], random);
}

function htmlPart(letter: Letter, random: Random): string {
  const html = textPart('text/html; charset=utf-8', letter.html ?? '');
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

function textPart(type: string, text: string): string {
  const lines = `${text.trimEnd()}\n`.replace(/\r?\n/g, '\r\n');
  const isPlain = /^[\x09\x0a\x0d\x20-\x7e]*$/.test(lines) && lines.split('\r\n').every((line) => line.length < 990);
  if (isPlain) return `Content-Type: ${type}\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${lines}`;
  const bytes = Buffer.from(lines, 'utf8');
  // Scripts that are mostly not ASCII are shorter in base64.
  if (bytes.length > lines.length * 1.3) {
    return `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64Lines(bytes)}`;
  }
  return `Content-Type: ${type}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${quotedPrintable(lines)}`;
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

function quotedPrintable(text: string): string {
  return text
    .split('\r\n')
    .map((line) => softBreaks(escapeLine(line)))
    .join('\r\n');
}

function escapeLine(line: string): string {
  const bytes = Buffer.from(line, 'utf8').toString('latin1');
  const code = (character: string) => `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return bytes.replace(/[^\x20-\x3c\x3e-\x7e\t]|[ \t]$/g, code);
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

function mailboxText({ name, address }: Person): string {
  const shown = /^[A-Za-z ]*$/.test(name)
    ? name
    : /^[\x20-\x7e]*$/.test(name)
      ? `"${name.replace(/[\\"]/g, '\\$&')}"`
      : words(name);
  return name === '' ? address : `${shown} <${address}>`;
}

/** Encoded words of at most 45 octets of text each, so that no line passes 76 characters. */
function words(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const chunks: string[] = [''];
  for (const character of text) {
    const last = chunks.length - 1;
    if (Buffer.byteLength((chunks[last] ?? '') + character) > 45) chunks.push(character);
    else chunks[last] += character;
  }
  return chunks.map((chunk) => `=?utf-8?B?${Buffer.from(chunk).toString('base64')}?=`).join('\r\n ');
}

/** RFC 5322 date-time in the sender's own zone. */
export function dateText(ms: number, zone: number): string {
  const local = new Date(ms + zone * 60_000).toUTCString().replace(/ GMT$/, '');
  const offset = Math.abs(zone);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${local} ${zone < 0 ? '-' : '+'}${pad(Math.floor(offset / 60))}${pad(offset % 60)}`;
}
