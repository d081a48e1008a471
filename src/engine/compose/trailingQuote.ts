import { linesOf } from './textLines.ts';

/**
 * Where the quote begins that ends a body, with the line that says whose words it holds; undefined where one has
 * written below or into it, or where there is none. An offset.
 */
export function trailingQuote(body: string): number | undefined {
  const lines = linesOf(body);
  const texts = lines.map(({ text }) => text.trim());
  let at = texts.findLastIndex((text) => text !== '');
  if (at < 0) return undefined;
  const isHtml = /<\/blockquote>$/i.test(texts[at] ?? '');
  if (isHtml) at = openingOf(texts, at);
  else {
    const last = at;
    while (at >= 0 && (texts[at] === '' || texts[at]?.startsWith('>'))) at--;
    at = texts.findIndex((text, index) => index > at && text !== '');
    if (at > last || !texts[at]?.startsWith('>')) return undefined;
  }
  if (at < 0) return undefined;
  return lines[headOf(texts, at)]?.start;
}

/** The line that opens the element which ends in this one, whatever others stand in it; -1 where none does. */
function openingOf(texts: readonly string[], last: number): number {
  let depth = 0;
  for (let line = last; line >= 0; line--) {
    const text = texts[line] ?? '';
    depth += (text.match(/<\/blockquote>/gi)?.length ?? 0) - (text.match(/<blockquote\b/gi)?.length ?? 0);
    if (depth <= 0) return line;
  }
  return -1;
}

/** The paragraph above that ends in a colon introduces the quote. */
function headOf(texts: readonly string[], quote: number): number {
  let line = quote - 1;
  while (line >= 0 && texts[line] === '') line--;
  if (line < 0 || !/[:：]$/.test(texts[line] ?? '')) return quote;
  while (line > 0 && texts[line - 1] !== '') line--;
  return line;
}
