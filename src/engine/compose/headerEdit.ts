import { draftHeaders, headerNamed } from './draftHeaders.ts';
import { type DraftHeader, type ParsedDraft, parseDraft } from './draftParser.ts';
import { writeReference, writeText } from './draftWriter.ts';

/** Changing one header of a draft that somebody writes: everything else stays as it was typed. */

export interface HeaderEdit {
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Headers that a draft shows even when they are empty. */
const always = /^(?:to|subject)$/;

/** `name`: one that drafts know. `values`: a list of files, else one text; empty ones are none. */
export function headerEdit(text: string, name: string, values: readonly string[]): HeaderEdit {
  const known = headerNamed(name) ?? 'subject';
  const draft = parseDraft(text);
  const filled = values.map((value) => value.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()).filter(Boolean);
  if (draft.problems.some(({ kind }) => kind === 'noBlock')) {
    const at = draft.blockStart;
    return { start: at, end: at, newText: `---\n${written(known, known, filled)}---\n\n` };
  }
  const present = draft.headers.filter((header) => header.known === known);
  const [first] = present;
  const last = present.at(-1);
  if (!first || !last) {
    if (filled.length === 0) return { start: draft.blockStart, end: draft.blockStart, newText: '' };
    const at = placeOf(draft, known);
    return { start: at, end: at, newText: `${breakBefore(text, at)}${written(known, known, filled)}` };
  }
  const shown = text.slice(first.nameStart, first.nameEnd);
  const replacement = filled.length > 0 || always.test(known) ? written(known, shown, filled) : '';
  // What stands between two of the same name stays.
  const between = present
    .slice(1)
    .reduce(({ kept, at }, header) => ({ kept: kept + text.slice(at, header.start), at: header.end }), {
      kept: '',
      at: first.end,
    });
  const endsWithBreak = text[last.end - 1] === '\n';
  const newText = `${replacement}${between.kept}`;
  return trimmed(text, {
    start: first.start,
    end: last.end,
    newText: endsWithBreak ? newText : newText.replace(/\n$/, ''),
  });
}

function written(known: keyof typeof draftHeaders, shown: string, values: readonly string[]): string {
  if (draftHeaders[known] === 'files') {
    const references = values.map(writeReference);
    if (references.length > 1) return `${shown}:\n${references.map((reference) => `  - ${reference}\n`).join('')}`;
    return `${shown}: ${references[0] ?? ''}\n`;
  }
  const value = values.join('; ');
  return `${shown}: ${draftHeaders[known] === 'text' ? writeText(value) : value}\n`;
}

/** Headers stand in the order in which they are told. */
function placeOf(draft: ParsedDraft, name: string): number {
  const order = Object.keys(draftHeaders);
  const rank = (header: DraftHeader) => (header.known ? order.indexOf(header.known) : order.length);
  const before = draft.headers.filter((header) => rank(header) < order.indexOf(name)).at(-1);
  return before?.end ?? draft.blockStart;
}

function breakBefore(text: string, at: number): string {
  return at === 0 || text[at - 1] === '\n' ? '' : '\n';
}

/** Without what stays the same at both ends: an editor shows and undoes only what changed. */
function trimmed(text: string, { start, end, newText }: HeaderEdit): HeaderEdit {
  const old = text.slice(start, end);
  let head = 0;
  while (head < Math.min(old.length, newText.length) && old[head] === newText[head]) head += 1;
  let tail = 0;
  const most = Math.min(old.length, newText.length) - head;
  while (tail < most && old.at(-1 - tail) === newText.at(-1 - tail)) tail += 1;
  return { start: start + head, end: end - tail, newText: newText.slice(head, newText.length - tail) };
}
