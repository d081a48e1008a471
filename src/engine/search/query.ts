import type { Word } from './words.ts';

/** Where a word is looked for. `any`: in all of them. */
export type TextField = 'any' | 'subject' | 'from' | 'to' | 'cc' | 'body' | 'filename' | 'list';

/** A search as it was understood. An `and` of nothing is everything, an `or` of nothing is nothing. */
export type Query =
  | { readonly kind: 'and'; readonly items: readonly Query[] }
  | { readonly kind: 'or'; readonly items: readonly Query[] }
  | { readonly kind: 'not'; readonly item: Query }
  | Condition;

export type Condition =
  | TextCondition
  | { readonly kind: 'attachment' }
  | { readonly kind: 'flag'; readonly flag: '\\Seen' | '\\Flagged' | '\\Answered'; readonly set: boolean }
  | ScopeCondition
  /** Of the sort date, ms since 1970: `before` without that moment, `after` with it. */
  | { readonly kind: 'before' | 'after'; readonly ms: number }
  /** Size as the server tells it: more than, less than. */
  | { readonly kind: 'larger' | 'smaller'; readonly bytes: number };

/** Mailboxes by name, or those of accounts. */
export type ScopeCondition = Named<'mailbox'> | Named<'account'>;
interface Named<K> {
  readonly kind: K;
  readonly name: string;
  readonly span: Span;
}

/** Words that stand one after the other in a field; only what parts words may be between. */
export interface TextCondition {
  readonly kind: 'text';
  readonly field: TextField;
  readonly words: readonly Word[];
  /** The last word is the beginning of one. */
  readonly startsWith: boolean;
  /** As it was written, without operator and quotes. */
  readonly text: string;
}

/** A range of what was written, UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What could not be understood. The rest of the search stands. */
export interface QueryProblem extends Span {
  readonly code: 'search.unclosed' | 'search.unknownOperator' | 'search.badValue' | 'search.tooLong';
}

export interface ParsedQuery {
  readonly query: Query;
  readonly problems: readonly QueryProblem[];
}

/** The conditions of a search, in order. */
export function conditionsOf(query: Query): readonly Condition[] {
  if (query.kind === 'and' || query.kind === 'or') return query.items.flatMap(conditionsOf);
  if (query.kind === 'not') return conditionsOf(query.item);
  return [query];
}

/** Text that a hit holds, so that it can be marked: what is not under a `not`. */
export function textsOf(query: Query): readonly TextCondition[] {
  if (query.kind === 'and' || query.kind === 'or') return query.items.flatMap(textsOf);
  return query.kind === 'text' ? [query] : [];
}
