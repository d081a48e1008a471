import { decodeText } from './charsets.ts';
import { rtfDepthMax } from './readLimits.ts';
import { codePageName } from './tnef.ts';

/** What RTF says: its text, and the HTML that Outlook hid in it, where it did (MS-OXRTFEX); empty = none. */
export interface RtfText {
  readonly text: string;
  readonly html: string;
}

/**
 * Reads RTF as far as a mail's text needs: paragraphs, tabs, characters of any code page. No pictures, no layout. RTF
 * made of HTML gives the HTML back. Never throws, linear in its size; deeper groups than {@link rtfDepthMax} share settings.
 */
export function readRtf(bytes: Uint8Array): RtfText {
  const reader = new RtfReader(bytes);
  reader.read();
  return reader.result();
}

/** What a group changes and gives back at its end. */
interface Group {
  /** Nothing of this group is text. */
  isHidden: boolean;
  /** Text that stands for HTML tags, and is hidden where the HTML is wanted. */
  isHtmlRtf: boolean;
  isHtmlTag: boolean;
  isFontTable: boolean;
  charset: string;
  /** Characters to skip after `\u`. */
  unicodeSkip: number;
  /** Nothing has been in the group yet: a destination's name comes first. */
  isFresh: boolean;
  isStarred: boolean;
}

class RtfReader {
  readonly #bytes: Uint8Array;
  readonly #groups: Group[] = [];
  readonly #fonts = new Map<number, string>();
  #at = 0;
  #group: Group = {
    isHidden: false,
    isHtmlRtf: false,
    isHtmlTag: false,
    isFontTable: false,
    charset: 'windows-1252',
    unicodeSkip: 1,
    isFresh: false,
    isStarred: false,
  };
  #depth = 0;
  #defaultCharset = 'windows-1252';
  #font = 0;
  #skip = 0;
  #pending: number[] = [];
  #text: string[] = [];
  #html: string[] = [];
  #isFromHtml = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  result(): RtfText {
    const tidy = (pieces: readonly string[]) => pieces.join('').replaceAll('\0', '').toWellFormed();
    const html = this.#isFromHtml ? tidy(this.#html) : '';
    return { text: tidy(this.#text), html };
  }

  read(): void {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at++] ?? 0;
      if (byte === 0x7b) this.#open();
      else if (byte === 0x7d) this.#close();
      else if (byte === 0x5c) this.#control();
      else if (byte !== 13 && byte !== 10) this.#byte(byte);
    }
    this.#flush();
  }

  #open(): void {
    this.#flush();
    this.#depth++;
    if (this.#depth > rtfDepthMax) return;
    this.#groups.push(this.#group);
    this.#group = { ...this.#group, isFresh: true, isStarred: false };
  }

  #close(): void {
    this.#flush();
    this.#skip = 0;
    if (this.#depth === 0) return;
    this.#depth--;
    if (this.#depth < rtfDepthMax) this.#group = this.#groups.pop() ?? this.#group;
  }

  #control(): void {
    const code = this.#bytes[this.#at] ?? 0;
    if (isLetter(code)) {
      this.#word();
      return;
    }
    this.#at++;
    if (code === 0x27) {
      const value = Number.parseInt(
        String.fromCharCode(this.#bytes[this.#at] ?? 0, this.#bytes[this.#at + 1] ?? 0),
        16,
      );
      this.#at += 2;
      if (!Number.isNaN(value)) this.#byte(value);
    } else if (code === 0x2a) this.#group.isStarred = true;
    else if (code === 0x7e) this.#put('\u00a0');
    else if (code === 0x5f) this.#put('-');
    else if (code === 13 || code === 10) this.#put('\n');
    else if (code === 0x5c || code === 0x7b || code === 0x7d) this.#byte(code);
  }

  #word(): void {
    const start = this.#at;
    while (isLetter(this.#bytes[this.#at] ?? 0) && this.#at - start < wordMaxBytes) this.#at++;
    const name = latin(this.#bytes.subarray(start, this.#at));
    const digits = this.#at;
    if (this.#bytes[this.#at] === 0x2d) this.#at++;
    while (isDigit(this.#bytes[this.#at] ?? 0) && this.#at - digits < numberMaxBytes) this.#at++;
    const value = this.#at > digits ? Number(latin(this.#bytes.subarray(digits, this.#at))) : undefined;
    if (this.#bytes[this.#at] === 0x20) this.#at++;
    if (name !== 'u') this.#flush();
    this.#apply(name, Number.isNaN(value) ? undefined : value);
    this.#group.isFresh = false;
  }

  #apply(name: string, value: number | undefined): void {
    const group = this.#group;
    const sign = signs.get(name);
    if (sign !== undefined) this.#put(sign);
    else if (name === 'u') this.#unicode(value ?? 0);
    else if (name === 'uc') group.unicodeSkip = Math.min(Math.max(value ?? 1, 0), 16);
    else if (name === 'bin') this.#at += Math.max(0, value ?? 0);
    else if (name === 'ansicpg') {
      this.#defaultCharset = codePageName(value ?? 1252);
      group.charset = this.#defaultCharset;
    } else if (name === 'fromhtml') this.#isFromHtml = true;
    else if (name === 'htmlrtf') group.isHtmlRtf = value !== 0;
    else if (name === 'fonttbl') {
      group.isFontTable = true;
      group.isHidden = true;
    } else if (name === 'f') {
      this.#font = value ?? 0;
      if (!group.isFontTable) group.charset = this.#fonts.get(this.#font) ?? this.#defaultCharset;
    } else if (name === 'fcharset' && group.isFontTable) {
      const charset = fontCharsets.get(value ?? 0);
      if (charset && this.#fonts.size < fontsMax) this.#fonts.set(this.#font, charset);
    } else if (name === 'plain') group.charset = this.#defaultCharset;
    else if (group.isFresh && name === 'htmltag') group.isHtmlTag = true;
    else if (group.isFresh && (group.isStarred || hidden.has(name))) group.isHidden = true;
  }

  #unicode(value: number): void {
    this.#flush();
    this.#put(String.fromCharCode(value < 0 ? value + 65_536 : value));
    this.#skip = this.#group.unicodeSkip;
  }

  #byte(byte: number): void {
    this.#group.isFresh = false;
    if (this.#skip > 0) this.#skip--;
    else this.#pending.push(byte);
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const bytes = Uint8Array.from(this.#pending);
    this.#pending = [];
    if (!this.#group.isHidden) this.#put(decodeText(bytes, this.#group.charset).text);
  }

  #put(text: string): void {
    if (this.#pending.length > 0) this.#flush();
    const { isHidden, isHtmlRtf, isHtmlTag } = this.#group;
    if (isHidden) return;
    if (!isHtmlTag) this.#text.push(text);
    if (!isHtmlRtf) this.#html.push(text === '\n' && !isHtmlTag ? '\r\n' : text);
  }
}

const wordMaxBytes = 32;
const numberMaxBytes = 11;
const fontsMax = 1_000;

const signs: ReadonlyMap<string, string> = new Map([
  ['par', '\n'],
  ['line', '\n'],
  ['sect', '\n'],
  ['page', '\n'],
  ['row', '\n'],
  ['cell', '\t'],
  ['tab', '\t'],
  ['bullet', '•'],
  ['emdash', '—'],
  ['endash', '–'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
]);

/** Destinations whose content is not the mail's text. */
const hidden: ReadonlySet<string> = new Set(
  'colortbl stylesheet info pict object header footer headerl headerr footerl footerr listtable revtbl mhtmltag'.split(
    ' ',
  ),
);

/** By `\fcharset` (the charsets of Windows fonts). */
const fontCharsets: ReadonlyMap<number, string> = new Map([
  [128, 'shift_jis'],
  [129, 'euc-kr'],
  [134, 'gb18030'],
  [136, 'big5'],
  [161, 'windows-1253'],
  [162, 'windows-1254'],
  [163, 'windows-1258'],
  [177, 'windows-1255'],
  [178, 'windows-1256'],
  [186, 'windows-1257'],
  [204, 'windows-1251'],
  [222, 'windows-874'],
  [238, 'windows-1250'],
]);

function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
