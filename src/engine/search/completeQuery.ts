/** What may be typed next in a search. Pure. */
import { operatorNamed, operators } from './operators.ts';
import type { Span } from './query.ts';

export interface Completion extends Span {
  /** What replaces the range. */
  readonly insert: string;
  readonly kind: 'operator' | 'value' | 'mailbox' | 'account' | 'person';
}

/** Names that only the engine knows. Each is asked for with the beginning that was typed. */
export interface CompletionNames {
  readonly mailboxes: (prefix: string) => readonly string[];
  readonly accounts: (prefix: string) => readonly string[];
  readonly people: (prefix: string) => readonly string[];
}

const word = /(?:[^\s\u3000()（）"“”]|"[^"]*(?:"|$)|“[^”]*(?:”|$))*$/;
const kinds = { mailboxes: 'mailbox', accounts: 'account', people: 'person' } as const;

/** Suggestions for the word that the cursor (UTF-16 units) stands in or behind. */
export function completeQuery(query: string, cursor: number, names: CompletionNames): readonly Completion[] {
  const typed = word.exec(query.slice(0, cursor))?.[0] ?? '';
  const text = typed.replace(/^-/, '');
  const [start, end] = [cursor - text.length, cursor];
  const parts = /^([a-z_]+)[:：](.*)$/isu.exec(text);
  if (!parts) {
    if (!/^[a-z_]*$/i.test(text)) return [];
    return operators
      .filter(({ name }) => name.startsWith(text.toLowerCase()))
      .map(({ name }) => ({ insert: `${name}:`, start, end, kind: 'operator' }));
  }
  const operator = operatorNamed(parts[1] ?? '');
  if (!operator) return [];
  const prefix = (parts[2] ?? '').replace(/["“”]/g, '').toLowerCase();
  const at = { start: end - (parts[2] ?? '').length, end };
  const values = operator.values
    .filter((value) => value.toLowerCase().startsWith(prefix))
    .map((insert) => ({ ...at, insert, kind: 'value' as const }));
  const from = operator.from;
  const found = from ? names[from](prefix).map((name) => ({ ...at, insert: quoted(name), kind: kinds[from] })) : [];
  return [...values, ...found];
}

function quoted(name: string): string {
  return /[\s\u3000()（）“”]/.test(name) ? `"${name.replace(/"/g, '')}"` : name;
}
