import { escapeHtml } from './htmlParser.ts';
import { htmlPieces } from './htmlTags.ts';
import { goingAlong } from './markdown.ts';

export interface OwnHtmlOptions {
  /** `cid:…` for a picture that is named by a path; undefined where there is none. */
  readonly imageUrl: (reference: string) => string | undefined;
}

/** Elements that no mail client runs and every spam filter counts; they go with their content. */
const unwanted = /^(?:script|iframe|object|embed|applet|form|base|link)$/;
const withContent = /^(?:script|iframe|object|applet)$/;

/**
 * HTML that a person wrote as it leaves: as it is, byte for byte, but that pictures named by a path point to the parts
 * that go along, and what runs, embeds or loads styles is taken out with its handlers (`onclick`).
 */
export function prepareOwnHtml(html: string, { imageUrl }: OwnHtmlOptions): string {
  let out = '';
  let inside = '';
  for (const piece of htmlPieces(html)) {
    const isTag = piece.kind === 'open' || piece.kind === 'close';
    if (inside !== '') {
      if (piece.kind === 'close' && piece.name === inside) inside = '';
      continue;
    }
    if (isTag && unwanted.test(piece.name)) {
      if (piece.kind === 'open' && withContent.test(piece.name)) inside = piece.name;
      continue;
    }
    let tag = html.slice(piece.start, piece.end);
    if (piece.kind === 'open') {
      for (const { name, value, valueStart, valueEnd } of piece.attributes.toReversed()) {
        const at = valueStart - piece.start;
        const change = changed(piece.name, name, value, imageUrl);
        if (change !== undefined) tag = tag.slice(0, at) + escapeHtml(change) + tag.slice(at + valueEnd - valueStart);
      }
    }
    out += tag;
  }
  return out;
}

/** Another value for an attribute; undefined leaves it. */
function changed(tag: string, name: string, value: string, imageUrl: OwnHtmlOptions['imageUrl']): string | undefined {
  if (name.startsWith('on')) return '';
  if (/^(?:href|src|action)$/.test(name) && /^[\s\u0000-\u001f]*(?:javascript|vbscript):/i.test(value)) return '';
  if (!(tag === 'img' && name === 'src') && name !== 'background') return undefined;
  const reference = goingAlong(value.trim());
  return reference === undefined ? undefined : imageUrl(reference);
}
