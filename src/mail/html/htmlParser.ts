import { walkHtml } from './walkHtml.ts';

/** What the sanitiser wants to know of HTML before it reads it. */
export interface PreparedHtml {
  /** Without the tags of elements deeper than `elementDepthMax`: parsers pay for depth at each further tag. */
  readonly html: string;
  /** The text of all style elements. */
  readonly css: string;
}

/** One walk over the HTML, in time linear in its length. */
export function prepareHtml(html: string): PreparedHtml {
  let depth = 0;
  let css = '';
  let kept = '';
  let keptTo = 0;
  walkHtml(html, {
    wanted: nothing,
    open: (name) => {
      if (name === 'style') depth++;
    },
    text: (text) => {
      if (depth > 0) css += text;
    },
    close: (name) => {
      if (name !== 'style') return;
      depth--;
      css += '\n';
    },
    tooDeep: (start, end) => {
      kept += html.slice(keptTo, start) + emptyComment;
      keptTo = end;
    },
  });
  return { html: keptTo === 0 ? html : kept + html.slice(keptTo), css };
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Stands where a tag was: what was on either side of it must not become another. */
const emptyComment = '<!>';
const nothing: ReadonlySet<string> = new Set();
