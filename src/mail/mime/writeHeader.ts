import { fromUtf8, utf8 } from '../../base/bytes.ts';
import { MailError } from '../../base/errors.ts';
import { cleanName, type Mailbox, quoteName } from './address.ts';
import { asciiAddress, isAscii } from './addressSyntax.ts';

/** Header fields as bytes that every server and client takes: 7 bits, short lines, encoded words where needed. */

/** RFC 5322 §2.1.1 asks for 78; RFC 2047 §2 allows 76 where encoded words are. */
const lineMaxChars = 76;
/** An encoded word, all of it (RFC 2047 §2). */
const wordMaxChars = 75;
/** A single word of ASCII longer than this is encoded, because it can't be folded (RFC 5322 §2.1.1: 998). */
const plainWordMaxChars = 900;

/** One field of free text, such as Subject, without its final line break. Throws `draft.badHeaderValue` for CR, LF or NUL. */
export function writeTextField(name: string, text: string): string {
  refuseControl(name, text);
  const value = text.toWellFormed();
  if (!needsEncoding(value)) return foldAt(`${name}: ${value}`, / /);
  return `${name}: ${encodeWords(value, name.length + 2).join('\r\n ')}`;
}

/** From, To, Cc …: domains in A-labels, names encoded. Throws `draft.badHeaderValue`. Empty for an empty list. */
export function writeAddressField(name: string, list: readonly Mailbox[]): string {
  if (list.length === 0) return '';
  const lines: string[] = [];
  let line = `${name}:`;
  list.forEach((mailbox, index) => {
    const text = ` ${writeMailbox(name, mailbox, line.length + 1)}${index < list.length - 1 ? ',' : ''}`;
    const first = text.split('\r\n')[0] ?? '';
    if (line.length + first.length > lineMaxChars && line !== `${name}:`) {
      lines.push(line);
      line = '';
    }
    line += text;
    const broken = line.split('\r\n');
    lines.push(...broken.slice(0, -1));
    line = broken.at(-1) ?? '';
  });
  return [...lines, line].join('\r\n');
}

/** A list of message ids, one line each (In-Reply-To, References). What is no id is left out. */
export function writeIdField(name: string, ids: readonly string[]): string {
  const sound = ids.filter(isMessageId);
  return sound.length === 0 ? '' : `${name}: ${sound.join('\r\n ')}`;
}

/** `<left@right>` without white space or control characters, short enough for a line. */
export function isMessageId(text: string): boolean {
  return /^<[^\s<>\u0000-\u001f\u007f-\uffff]{1,900}>$/.test(text);
}

/**
 * A parameter of Content-Type or Content-Disposition with its leading `; `. Beyond plain ASCII in the form of RFC 2231
 * (UTF-8, in sections of whole characters), or with `words` as encoded words in quotes: no standard, but what old
 * clients read in `name`.
 */
export function writeParameter(name: string, value: string, { words = false } = {}): string {
  const text = value.toWellFormed().replace(/[\u0000-\u001f\u007f]/g, ' ');
  const plain = isAscii(text) && !text.includes('=?') && text.length <= 60;
  if (plain) return `;\r\n ${name}=${/^[A-Za-z0-9._+-]+$/.test(text) ? text : quoteName(text)}`;
  if (words) return `;\r\n ${name}="${encodeWords(text, name.length + 3).join('\r\n ')}"`;
  const sections = sectionsOf(text, 70 - name.length - 12);
  if (sections.length === 1) return `;\r\n ${name}*=utf-8''${sections[0]}`;
  return sections.map((part, index) => `;\r\n ${name}*${index}*=${index === 0 ? "utf-8''" : ''}${part}`).join('');
}

/** RFC 5322 §3.3, in UTC. */
export function writeDate(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

/** Throws `draft.badHeaderValue` for what could end a field and begin another. */
export function refuseControl(name: string, value: string): void {
  if (/[\r\n\0]/.test(value)) throw new MailError('draft.badHeaderValue', { data: { name } });
}

/**
 * Encoded words in UTF-8 (RFC 2047), each with whole characters, together the text with all its white space.
 * `used`: characters already on the first line.
 */
export function encodeWords(text: string, used = 0): string[] {
  const quoted = quotedPrintableIsShorter(text);
  const overhead = '=?UTF-8?B??='.length;
  const words: string[] = [];
  let room = Math.max(20, Math.min(wordMaxChars, lineMaxChars - used) - overhead);
  let taken = '';
  for (const character of text) {
    if (taken && encodedLength(taken + character, quoted) > room) {
      words.push(encodeWord(taken, quoted));
      room = wordMaxChars - overhead - 1;
      taken = '';
    }
    taken += character;
  }
  return [...words, encodeWord(taken, quoted)];
}

function writeMailbox(header: string, mailbox: Mailbox, used: number): string {
  refuseControl(header, mailbox.address);
  const address = asciiAddress(mailbox.address);
  const name = cleanName(mailbox.name);
  if (!name) return address;
  const fold = (text: string) => (used + text.length + address.length + 3 > lineMaxChars ? '\r\n ' : ' ');
  if (needsEncoding(name)) {
    const words = encodeWords(name, used);
    return `${words.join('\r\n ')}${fold(words.at(-1) ?? '')}<${address}>`;
  }
  const written = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+$/.test(name) ? name : quoteName(name);
  return `${written}${fold(written)}<${address}>`;
}

function needsEncoding(text: string): boolean {
  if (!/^[ -~]*$/.test(text) || text.includes('=?')) return true;
  if (/^ | $| {2}/.test(text)) return true; // Folding and unfolding would lose these.
  return text.split(' ').some((word) => word.length > plainWordMaxChars);
}

/** Breaks before white space so that lines stay short where they can. */
function foldAt(field: string, space: RegExp): string {
  const words = field.split(space);
  let line = words[0] ?? '';
  const lines: string[] = [];
  words.slice(1).forEach((word, index) => {
    // Index 0 follows the field's name: a line with the name alone is legal and unloved.
    if (index > 0 && line.length + 1 + word.length > lineMaxChars) {
      lines.push(line);
      line = ` ${word}`;
    } else line += ` ${word}`;
  });
  return [...lines, line].join('\r\n');
}

function quotedPrintableIsShorter(text: string): boolean {
  const bytes = utf8(text);
  const plain = bytes.filter((byte) => byte < 0x80).length;
  return plain > bytes.length * 0.7;
}

function encodeWord(text: string, quoted: boolean): string {
  const bytes = utf8(text);
  return quoted ? `=?UTF-8?Q?${quote(bytes)}?=` : `=?UTF-8?B?${base64(bytes)}?=`;
}

function encodedLength(text: string, quoted: boolean): number {
  const bytes = utf8(text);
  return quoted ? quote(bytes).length : Math.ceil(bytes.length / 3) * 4;
}

/** RFC 2047 §5 (3): what is safe in a phrase stays, which is safe everywhere. */
function quote(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (byte === 0x20) text += '_';
    else if (/[A-Za-z0-9!*+\-/]/.test(char)) text += char;
    else text += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Percent-encoded pieces of at most `max` characters, none of which splits a character (RFC 2231 §3, §4). */
function sectionsOf(text: string, max: number): string[] {
  const sections: string[] = [];
  let section = '';
  for (const character of text) {
    const part = percent(utf8(character));
    if (section && section.length + part.length > max) {
      sections.push(section);
      section = '';
    }
    section += part;
  }
  return [...sections, section];
}

function percent(bytes: Uint8Array): string {
  if (bytes.length === 1 && /[A-Za-z0-9._~-]/.test(fromUtf8(bytes))) return fromUtf8(bytes);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
