import type { ResultOf } from '../protocol/method.ts';
import type { messageSearch } from '../protocol/methods/messageSearch.ts';
import type { MessageText } from './messageText.ts';

type Found = Pick<ResultOf<typeof messageSearch>, 'rows' | 'matches'>;
export type SearchMatch = Found['matches'][number];

/** Where the words of a search stand in each of its rows, by the rows' ids. */
export function matchesById({ rows, matches }: Found): ReadonlyMap<string, SearchMatch> {
  return new Map(rows.flatMap(({ id }, index) => (matches[index] ? [[id, matches[index]] as const] : [])));
}

export interface MatchedText extends MessageText {
  /** Ranges of the label, as VS Code's tree marks them. */
  readonly highlights: readonly [start: number, end: number][];
}

/** A row's words with what was found in it: marks in the sender, and the line of its text behind the subject. */
export function matchedText(text: MessageText, sender: string, match: SearchMatch | undefined): MatchedText {
  const line = match?.snippet?.text ?? '';
  // In Sent the label names recipients, in which nothing was looked for.
  const ranges = text.label.startsWith(sender) ? (match?.from ?? []) : [];
  return {
    label: text.label,
    description: line === '' ? text.description : `${text.description} · ${line}`,
    accessibleLabel: line === '' ? text.accessibleLabel : `${text.accessibleLabel}, ${line}`,
    highlights: ranges.map(({ start, end }) => [start, end]),
  };
}
