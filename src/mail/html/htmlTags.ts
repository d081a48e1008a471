import { decodeAttribute } from './entities.ts';

/** A piece of HTML source, in order. All pieces together are the source. */
export type HtmlPiece =
  | { readonly kind: 'text'; readonly start: number; readonly end: number }
  | { readonly kind: 'comment'; readonly start: number; readonly end: number }
  | HtmlTag;

export interface HtmlTag {
  readonly kind: 'open' | 'close';
  readonly start: number;
  readonly end: number;
  /** Lower case. */
  readonly name: string;
  readonly attributes: readonly HtmlTagAttribute[];
}

export interface HtmlTagAttribute {
  /** Lower case. */
  readonly name: string;
  /** Decoded. */
  readonly value: string;
  /** Offsets of the value as written, without its quotes; both the same where there is none. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

const tagOrComment =
  /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*(?:>|$)|<(\/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/g;
const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/**
 * The tags of HTML that a person wrote, with where they stand: what is changed leaves the rest as it was typed. For one's
 * own HTML; a stranger's is walked by `walkHtml`, which reads as browsers do.
 */
export function* htmlPieces(html: string): Generator<HtmlPiece> {
  let at = 0;
  for (const match of html.matchAll(tagOrComment)) {
    const start = match.index;
    const end = start + match[0].length;
    if (start > at) yield { kind: 'text', start: at, end: start };
    const [, slash, name, rest = ''] = match;
    if (name === undefined) yield { kind: 'comment', start, end };
    else {
      const kind = slash ? 'close' : 'open';
      const attributes = slash ? [] : attributesOf(rest, start + 1 + name.length);
      yield { kind, start, end, name: name.toLowerCase(), attributes };
    }
    at = end;
  }
  if (at < html.length) yield { kind: 'text', start: at, end: html.length };
}

function attributesOf(text: string, offset: number): readonly HtmlTagAttribute[] {
  if (text.trim() === '') return [];
  return [...text.matchAll(attribute)].map((match) => {
    const raw = match[2] ?? match[3] ?? match[4] ?? '';
    const quoted = match[2] !== undefined || match[3] !== undefined;
    const valueEnd = offset + match.index + match[0].length - (quoted ? 1 : 0);
    const name = (match[1] ?? '').toLowerCase();
    return { name, value: decodeAttribute(raw), valueStart: valueEnd - raw.length, valueEnd };
  });
}
