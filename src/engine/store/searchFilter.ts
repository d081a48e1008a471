/** The conditions of a search as SQL over `message`. Values are bound as `:v0`, `:v1` …; `:fromPlace` and `:toPlace` bound the places of the index. Pure. */

import type { ScopeOf } from '../search/evaluate.ts';
import { isExact } from '../search/matchText.ts';
import type { Query } from '../search/query.ts';
import { candidates, isCovered, textExpression } from '../search/tokenQuery.ts';
import type { Parameters } from './database.ts';
import { perSecond, rowIdAt } from './sortDate.ts';

/** How a search is answered: what the index narrows down, what SQL sifts, and whether texts must be compared after that. */
export interface HitPlan {
  /** For the index; undefined: it can't narrow the search down. */
  readonly match: string | undefined;
  /** A condition on rows of `message`. */
  readonly where: string;
  readonly values: Parameters;
  /** What gives the rows where the index doesn't. */
  readonly walk: 'all' | 'unread' | 'flagged' | { readonly mailbox: number };
  readonly isExact: boolean;
  /** Row ids: from with, to without. */
  readonly low: number;
  readonly high: number;
}

export function planHits(query: Query, scopeOf: ScopeOf): HitPlan {
  const items = query.kind === 'and' ? query.items : [query];
  const values: Record<string, number | string> = {};
  const sql = new FilterSql(scopeOf, values);
  const match = candidates(query);
  const left = items.filter((item) => !(match !== undefined && isLeftToIndex(item)));
  return {
    ...{ match, values, isExact: !hasInexact(query), walk: walkOf(items, scopeOf), ...boundsOf(items) },
    where: left.map((item) => sql.of(item, true)).join(' AND ') || '1',
  };
}

/** Text alone: the index answers it, and what it can't tell exactly is compared afterwards. */
function isLeftToIndex(item: Query): boolean {
  if (item.kind === 'not') return isCovered(item.item);
  return isTextOnly(item) && candidates(item) !== undefined && (isCovered(item) || !hasNegation(item));
}

function isTextOnly(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.items.every(isTextOnly);
  return query.kind === 'not' ? isTextOnly(query.item) : query.kind === 'text' || query.kind === 'attachment';
}

function hasNegation(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.items.some(hasNegation);
  return query.kind === 'not';
}

function hasInexact(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.items.some(hasInexact);
  return query.kind === 'not' ? hasInexact(query.item) : query.kind === 'text' && !isExact(query);
}

function walkOf(items: readonly Query[], scopeOf: ScopeOf): HitPlan['walk'] {
  for (const item of items) {
    if (item.kind === 'flag' && item.flag === '\\Flagged' && item.set) return 'flagged';
    if (item.kind === 'flag' && item.flag === '\\Seen' && !item.set) return 'unread';
  }
  for (const item of items) {
    if (item.kind !== 'mailbox' && item.kind !== 'account') continue;
    const [only, ...more] = scopeOf(item);
    if (only !== undefined && more.length === 0) return { mailbox: only };
  }
  return 'all';
}

function boundsOf(items: readonly Query[]): { readonly low: number; readonly high: number } {
  let [low, high] = [0, Number.MAX_SAFE_INTEGER];
  for (const item of items) {
    if (item.kind === 'after') low = Math.max(low, rowIdAt(item.ms));
    if (item.kind === 'before') high = Math.min(high, rowIdAt(item.ms) + perSecond);
  }
  return { low, high };
}

class FilterSql {
  readonly #scopeOf: ScopeOf;
  readonly #values: Record<string, number | string>;

  constructor(scopeOf: ScopeOf, values: Record<string, number | string>) {
    this.#scopeOf = scopeOf;
    this.#values = values;
  }

  /** `wide`: may be true of more than the search; else of less. Under a `not` one becomes the other. */
  of(query: Query, wide: boolean): string {
    switch (query.kind) {
      case 'and':
        return `(${query.items.map((item) => this.of(item, wide)).join(' AND ') || '1'})`;
      case 'or':
        return `(${query.items.map((item) => this.of(item, wide)).join(' OR ') || '0'})`;
      case 'not':
        return `NOT ${this.of(query.item, !wide)}`;
      case 'text':
        if (!wide && !isExact(query)) return '0';
        return `message.id IN (SELECT message FROM search_state WHERE place IN (SELECT rowid FROM search_index
          WHERE search_index MATCH ${this.#bound(textExpression(query))} AND rowid >= :fromPlace AND rowid < :toPlace))`;
      case 'attachment':
        return 'message.has_attachment = 1';
      case 'flag':
        if (query.flag === '\\Seen') return `message.shown_unread = ${query.set ? 0 : 1}`;
        return `(instr(message.shown_flags, ${this.#bound(query.flag)}) > 0) = ${query.set ? 1 : 0}`;
      case 'mailbox':
      case 'account':
        return `message.shown_mailbox IN (${[...this.#scopeOf(query)].map((number) => this.#bound(number)).join(', ')})`;
      case 'before':
        return `message.sort_date < ${this.#bound(query.ms)}`;
      case 'after':
        return `message.sort_date >= ${this.#bound(query.ms)}`;
      case 'larger':
        return `message.size > ${this.#bound(query.bytes)}`;
      default:
        return `message.size < ${this.#bound(query.bytes)}`;
    }
  }

  #bound(value: number | string): string {
    const name = `v${Object.keys(this.#values).length}`;
    this.#values[name] = value;
    return `:${name}`;
  }
}
