/**
 * Mail for tests, as bytes. Written apart from the product's own composer on purpose: what judges a parser
 * or a store must not share its mistakes.
 */

export interface MessageOptions {
  /** `Name <address>` or an address. */
  readonly from?: string;
  readonly to?: string;
  readonly cc?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly date?: Date;
  /** With its angle brackets. */
  readonly messageId?: string;
  readonly inReplyTo?: string;
  readonly references?: string;
  /** Written as they are, after all others. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly attachments?: readonly MessageAttachment[];
}

export interface MessageAttachment {
  readonly filename: string;
  readonly contentType?: string;
  readonly content: Buffer;
  /** Without angle brackets; makes it an inline part. */
  readonly contentId?: string;
}

/** 2024-01-01 12:00 UTC: what `date` is unless the test says otherwise. */
export const MESSAGE_DATE = new Date(Date.UTC(2024, 0, 1, 12));

/** Builds one RFC 5322 message with CRLF line ends. Equal options give equal bytes. */
export function message(options: MessageOptions = {}): Buffer {
  const { from = 'Ann Example <ann@example.test>', to = 'bob@example.test', subject = 'Hello' } = options;
  const head: [string, string | undefined][] = [
    ['From', encodeAddresses(from)],
    ['To', encodeAddresses(to)],
    ['Cc', options.cc === undefined ? undefined : encodeAddresses(options.cc)],
    ['Subject', encodeText(subject)],
    ['Date', rfc5322Date(options.date ?? MESSAGE_DATE)],
    ['Message-ID', options.messageId ?? `<${hash(JSON.stringify(options))}@example.test>`],
    ['In-Reply-To', options.inReplyTo],
    ['References', options.references],
    ['MIME-Version', '1.0'],
  ];
  const lines = [...head, ...(options.headers ?? [])].flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return Buffer.from(`${lines.join('\r\n')}\r\n${body(options)}`);
}

/** `Mon, 01 Jan 2024 12:00:00 +0000` (RFC 5322 §3.3). */
export function rfc5322Date(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

function body(options: MessageOptions): string {
  const text = textPart('plain', options.text ?? 'Hello\n');
  const main = options.html === undefined ? text : multipart('alternative', [text, textPart('html', options.html)]);
  const files = options.attachments ?? [];
  if (files.length === 0) return main;
  const inline = files.filter((file) => file.contentId !== undefined).map(filePart);
  const attached = files.filter((file) => file.contentId === undefined).map(filePart);
  const related = inline.length === 0 ? main : multipart('related', [main, ...inline]);
  return attached.length === 0 ? related : multipart('mixed', [related, ...attached]);
}

function textPart(kind: 'plain' | 'html', text: string): string {
  const type = `Content-Type: text/${kind}; charset=utf-8\r\n`;
  const normal = text.replace(/\r?\n/g, '\r\n');
  if (/^[\t\r\n -~]*$/.test(normal) && normal.split('\r\n').every((line) => line.length < 998)) {
    return `${type}Content-Transfer-Encoding: 7bit\r\n\r\n${normal}`;
  }
  return `${type}Content-Transfer-Encoding: base64\r\n\r\n${base64Lines(Buffer.from(normal))}`;
}

function filePart({ filename, contentType = 'application/octet-stream', content, contentId }: MessageAttachment) {
  const ascii = /^[ -~]*$/.test(filename);
  const name = ascii ? `filename="${filename}"` : `filename*=utf-8''${encodeURIComponent(filename)}`;
  const id = contentId === undefined ? '' : `Content-ID: <${contentId}>\r\n`;
  const disposition = contentId === undefined ? 'attachment' : 'inline';
  const head = `Content-Type: ${contentType}\r\n${id}Content-Disposition: ${disposition}; ${name}\r\n`;
  return `${head}Content-Transfer-Encoding: base64\r\n\r\n${base64Lines(content)}`;
}

function multipart(kind: string, parts: readonly string[]): string {
  const boundary = `=_${hash(parts.join(''))}`;
  const joined = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join(''); // That CRLF is the boundary's.
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${joined}--${boundary}--\r\n`;
}

function base64Lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{1,76}/g, '$&\r\n');
}

/** Encoded words (RFC 2047) of at most 45 bytes each, cut between characters. */
function encodeText(text: string): string {
  if (/^[\t -~]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((each) => `=?utf-8?B?${Buffer.from(each).toString('base64')}?=`).join('\r\n ');
}

function encodeAddresses(list: string): string {
  return list.replace(/([^<>,;]*[^<>,; ])(\s*<)/g, (_, name: string, bracket: string) => encodeText(name) + bracket);
}

/** FNV-1a, 32 bits, of UTF-16 units: only to make ids that repeat. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(8, '0');
}
