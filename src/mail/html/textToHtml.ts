import { LinkifyIt } from 'linkify-it';
import { escapeHtml } from './htmlParser.ts';
import { linkifyLineMaxChars, quoteDepthMax, textMaxChars } from './limits.ts';

/**
 * Plain text as HTML for the reader: addresses become links (this is linkify-it's only door beside Markdown), `>` levels
 * become nested quotes, the signature is set apart. Everything is escaped; the result still goes through the sanitiser.
 */
export function textToHtml(text: string): string {
  const linkify = new LinkifyIt();
  let html = '';
  let depth = 0;
  let signature = false;
  const to = (wanted: number) => {
    for (; depth < wanted; depth++) html += '<blockquote class="m-quote">';
    for (; depth > wanted; depth--) html += '</blockquote>';
  };
  for (const line of text.slice(0, textMaxChars).split(/\r\n|\r|\n/)) {
    const mark = /^(?:>[ ]?)+/.exec(line)?.[0] ?? '';
    const level = Math.min(mark.split('>').length - 1, quoteDepthMax);
    if (level !== depth && !signature) to(level);
    const content = signature ? line : line.slice(mark.length);
    if (!signature && level === 0 && line === '-- ') {
      signature = true;
      html += '<div class="m-signature">';
    }
    html += `${linkedLine(linkify, content)}\n`;
  }
  if (signature) html += '</div>';
  else to(0);
  return `<div class="m-text">${html}</div>`;
}

function linkedLine(linkify: LinkifyIt, line: string): string {
  const matches = line.length > linkifyLineMaxChars ? null : linkify.match(line);
  if (!matches) return escapeHtml(line);
  let html = '';
  let at = 0;
  for (const match of matches) {
    html += escapeHtml(line.slice(at, match.index));
    const shown = escapeHtml(match.raw);
    const safe =
      /^(?:https?|mailto):/i.test(match.url) &&
      (match.schema !== '' || /^www\./i.test(match.raw) || match.url.startsWith('mailto:'));
    html += safe ? `<a href="${escapeHtml(match.url)}">${shown}</a>` : shown;
    at = match.lastIndex;
  }
  return html + escapeHtml(line.slice(at));
}
