import { decodeHeaderText } from './encodedWords.ts';
import { addressesMax } from './readLimits.ts';

/** A mailbox of an address field: display name (may be empty) and addr-spec as the sender wrote it, not validated. */
export interface ReadAddress {
  readonly name: string;
  readonly address: string;
}

/**
 * The mailboxes of a raw address field (RFC 5322 §3.4 with groups, comments, routes and quoted local parts). The text
 * is split before encoded words are decoded, so that a decoded comma or `<` never makes a second address. A comma in an
 * unquoted name joins: `Doe, Jane <j@x>` is one sender. At most {@link addressesMax}; never throws.
 */
export function readAddresses(written: string, hint?: string): ReadAddress[] {
  // A long run of blanks says what one says, and is looked through at each of its blanks.
  const raw = longBlanks.test(written) ? written.replace(/\s{64,}/g, ' ') : written;
  const usual = oneUsual.exec(raw);
  if (usual) return [{ name: decodeUsual(usual[1] ?? usual[2] ?? '', hint), address: usual[3] ?? usual[4] ?? '' }];
  const result: ReadAddress[] = [];
  let carried = '';
  for (const piece of splitList(raw)) {
    if (result.length >= addressesMax) break;
    const one = readOne(piece);
    if (!one.angle && !one.address.includes('@') && one.comment === '') {
      carried = carried === '' ? piece.trim() : `${carried}, ${piece.trim()}`;
      continue;
    }
    const joins = carried !== '' && one.angle && one.phrase !== '';
    if (carried !== '' && !joins) result.push(lone(plain(carried, hint)));
    const phrase = joins ? `${carried}, ${one.phrase}` : one.phrase;
    carried = '';
    const name = plain(phrase === '' ? one.comment : phrase, hint);
    const decoded = plain(one.address, hint);
    if (name === '' && !decoded.includes('@')) {
      if (decoded !== '') result.push(lone(decoded));
      continue;
    }
    const address = withoutBlanks(decoded);
    if (address !== '' || name !== '') result.push({ name, address });
  }
  if (carried !== '') result.push(lone(plain(carried, hint)));
  return result.filter(({ name, address }) => name !== '' || address !== '');
}

const longBlanks = /\s{64}/;

/** One mailbox without anything odd: `Name <a@b>`, `"Na, me" <a@b>`, `=?…?= <a@b>`, `a@b`. */
const oneUsual =
  /^[ \t]*(?:(?:"([^"\\\x80-\xff]*)"|([^"\\(),:;<>@[\]\x80-\xff]*?))[ \t]*<([^\s"\\(),:;<>@[\]\x80-\xff]+@[^\s"\\(),:;<>@[\]=?\x80-\xff]+)>|([^\s"\\(),:;<>@[\]\x80-\xff]+@[^\s"\\(),:;<>@[\]=?\x80-\xff]+))[ \t]*$/;

function decodeUsual(text: string, hint: string | undefined): string {
  return text === '' ? '' : plain(text, hint);
}

/** What has no `@`: a local user's name (`MAILER-DAEMON`) stands as an address, words as somebody's name. */
function lone(text: string): ReadAddress {
  const name = text.replace(/^"(.*)"$/, '$1');
  return /\s/.test(name) ? { name, address: '' } : { name: '', address: name };
}

/** Blanks mean nothing in an address but inside a quoted local part. */
function withoutBlanks(address: string): string {
  return address.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

function plain(text: string, hint: string | undefined): string {
  if (!/[^!-~]|=\?/.test(text)) return text;
  return decodeHeaderText(text.trim(), hint).replace(/\s+/g, ' ').trim();
}

/** Splits at top-level commas and semicolons; a group's name and colon go. */
function splitList(raw: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  let quoted = false;
  let angle = false;
  /** The first one of this piece or behind it. */
  let at = raw.indexOf('@');
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i];
    const wordEnd = char === '=' ? encodedWordEnd(raw, i) : -1;
    if (wordEnd > 0) i = wordEnd - 1;
    else if (char === '\\') i++;
    else if (quoted) quoted = char !== '"';
    else if (char === '"' && depth === 0) quoted = true;
    else if (char === '(') depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth > 0) continue;
    else if (char === '<') angle = true;
    else if (char === '>') angle = false;
    else if (angle) continue;
    else if (char === ':') {
      if (at !== -1 && at < start) at = raw.indexOf('@', start);
      if (at === -1 || at > i) start = i + 1;
    } else if (char === ',' || char === ';') {
      pieces.push(raw.slice(start, i));
      start = i + 1;
    }
  }
  pieces.push(raw.slice(start));
  return pieces.filter((piece) => piece.trim() !== '');
}

/** Where the encoded word at `at` ends; -1 for none. What it holds is no punctuation, though RFC 2047 §5 (3) forbids it. */
function encodedWordEnd(text: string, at: number): number {
  if (text[at + 1] !== '?') return -1;
  const pattern = /=\?[^?\s]{1,60}\?[bBqQ]\?[^?]{0,998}\?=/y;
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

interface Pieces {
  readonly phrase: string;
  readonly comment: string;
  readonly address: string;
  readonly angle: boolean;
}

function readOne(piece: string): Pieces {
  let phrase = '';
  let comment = '';
  let inside = '';
  let isAddress = false;
  let angles = 0;
  let sawAngle = false;
  let i = 0;
  while (i < piece.length) {
    const char = piece[i] ?? '';
    const wordEnd = char === '=' && angles === 0 ? encodedWordEnd(piece, i) : -1;
    if (wordEnd > 0) {
      phrase += piece.slice(i, wordEnd);
      i = wordEnd;
    } else if (char === '"') {
      const end = closing(piece, i);
      const text = piece.slice(i + 1, end).replace(/\\([\s\S])/g, '$1');
      if (angles > 0) {
        inside += piece.slice(i, end + 1);
        if (text.includes('@')) isAddress = true;
      }
      // Quotes in front of @ belong to the address: "john doe"@x.
      else if (piece[end + 1] === '@') phrase += piece.slice(i, end + 1);
      else phrase += text;
      i = end + 1;
    } else if (char === '(' && angles === 0) {
      const end = closingBracket(piece, i);
      comment = piece.slice(i + 1, end).trim();
      i = end + 1;
    } else if (char === '<') {
      angles++;
      sawAngle = true;
      if (!isAddress) inside = '';
      i++;
    } else if (char === '>') {
      angles = Math.max(0, angles - 1);
      i++;
    } else {
      if (angles > 0) {
        inside += char;
        if (char === '@') isAddress = true;
      } else phrase += char;
      i++;
    }
  }
  if (sawAngle) return { phrase: phrase.trim(), comment, address: addressAmong(withoutRoute(inside)), angle: true };
  // RFC 5322 §4.4: blanks around the dots and the @ of an address.
  const tight = phrase.trim().replace(/\s*([.@])\s*/g, '$1');
  if (/^[^\s"]+@[^\s"]+$/.test(tight)) return { phrase: '', comment, address: tight, angle: false };
  const words = phrase.trim().split(/\s+/);
  const at = phrase.includes('"@') ? -1 : words.findIndex((word) => word.includes('@'));
  if (at === -1 || words.length === 1) return { phrase: '', comment, address: phrase.trim(), angle: false };
  const others = words.filter((_, index) => index !== at).join(' ');
  return { phrase: others, comment, address: words[at] ?? '', angle: false };
}

/** `<host.example ann@host.example>`: of several words the one that is an address. Blanks inside of one mean nothing. */
function addressAmong(inside: string): string {
  if (inside.includes('"') || !/\s/.test(inside)) return inside;
  const words = inside.split(/\s+/).filter((word) => /^[^@]+@[^@]+$/.test(word));
  return words.length === 1 && words[0] ? words[0] : inside;
}

/** RFC 5322 §4.4: `@a,@b:user@host`. */
function withoutRoute(text: string): string {
  return text
    .trim()
    .replace(/^@[^:"]*:/, '')
    .trim();
}

function closing(text: string, open: number): number {
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}

function closingBracket(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return text.length;
}
