/** A search in the index's own language (https://www.sqlite.org/fts5.html#full_text_query_syntax). Pure. */
import { isExact } from './matchText.ts';
import type { Query, TextCondition, TextField } from './query.ts';
import { fieldPrefixes, pairs, type Word } from './words.ts';

/** The token of messages with attachments. */
export const attachmentToken = `${fieldPrefixes.has}attachment`;

const anyField: readonly Exclude<TextField, 'any'>[] = ['body', 'subject', 'from', 'to', 'cc', 'filename', 'list'];

/** Messages whose tokens could hold the words; exactly those where `isExact` says so. */
export function textExpression({ field, words, startsWith }: TextCondition): string {
  const fields = field === 'any' ? anyField : [field];
  const each = fields.map((one) => {
    const prefix = one === 'body' ? '' : fieldPrefixes[one];
    return group(
      'AND',
      words.flatMap((word, index) => wordExpressions(prefix, word, startsWith && index === words.length - 1)),
    );
  });
  return group('OR', each);
}

function wordExpressions(prefix: string, { text, isRun }: Word, startsWith: boolean): readonly string[] {
  if (!isRun) return [`"${prefix}${text}"${startsWith ? ' *' : ''}`];
  const tokens = pairs(text);
  if (tokens.length === 1) return [`"${prefix}${text}" *`]; // Pairs that begin with it, or it alone at the end of a run.
  return tokens.slice(0, -1).map((token) => `"${prefix}${token}"`);
}

/**
 * The part of a search that the index can answer: messages that could match. Undefined when it can't narrow them down.
 * Nothing that is left out by it matches.
 */
export function candidates(query: Query): string | undefined {
  switch (query.kind) {
    case 'text':
      return textExpression(query);
    case 'attachment':
      return `"${attachmentToken}"`;
    case 'or': {
      const items = query.items.map(candidates);
      return items.length > 0 && items.every((item) => item !== undefined) ? group('OR', items) : undefined;
    }
    case 'and': {
      const items = query.items.flatMap((item) => candidates(item) ?? []);
      if (items.length === 0) return undefined;
      const without = query.items.flatMap((item) =>
        item.kind === 'not' && isCovered(item.item) ? (candidates(item.item) ?? []) : [],
      );
      return without.length === 0 ? group('AND', items) : `(${group('AND', items)} NOT ${group('OR', without)})`;
    }
    default:
      return undefined;
  }
}

/** Whether {@link candidates} says all of it: no message that it gives needs another look. */
export function isCovered(query: Query): boolean {
  if (query.kind === 'text') return isExact(query);
  if (query.kind === 'attachment') return true;
  if (query.kind === 'or') return query.items.length > 0 && query.items.every(isCovered);
  if (query.kind !== 'and') return false;
  const [positive, negative] = [
    query.items.filter(({ kind }) => kind !== 'not'),
    query.items.filter(({ kind }) => kind === 'not'),
  ];
  return (
    positive.length > 0 &&
    positive.every(isCovered) &&
    negative.every((item) => item.kind === 'not' && isCovered(item.item))
  );
}

/** Messages with the words in this very field. */
export function fieldExpression(text: TextCondition, field: Exclude<TextField, 'any'>): string {
  return textExpression({ ...text, field });
}

function group(operator: 'AND' | 'OR', items: readonly string[]): string {
  return items.length === 1 ? (items[0] ?? '') : `(${items.join(` ${operator} `)})`;
}
