import { placeholderNames, placeholderPattern } from '../../protocol/placeholders.ts';
import { editDistance } from './draftHeaders.ts';
import { linesOf } from './textLines.ts';

/** What is left of a template's placeholders in a draft: the host fills them, the check finds what was not. */

export interface FoundPlaceholder {
  /** As written, braces and all. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** The known one that is most likely meant, with its braces, where this one is none. */
  readonly suggestion: string | undefined;
}

/** Those of a text, code aside: who writes about a template language does not use ours. */
export function placeholdersIn(text: string): readonly FoundPlaceholder[] {
  if (!text.includes('{{')) return []; // Most drafts have none, and are looked at after every key.
  const found: FoundPlaceholder[] = [];
  let fence = '';
  for (const line of linesOf(text)) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line.text)?.[1] ?? '';
    if (mark && (fence === '' || mark.startsWith(fence))) {
      fence = fence === '' ? mark : '';
      continue;
    }
    if (fence || /^(?: {4}|\t|\s*>)/.test(line.text)) continue;
    const plain = line.text.replace(/`+[^`]*`+/g, (code) => ' '.repeat(code.length));
    for (const match of plain.matchAll(placeholderPattern)) {
      const start = line.start + match.index;
      const known = isKnown(match[1] ?? '', match[2] !== undefined);
      const suggestion = known ? undefined : nearest(match[1] ?? '');
      found.push({ text: match[0], start, end: start + match[0].length, suggestion });
    }
  }
  return found;
}

function isKnown(name: string, asks: boolean): boolean {
  return asks ? name === 'ask' : placeholderNames.some((known) => known === name);
}

function nearest(name: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[_-]/g, '');
  const written = plain(name);
  const scored = placeholderNames.map((known) => ({ known, distance: editDistance(written, plain(known)) }));
  const best = scored.reduce((a, b) => (b.distance < a.distance ? b : a));
  return best.distance <= Math.max(1, Math.floor(best.known.length / 3)) ? `{{${best.known}}}` : undefined;
}
