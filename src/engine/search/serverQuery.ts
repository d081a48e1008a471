/**
 * A search in the words of a server: IMAP's SEARCH keys (RFC 9051 §6.4.4), or Gmail's own search language
 * (https://support.google.com/mail/answer/7190, X-GM-RAW of its IMAP extensions). What a server cannot be asked is
 * left out so that it finds more, never less; hits are sifted here afterwards. Pure.
 */
import type { Argument } from '../../mail/imap/connection.ts';
import { criterion } from '../../mail/imap/search.ts';
import type { Condition, Query, ScopeCondition, TextCondition } from './query.ts';

/** Whether mailboxes named by a condition include the one that is searched. */
export type InScope = (condition: ScopeCondition) => boolean;

/** What to ask; true: the server can narrow nothing down; false: it can have nothing. */
export type ServerQuery<T> = T | boolean;

export function imapCriteria(query: Query, inScope: InScope): ServerQuery<readonly Argument[]> {
  return translate(query, imap, inScope, true);
}

/** `in:anywhere` is not said: the search is of the mailbox selected. */
export function gmailQuery(query: Query, inScope: InScope): ServerQuery<string> {
  return translate(query, gmail, inScope, true);
}

/** How a server writes conditions. `undefined`: it can't be asked that. */
interface Dialect<T> {
  condition(condition: Exclude<Condition, ScopeCondition>): T | undefined;
  and(items: readonly T[]): T;
  or(items: readonly T[]): T;
  not(item: T): T;
}

/** `wide`: may find more than the query, else less. */
function translate<T>(query: Query, dialect: Dialect<T>, inScope: InScope, wide: boolean): ServerQuery<T> {
  if (query.kind === 'and' || query.kind === 'or') {
    const decided = query.kind === 'or'; // What one item being so makes of the whole.
    const items: T[] = [];
    for (const item of query.items) {
      const translated = translate(item, dialect, inScope, wide);
      if (translated === decided) return decided;
      if (typeof translated !== 'boolean') items.push(translated);
    }
    if (items.length === 0) return !decided;
    return query.kind === 'or' ? dialect.or(items) : dialect.and(items);
  }
  if (query.kind === 'not') {
    const item = translate(query.item, dialect, inScope, !wide);
    return typeof item === 'boolean' ? !item : dialect.not(item);
  }
  if (query.kind === 'mailbox' || query.kind === 'account') return inScope(query);
  return dialect.condition(query) ?? wide;
}

const imapFields = { any: 'TEXT', from: 'FROM', to: 'TO', cc: 'CC', subject: 'SUBJECT', body: 'BODY' } as const;
const imapFlags = { '\\Seen': 'SEEN', '\\Flagged': 'FLAGGED', '\\Answered': 'ANSWERED' } as const;

const imap: Dialect<readonly Argument[]> = {
  condition(condition) {
    switch (condition.kind) {
      case 'text':
        return imapText(condition);
      case 'flag':
        return criterion(`${condition.set ? '' : 'UN'}${imapFlags[condition.flag]}`);
      case 'before':
        // A day of slack: the server compares days, of another time zone.
        return this.or([criterion('SENTBEFORE', day(condition.ms, 2)), criterion('BEFORE', day(condition.ms, 2))]);
      case 'after':
        return this.or([criterion('SENTSINCE', day(condition.ms, -1)), criterion('SINCE', day(condition.ms, -1))]);
      case 'larger':
      case 'smaller':
        return criterion(condition.kind.toUpperCase(), { number: Math.min(condition.bytes, 4_294_967_295) });
      default:
        return undefined;
    }
  },
  and: (items) => [items.flat()],
  or: (items) => items.reduce((left, right) => [...criterion('OR'), ...grouped(left), ...grouped(right)]),
  not: (item) => [...criterion('NOT'), ...grouped(item)],
};

/** Several keys as one (RFC 9051: a parenthesized list of search keys). */
function grouped(keys: readonly Argument[]): readonly Argument[] {
  return keys.length === 1 && Array.isArray(keys[0]) ? keys : [keys];
}

function imapText({ field, text }: TextCondition): readonly Argument[] | undefined {
  if (field === 'list') return criterion('HEADER', { word: 'LIST-ID' }, { text });
  return field === 'filename' ? undefined : criterion(imapFields[field], { text });
}

const gmailFields = {
  ...{ any: '', from: 'from:', to: 'to:', cc: 'cc:', subject: 'subject:', filename: 'filename:', list: 'list:' },
} as const;
const gmailFlags = { '\\Seen': ['is:read', 'is:unread'], '\\Flagged': ['is:starred', '-is:starred'] } as const;

const gmail: Dialect<string> = {
  condition(condition) {
    switch (condition.kind) {
      case 'text': {
        // Gmail knows no search of the text alone and no beginnings of words.
        if (condition.startsWith) return undefined;
        const quoted = `"${condition.text.replace(/["“”]/g, ' ').trim()}"`;
        return condition.field === 'body' ? quoted : `${gmailFields[condition.field]}${quoted}`;
      }
      case 'attachment':
        return 'has:attachment';
      case 'flag':
        return condition.flag === '\\Answered' ? undefined : gmailFlags[condition.flag][condition.set ? 0 : 1];
      case 'before':
        return `before:${slashed(condition.ms, 2)}`;
      case 'after':
        return `after:${slashed(condition.ms, -1)}`;
      default:
        return `${condition.kind}:${condition.bytes}`;
    }
  },
  and: (items) => `(${items.join(' ')})`,
  or: (items) => `{${items.join(' ')}}`,
  not: (item) => (item.startsWith('-') ? `(${item.slice(1)})` : `-${item}`),
};

const dayMs = 86_400_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 9051 date, of UTC, so many days on. */
function day(ms: number, daysOn: number): { readonly word: string } {
  const date = new Date(clamped(ms) + daysOn * dayMs);
  return { word: `${date.getUTCDate()}-${months[date.getUTCMonth()] ?? ''}-${date.getUTCFullYear()}` };
}

function slashed(ms: number, daysOn: number): string {
  const date = new Date(clamped(ms) + daysOn * dayMs);
  return `${date.getUTCFullYear()}/${date.getUTCMonth() + 1}/${date.getUTCDate()}`;
}

/** Years of four digits after 1970, which servers understand. */
function clamped(ms: number): number {
  return Math.min(Math.max(ms, 2 * dayMs), Date.UTC(9999, 0, 1));
}
