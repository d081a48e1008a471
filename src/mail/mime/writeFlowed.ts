/** Writing format=flowed (RFC 3676): prose in short lines that a reader may join, code and tables untouched. */

/** A flowed line without its final space (RFC 3676 §4.2 asks for at most 78). */
const flowedMaxChars = 72;
/** A text none of whose lines is longer needs no flowing. */
const fixedMaxChars = 78;

/** The text in flowed lines with `\n` ends; undefined where nothing would change: then plain text says the same. */
export function flow(text: string): string | undefined {
  const lines = text.split(/\r\n|\r|\n/);
  if (!lines.some((line) => line.length > fixedMaxChars && / \S/.test(line))) return undefined;
  let fence = '';
  const out: string[] = [];
  for (const line of lines) {
    const mark = line.match(/^\s*(`{3,}|~{3,})/)?.[1] ?? '';
    const inCode = fence !== '' || mark !== '';
    if (fence && mark.startsWith(fence)) fence = '';
    else if (!fence) fence = mark;
    out.push(...(inCode || /^\s*\|/.test(line) ? [fixed(line)] : flowLine(line)));
  }
  return out.join('\n');
}

/** One paragraph line in flowed lines. Each of a quoted line keeps its quote marks (RFC 3676 §4.5). */
function flowLine(line: string): string[] {
  const quote = line.match(/^>+/)?.[0] ?? '';
  const rest = quote ? line.slice(quote.length).replace(/^ /, '') : line;
  if (line === '-- ') return [line]; // RFC 3676 §4.3: the signature separator keeps its space.
  if (line.length <= fixedMaxChars) return [fixed(line)];
  const lines = brokenLines(rest.trimEnd(), flowedMaxChars - quote.length);
  return lines.map((each) => (quote ? `${quote} ${each}` : stuff(each)));
}

/** Broken behind single spaces between words, as late as the lines fit in `room` without their final space. */
function brokenLines(text: string, room: number): string[] {
  const lines: string[] = [];
  let at = 0;
  while (text.length - at > room) {
    let space = text.lastIndexOf(' ', at + room);
    while (space > at && !isBetweenWords(text, space)) space = text.lastIndexOf(' ', space - 1);
    if (space <= at) {
      space = text.indexOf(' ', at + room);
      while (space >= 0 && !isBetweenWords(text, space)) space = text.indexOf(' ', space + 1);
      if (space < 0) break;
    }
    lines.push(text.slice(at, space + 1));
    at = space + 1;
  }
  lines.push(text.slice(at));
  return lines;
}

function isBetweenWords(text: string, space: number): boolean {
  return /\S/.test(text[space - 1] ?? ' ') && /\S/.test(text[space + 1] ?? ' ');
}

/** A line that ends where it ends: no space at its end. */
function fixed(line: string): string {
  if (line === '-- ') return line;
  const trimmed = line.trimEnd();
  return trimmed.startsWith('>') ? trimmed : stuff(trimmed);
}

/** RFC 3676 §4.4. */
function stuff(line: string): string {
  return /^( |From |>)/.test(line) ? ` ${line}` : line;
}
