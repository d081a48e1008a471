import { checkAddress } from './addressSyntax.ts';

/**
 * Address lists as people and programs write them (RFC 5322 §3.4, RFC 6531): separated by `;` `,` `；` `，` or a line
 * break, a trailing separator is nothing, names in any script, quoted or not, groups, comments, IDN.
 */

/** A name (may be empty) and an address as written, its domain not yet in its ASCII form. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

export interface ListedMailbox extends Mailbox {
  /** UTF-16 offsets of the whole entry in the parsed text. */
  readonly start: number;
  readonly end: number;
}

/**
 * Why an entry is no address. `spaces`: a name and an address without `<>`; `separator`: two addresses without a
 * separator; `text`: words after the closing `>`; the others name what is wrong with the address itself.
 */
export type AddressFault =
  | 'noAt'
  | 'manyAt'
  | 'noLocal'
  | 'noDomain'
  | 'badLocal'
  | 'badDomain'
  | 'tooLong'
  | 'control'
  | 'quote'
  | 'comment'
  | 'angle'
  | 'spaces'
  | 'separator'
  | 'text'
  | 'tooMany';

export interface AddressProblem {
  readonly reason: AddressFault;
  /** The entry as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How the entry should most likely be written. */
  readonly suggestion?: string;
}

export interface AddressList {
  readonly mailboxes: readonly ListedMailbox[];
  readonly problems: readonly AddressProblem[];
}

export interface ParseAddressOptions {
  /** Decodes encoded words (RFC 2047) in names; for lists from a message's header. */
  readonly decodeName?: (text: string) => string;
}

/** Entries that one list may hold. */
export const addressListMax = 10_000;

/** Reads a list. Never throws: what is no address is told in `problems`, the rest is in `mailboxes`, in order. */
export function parseAddressList(text: string, { decodeName = (name) => name }: ParseAddressOptions = {}): AddressList {
  const mailboxes: ListedMailbox[] = [];
  const problems: AddressProblem[] = [];
  for (const entry of splitEntries(text)) {
    const result = readEntry(entry);
    if (!result) continue;
    const place = { start: entry.start, end: entry.end };
    if (mailboxes.length + problems.length >= addressListMax) {
      problems.push({ ...place, reason: 'tooMany', text: text.slice(entry.start, entry.end) });
      break;
    }
    if ('reason' in result) problems.push({ ...result, ...place, text: text.slice(entry.start, entry.end) });
    else mailboxes.push({ name: decodeName(result.name), address: result.address, ...place });
  }
  return { mailboxes, problems };
}

/** One mailbox as a person would type it; {@link parseAddressList} reads it back unchanged. */
export function formatMailbox({ name, address }: Mailbox): string {
  const shown = cleanName(name);
  if (!shown) return address;
  return `${needsQuotes(shown) ? quoteName(shown) : shown} <${address}>`;
}

export function formatMailboxes(list: readonly Mailbox[]): string {
  return list.map(formatMailbox).join('; ');
}

/** A display name on one line: control characters and runs of white space are one space. */
export function cleanName(name: string): string {
  return name
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
    .trim();
}

/** `"a\"b"`: a quoted string (RFC 5322 §3.2.4). */
export function quoteName(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&')}"`;
}

/** True where two addresses reach the same mailbox as far as one can tell without asking: case aside. */
export function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** What a name must not hold unquoted: it would be read as the list's own punctuation. */
const namePunctuation = /["(),:;<>@[\\\]；，、＜＞＠：]/;

function needsQuotes(name: string): boolean {
  return namePunctuation.test(name) || /^mailto$/i.test(name);
}

/** What one entry was made of. Comments are taken out, quoted strings keep their quotes. */
interface Entry {
  readonly start: number;
  readonly end: number;
  /** Before `<`, or all of an entry without one. */
  readonly before: string;
  readonly angle: string | undefined;
  readonly after: string;
  readonly comments: readonly string[];
  readonly fault: 'quote' | 'comment' | 'angle' | undefined;
}

/** Separators end an entry outside quotes, comments and brackets; `:` after a phrase opens a group (RFC 5322 §3.4). */
function splitEntries(text: string): Entry[] {
  const entries: Entry[] = [];
  let builder = new EntryBuilder();
  const finish = (end: number) => {
    const entry = builder.finish(end);
    if (entry) entries.push(entry);
    builder = new EntryBuilder();
  };
  for (let index = 0; index < text.length; ) {
    const char = text[index] ?? '';
    if (isSeparator(char, builder)) {
      finish(index);
      index += 1;
    } else if ((char === ':' || char === '：') && builder.isPhrase()) {
      builder = new EntryBuilder(); // The name of a group: its members are what counts.
      index += 1;
    } else {
      index = builder.take(text, index);
    }
  }
  finish(text.length);
  return entries;
}

function isSeparator(char: string, builder: EntryBuilder): boolean {
  if (char === '、') return builder.hasAddress(); // Also a character of names.
  return /[;,；，\r\n]/.test(char) && !builder.inRoute(char);
}

/** Collects one entry token by token. */
class EntryBuilder {
  #start = -1;
  #lastEnd = -1;
  #before = '';
  #angle: string | undefined;
  #inAngle = false;
  #after = '';
  #comments: string[] = [];
  #fault: Entry['fault'];

  hasAddress(): boolean {
    return /[@＠]/.test(this.#before) || this.#angle !== undefined;
  }

  /** True for words only: what may be a group's name. */
  isPhrase(): boolean {
    return this.#before.trim() !== '' && !this.hasAddress();
  }

  /** `<@relay,@other:ann@x>`: the obsolete route (RFC 5322 §4.4), whose comma separates nothing. */
  inRoute(char: string): boolean {
    return this.#inAngle && char === ',' && /^\s*@[^:]*$/.test(this.#angle ?? '');
  }

  /** Takes the token at `index`; says where the next one starts. */
  take(text: string, index: number): number {
    const char = text[index] ?? '';
    const end = this.#tokenEnd(text, index);
    const token = text.slice(index, end);
    if (/\S/.test(token)) {
      if (this.#start < 0) this.#start = index;
      this.#lastEnd = end;
    }
    if (char === '(' && !this.#inAngle && this.#fault !== 'comment') this.#comments.push(token.slice(1, -1));
    else if (this.#inAngle && /[>＞]/.test(char)) this.#inAngle = false;
    else if (this.#inAngle) this.#angle += token;
    else if (this.#angle !== undefined) this.#after += token;
    else if (/[<＜]/.test(char)) {
      this.#angle = '';
      this.#inAngle = true;
    } else this.#before += token;
    return end;
  }

  finish(end: number): Entry | undefined {
    if (this.#start < 0) return undefined;
    return {
      start: this.#start,
      end: Math.min(this.#lastEnd, end),
      before: this.#before.trim(),
      angle: this.#angle,
      after: this.#after.trim(),
      comments: this.#comments,
      fault: this.#fault ?? (this.#inAngle ? 'angle' : undefined),
    };
  }

  #tokenEnd(text: string, index: number): number {
    const char = text[index];
    if (char === '"') return this.#closed(quotedEnd(text, index), text, index, 'quote');
    if (char === '(') return this.#closed(commentEnd(text, index), text, index, 'comment');
    if (char === '[' && this.hasAddress()) return literalEnd(text, index);
    return index + 1;
  }

  /** A quote that nobody closes ends with its entry's line, so that the rest of the list is still read. */
  #closed(end: number, text: string, index: number, fault: 'quote' | 'comment'): number {
    if (end > 0) return end;
    this.#fault ??= fault;
    const rest = text.slice(index + 1).search(/[;；\r\n]/);
    return rest < 0 ? text.length : index + 1 + rest;
  }
}

function quotedEnd(text: string, index: number): number {
  for (let at = index + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
    else if (text[at] === '\n') return -1;
  }
  return -1;
}

function commentEnd(text: string, index: number): number {
  let depth = 0;
  for (let at = index; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
    else if (text[at] === '\n') return -1;
  }
  return -1;
}

/** `[IPv6:::1]`: its colons are no group. */
function literalEnd(text: string, index: number): number {
  const end = text.slice(index).search(/[\]\r\n;]/);
  return end < 0 ? text.length : index + end + (text[index + end] === ']' ? 1 : 0);
}

type EntryResult = Mailbox | { readonly reason: AddressFault; readonly suggestion?: string };

function readEntry(entry: Entry): EntryResult | undefined {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(entry.before + (entry.angle ?? '') + entry.after))
    return { reason: 'control' };
  if (entry.fault) return { reason: entry.fault };
  if (entry.angle === undefined && !entry.before) return undefined; // Only a comment.
  return entry.angle === undefined ? readBare(entry) : readAngled(entry, entry.angle);
}

function readBare({ before, comments }: Entry): EntryResult {
  const address = bareAddress(before);
  const spaced = before.match(/^(\S.*)\s+(\S+[@＠]\S+)$/);
  if (spaced?.[1] && spaced[2] && !before.startsWith('"')) {
    if (/[@＠]/.test(spaced[1])) return { reason: 'separator', suggestion: before.split(/\s+/).join('; ') };
    return { reason: 'spaces', suggestion: formatMailbox({ name: spaced[1], address: spaced[2] }) };
  }
  const quotedName = before.match(/^("(?:[^"\\]|\\.)*")\s+(\S+@\S+)$/);
  if (quotedName) return { reason: 'spaces', suggestion: `${quotedName[1]} <${quotedName[2]}>` };
  const fault = checkAddress(address);
  return fault ? { reason: fault } : { name: commentName(comments), address };
}

function readAngled({ before, after, comments }: Entry, angle: string): EntryResult {
  if (after) {
    if (/[@＠]/.test(after)) return { reason: 'separator' };
    return { reason: 'text' };
  }
  const address = bareAddress(angle.trim().replace(/^@[^:]*:/, ''));
  const fault = checkAddress(address);
  if (fault) return { reason: fault };
  return { name: phraseText(before) || commentName(comments), address };
}

/** Without `mailto:`, which comes along when an address is copied from a page; `＠` is what a Chinese keyboard types. */
function bareAddress(text: string): string {
  return text
    .trim()
    .replace(/^mailto:/i, '')
    .replace('＠', '@');
}

/** The words of a name: quotes and their escapes taken off, white space as one space. */
function phraseText(phrase: string): string {
  return cleanName(phrase.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(.)/g, '$1')));
}

function commentName(comments: readonly string[]): string {
  return cleanName((comments[0] ?? '').replace(/\\(.)/g, '$1'));
}
