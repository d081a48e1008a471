/** Words as Markdown: what would be read as markup is escaped, and nothing more than that. */

export interface TextPlace {
  /** The text is the first of its line: lists, headings and the like begin here. */
  readonly atLineStart: boolean;
  /** Nothing follows in this line. */
  readonly atLineEnd: boolean;
  /** In a table's cell `|` ends it. */
  readonly inCell: boolean;
  readonly inLink: boolean;
  /** Something that is no text follows at once. */
  readonly isFollowed: boolean;
  /** Blanks at a line's end stay: who types has them there. */
  readonly keepsBlanks: boolean;
  /** The text is the first of a link: `[^` would begin a footnote. */
  readonly atLinkStart: boolean;
  /** `-- ` alone in a line is the mark of a signature (RFC 3676 §4.3). */
  readonly inLetter: boolean;
}

/** A bare address: what stands in it is not markup, and an escape would cut it off. */
const bareUrl = /\bhttps?:\/\/[\p{L}\p{N}./_~%#?&=:@+-]*[\p{L}\p{N}/]/giu;

export function escapeText(text: string, place: TextPlace): string {
  let result = '';
  let at = 0;
  if (!place.inLink) {
    for (const match of text.matchAll(bareUrl)) {
      result += escapeRun(text.slice(at, match.index), before(text, at), text[match.index] ?? '', place);
      at = match.index + match[0].length;
      // What stands right behind it, be it code, would be taken for a part of it.
      result += place.isFollowed && !/\s/.test(text.slice(at)) ? match[0].replace(':', '\\:') : match[0];
    }
  }
  result += escapeRun(text.slice(at), before(text, at), '', place);
  if (place.inLetter && place.atLineStart && place.atLineEnd && result === '-- ') return result;
  if (place.atLineStart) result = escapeLineStart(result);
  if (place.atLinkStart && result.startsWith('^')) result = `\\${result}`;
  return place.atLineEnd ? escapeLineEnd(result, place.keepsBlanks) : result;
}

function before(text: string, at: number): string {
  return at > 0 ? (text[at - 1] ?? '') : '';
}

function escapeRun(run: string, previous: string, following: string, place: TextPlace): string {
  let result = '';
  for (let index = 0; index < run.length; index++) {
    const char = run[index] ?? '';
    const last = index > 0 ? (run[index - 1] ?? '') : previous;
    const next = index + 1 < run.length ? (run[index + 1] ?? '') : following;
    result += isMarkup(char, last, next, run.slice(index), place) ? `\\${char}` : char;
  }
  return result;
}

function isMarkup(char: string, last: string, next: string, rest: string, { inCell, isFollowed }: TextPlace): boolean {
  switch (char) {
    case '\\':
    case '`':
    case '[':
    case ']':
      return true;
    case '*':
      return !(isBlank(last) && isBlank(next));
    case '_':
      return !(isWord(last) && isWord(next)) && !(isBlank(last) && isBlank(next));
    case '~':
      return last === '~' || next === '~' || last === '' || next === '';
    case '<':
      return next === '' || /[a-zA-Z/!?]/.test(next);
    case '&':
      return /^&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});/.test(rest);
    case '!':
      return next === '' && isFollowed; // Before a link it would make it a picture.
    case '|':
      return inCell;
    default:
      return false;
  }
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t';
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}]/u.test(char);
}

/** What begins a block where it begins a line. Blanks there say nothing; wider space is meant. */
function escapeLineStart(given: string): string {
  const line = given.replace(/^[ \t]+/, '');
  const space = /^[\s\u00a0]+/.exec(line)?.[0] ?? '';
  const rest = line.slice(space.length);
  return [...space].map(entityOf).join('') + escapeBlockStart(rest);
}

function escapeBlockStart(line: string): string {
  if (/^(?:#{1,6}(?:[ \t]|$)|>|[-+](?:[ \t]|$)|\*[ \t]|~{3})/.test(line)) return `\\${line}`;
  // Thematic breaks, underlines of headings, and the second row of a table.
  if (/^(?:[-=_*+][-=_*+ \t]*|[|:-][|: \t-]*)$/.test(line)) return `\\${line}`;
  return line.replace(/^(\d{1,9})([.)])(?=[ \t]|$)/, '$1\\$2');
}

/** Wider space at the end of a line is meant, and would be taken off by who reads it; blanks are read from the source. */
function escapeLineEnd(line: string, keepsBlanks: boolean): string {
  const text = line.replace(/[ \t]+$/, '');
  const space = /[^\S \t]+$/.exec(text)?.[0] ?? '';
  const blanks = keepsBlanks ? line.slice(text.length) : '';
  return text.slice(0, text.length - space.length) + [...space].map(entityOf).join('') + blanks;
}

function entityOf(char: string): string {
  return char === '\u00a0' ? '&nbsp;' : `&#${char.codePointAt(0) ?? 32};`;
}

/** Text as a value of an attribute of HTML. */
export function attributeText(text: string): string {
  return text.replace(/[&"<>]/g, (char) => ({ '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' })[char] ?? char);
}
