import type { Translate } from '../texts/translate.ts';
import { explainLine } from './smtpWords.ts';

export interface ShownLine {
  readonly at: number;
  readonly side: 'client' | 'server';
  readonly text: string;
}

/**
 * A dialogue as a document: milliseconds since its first line, who speaks, the very line, what it means. Several lines of
 * one reply stand one below the other.
 */
export function dialogueText(t: Translate, lines: readonly ShownLine[]): string {
  const [first] = lines;
  if (!first) return '';
  const rows = lines.flatMap(({ at, side, text }) => text.split(/\r?\n/).map((part) => ({ at, side, text: part })));
  return rows
    .map((row) => {
      const time = `${row.at - first.at} ms`.padStart(10);
      const words = explainLine(t, row);
      const said = `${time}  ${arrows[row.side]} ${row.text}`;
      return words === '' ? said : `${said.padEnd(wordsColumn)}  # ${words}`;
    })
    .join('\n');
}

export const arrows = { client: '→', server: '←' } as const;
/** Where the words begin, unless the line is longer. */
const wordsColumn = 64;
