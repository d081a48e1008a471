import sanitizeHtml from 'sanitize-html';
import { type CleanCss, cleanStyleAttribute, cleanStyleSheet, prefixed } from './css.ts';
import { escapeHtml, prepareHtml } from './htmlParser.ts';
import { htmlToText } from './htmlToText.ts';
import { elementDepthMax, htmlMaxChars, linkMaxChars, settlePassesMax } from './limits.ts';

/** Where pictures come from: both answer with a `data:` URI of a picture, or null when there is none. */
export interface PictureSources {
  /** A part of the same mail by its Content-ID, without angle brackets. */
  readonly inlineImage?: (cid: string) => string | null;
  /** A remote picture that was fetched because the person asked. */
  readonly remoteImage?: (url: string) => string | null;
}

export interface SanitisedHtml {
  /** A fragment for the body of the reader's frame: one style element at most, then content. */
  readonly html: string;
  /** Remote pictures that were left out; `trackers` of them are too small to be seen. */
  readonly blocked: number;
  readonly trackers: number;
  /** The addresses of remote pictures in the document's order, https and http. */
  readonly remoteUrls: readonly string[];
}

/** The attribute that keeps the address of a picture left out. Nothing loads it. */
export const remoteSourceAttribute = 'data-remote-src';

/**
 * Turns a stranger's HTML into a fragment that runs nothing and reaches nothing: elements and attributes from a list,
 * CSS rebuilt from a list (css.ts), links to http, https and mailto, pictures as `data:` only. Remote pictures become
 * placeholders and are counted. Sanitising the result again changes nothing. The only door to sanitize-html.
 */
export function sanitize(source: string, pictures: PictureSources = {}): SanitisedHtml {
  const { html, css } = prepareHtml(source.slice(0, htmlMaxChars));
  const run = new Run(pictures);
  const sheet = cleanStyleSheet(css);
  run.blocked += sheet.blocked;
  const body = settled(sanitizeHtml(html, run.options()), run.styles);
  return {
    html: (sheet.css === '' ? '' : `<style>${sheet.css}</style>`) + body,
    blocked: run.blocked,
    trackers: run.trackers,
    remoteUrls: [...run.remoteUrls],
  };
}

/**
 * What is left out changes what closes what (a div made of a body ends the paragraph around it), so a parser may see the
 * result differently from what was meant. It is sanitised until a further pass agrees; what never settles is shown as text.
 */
function settled(body: string, styles: Run['styles']): string {
  let current = body;
  for (let pass = 0; pass < settlePassesMax; pass++) {
    const next = sanitizeHtml(current, new Run({}, styles).options());
    if (next === current) return current;
    current = next;
  }
  return escapeHtml(htmlToText(current));
}

type Attributes = sanitizeHtml.Attributes;

class Run {
  blocked = 0;
  trackers = 0;
  readonly remoteUrls = new Set<string>();
  /** Style attributes already cleaned: newsletters repeat few of them in every cell. */
  readonly styles: Map<string, CleanCss>;
  readonly #pictures: PictureSources;

  constructor(pictures: PictureSources, styles = new Map<string, CleanCss>()) {
    this.#pictures = pictures;
    this.styles = styles;
  }

  options(): sanitizeHtml.IOptions {
    return {
      allowedTags: [...tags],
      allowedAttributes: attributes,
      allowedSchemes: ['http', 'https', 'mailto'],
      allowedSchemesByTag: { img: ['data'] },
      allowedSchemesAppliedToAttributes: ['href', 'src'],
      allowProtocolRelative: false,
      allowedClasses: { '*': false },
      parseStyleAttributes: false,
      disallowedTagsMode: 'discard',
      nonTextTags: [...withoutText],
      nestingLimit: elementDepthMax,
      transformTags: { '*': (name, given) => this.#transform(name, given) },
    };
  }

  #transform(name: string, given: Attributes): sanitizeHtml.Tag {
    const result: Attributes = {};
    for (const [key, value] of Object.entries(given)) {
      if (key !== 'src' && key !== remoteSourceAttribute) this.#attribute(name, key, value, result);
    }
    if (name === 'img') this.#image(given, result);
    // The body's colours and classes live on as an element of the page's own body.
    return { tagName: name === 'body' ? 'div' : name, attribs: sorted(result) };
  }

  #attribute(name: string, key: string, value: string, result: Attributes): void {
    if (key === 'style') {
      const cleaned = this.#style(value);
      this.blocked += cleaned.blocked;
      if (cleaned.css !== '') result[key] = cleaned.css;
    } else if (key === 'class') {
      const names = value
        .split(/\s+/)
        .map(prefixed)
        .filter((one) => one !== '')
        .slice(0, 50);
      if (names.length > 0) result[key] = [...new Set(names)].join(' ');
    } else if (key === 'id' || key === 'name') {
      const safe = prefixed(value.trim());
      if (safe !== '') result[key] = safe;
    } else if (key === 'background') {
      if (isRemote(value)) this.blocked++;
    } else if (key === 'href') {
      const target = linkTarget(value);
      if (target !== '') result[key] = target;
    } else if (plainAttributes.has(key) && value.length <= 1_000) {
      result[key] = value.replace(/[\u0000-\u001f]/g, ' ');
    }
    if (name === 'body' && key === 'bgcolor' && /^#?\w{1,30}$/.test(value)) result[key] = value;
  }

  #style(value: string): CleanCss {
    const known = this.styles.get(value);
    if (known) return known;
    const cleaned = cleanStyleAttribute(value);
    this.styles.set(value, cleaned);
    return cleaned;
  }

  #image(given: Attributes, result: Attributes): void {
    const source = compact(given['src'] ?? '') || compact(given[remoteSourceAttribute] ?? '');
    if (/^cid:/i.test(source)) {
      const found = this.#pictures.inlineImage?.(decoded(source.slice(4)));
      if (found && isPictureData(found)) result['src'] = found;
    } else if (isPictureData(source)) result['src'] = source;
    else if (isRemote(source)) this.#remote(source, given, result);
    if (result['alt'] === undefined) result['alt'] = '';
  }

  #remote(source: string, given: Attributes, result: Attributes): void {
    const url = webAddress(source);
    if (url === '') return;
    this.remoteUrls.add(url);
    const found = this.#pictures.remoteImage?.(url);
    if (found && isPictureData(found)) {
      result['src'] = found;
      return;
    }
    this.blocked++;
    if (isTiny(given)) this.trackers++;
    result[remoteSourceAttribute] = url;
  }
}

/** A link's target as it may stand in the page: http, https, mailto, or a place in the same mail. Else empty. */
export function linkTarget(value: string): string {
  const target = compact(value);
  if (target.length > linkMaxChars) return '';
  if (target.startsWith('#')) {
    const safe = prefixed(decoded(target.slice(1)));
    return safe === '' ? '' : `#${safe}`;
  }
  if (/^mailto:/i.test(target)) return target.replace(/["<>\\^`{|}]/g, '');
  return /^https?:/i.test(target) ? webAddress(target) : '';
}

/** One order for all, so that sanitising again changes nothing. */
function sorted(given: Attributes): Attributes {
  return Object.fromEntries(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Blanks and controls inside an address hide a scheme; browsers drop them, so they go first. */
function compact(value: string): string {
  return value.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202e\ufeff]+/g, '');
}

function webAddress(value: string): string {
  const text = value.startsWith('//') ? `https:${value}` : value;
  if (text.length > linkMaxChars || !URL.canParse(text)) return '';
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : '';
}

function isRemote(value: string): boolean {
  return /^(?:https?:)?[/\\]{2}/i.test(compact(value)) || /^https?:/i.test(compact(value));
}

/** Pictures that browsers draw and nothing else; SVG is a document with scripts and stays out. */
export function isPictureData(value: string): boolean {
  return /^data:image\/(?:png|jpe?g|gif|webp|bmp|avif|x-icon|vnd\.microsoft\.icon);base64,[A-Za-z0-9+/=]+$/i.test(
    value,
  );
}

function isTiny(given: Attributes): boolean {
  const style = (given['style'] ?? '').toLowerCase();
  const small = (value: string | undefined) => value !== undefined && /^\s*[0-2](?:px)?\s*$/.test(value);
  if (small(given['width']) || small(given['height'])) return true;
  return /(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*[0-2](?:px)?\s*(?:;|!|$)|display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\s|;|$)/.test(
    style,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign: the text means itself.
  }
}

const tags = (
  'a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details ' +
  'dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu nav ol p ' +
  'pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');

/** Elements whose text is not for reading. */
const withoutText = (
  'style script textarea option select noscript noembed noframes title template iframe object applet embed svg math ' +
  'audio video canvas xmp plaintext frameset datalist'
).split(' ');

const everywhere = ['align', 'bgcolor', 'class', 'dir', 'height', 'id', 'lang', 'style', 'title', 'valign', 'width'];
const cells = ['abbr', 'colspan', 'nowrap', 'rowspan', 'scope'];
const attributes: { [tag: string]: string[] } = {
  '*': everywhere,
  a: ['href', 'name'],
  img: ['src', 'alt', 'border', 'hspace', 'vspace', remoteSourceAttribute],
  table: ['border', 'cellpadding', 'cellspacing', 'summary'],
  td: cells,
  th: cells,
  col: ['span'],
  colgroup: ['span'],
  font: ['color', 'face', 'size'],
  hr: ['color', 'noshade', 'size'],
  ol: ['reversed', 'start', 'type'],
  ul: ['type'],
  li: ['type', 'value'],
  time: ['datetime'],
  details: ['open'],
};
const plainAttributes: ReadonlySet<string> = new Set(
  Object.values(attributes)
    .flat()
    .filter((one) => !['class', 'href', 'id', 'name', 'src', 'style', remoteSourceAttribute].includes(one)),
);
