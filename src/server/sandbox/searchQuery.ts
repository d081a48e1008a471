import type { ReadAddress } from '../../mail/mime/readAddresses.ts';
import { searchTermsMax } from './limits.ts';
import type { MailSummary } from './mailSummary.ts';

/** What a search looks at. */
export interface Searchable {
  readonly summary: MailSummary;
  /** Lower case. */
  readonly searchText: string;
  readonly tags: readonly string[];
  readonly isRead: boolean;
  /** Ms since 1970. */
  readonly receivedAt: number;
  /** Bytes. */
  readonly size: number;
}

export type Matches = (mail: Searchable) => boolean;

/**
 * Reads a search as Mailpit's users write it: words and "phrases", `from:`, `to:`, `cc:`, `bcc:`, `reply-to:`,
 * `addressed:` (any of them), `subject:`, `message-id:`, `tag:`, `is:read|unread|tagged`, `has:attachment|inline`,
 * `before:` and `after:` a moment, `larger:` and `smaller:` a size with k or m. `-` or `!` before one turns it round; all must
 * hold; case never counts. What is no operator is a word. `zoneOffset`: minutes east of UTC, for days without a zone.
 */
export function parseSearchQuery(text: string, zoneOffset = 0): Matches {
  const terms = splitTerms(text)
    .slice(0, searchTermsMax)
    .map((term) => readTerm(term, zoneOffset));
  return (mail) => terms.every((matches) => matches(mail));
}

/** Words parted by blanks; quotes keep blanks together and are taken off. */
function splitTerms(text: string): string[] {
  const written = text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
  return written.map((term) => term.replace(/"/g, '').trim()).filter((term) => term !== '');
}

function readTerm(term: string, zoneOffset: number): Matches {
  const isNegated = /^[-!]./.test(term);
  const plain = (isNegated ? term.slice(1) : term).toLowerCase();
  const [, name = '', value = ''] = /^([a-z-]+):\s*(.*)$/s.exec(plain) ?? [];
  const matches = (value === '' ? undefined : operator(name, value, zoneOffset)) ?? anywhere(plain);
  return isNegated ? (mail) => !matches(mail) : matches;
}

function anywhere(word: string): Matches {
  return ({ searchText }) => searchText.includes(word);
}

function operator(name: string, value: string, zoneOffset: number): Matches | undefined {
  switch (name) {
    case 'from':
      return ({ summary }) => names(summary.from ? [summary.from] : [], value);
    case 'to':
      return ({ summary }) => names(summary.to, value);
    case 'cc':
      return ({ summary }) => names(summary.cc, value);
    case 'bcc':
      return ({ summary }) => names(summary.bcc, value);
    case 'reply-to':
      return ({ summary }) => names(summary.replyTo, value);
    case 'addressed':
      return ({ summary: { from, to, cc, bcc, replyTo } }) =>
        names([...(from ? [from] : []), ...to, ...cc, ...bcc, ...replyTo], value);
    case 'subject':
      return ({ summary }) => summary.subject.toLowerCase().includes(value);
    case 'message-id':
      return ({ summary }) => summary.messageId.toLowerCase().includes(value.replace(/^<|>$/g, ''));
    case 'tag':
      return ({ tags }) => tags.some((tag) => tag.toLowerCase() === value);
    case 'is':
      return state(value);
    case 'has':
      return holds(value);
    case 'before':
      return moment(value, zoneOffset, (received, at) => received < at);
    case 'after':
      return moment(value, zoneOffset, (received, at) => received > at);
    case 'larger':
      return size(value, (bytes, than) => bytes > than);
    case 'smaller':
      return size(value, (bytes, than) => bytes < than);
    default:
      return undefined;
  }
}

function names(people: readonly ReadAddress[], value: string): boolean {
  return people.some(({ name, address }) => `${name} <${address}>`.toLowerCase().includes(value));
}

function state(value: string): Matches | undefined {
  if (value === 'read') return ({ isRead }) => isRead;
  if (value === 'unread') return ({ isRead }) => !isRead;
  if (value === 'tagged') return ({ tags }) => tags.length > 0;
  return undefined;
}

function holds(value: string): Matches | undefined {
  if (/^attachments?$/.test(value)) return ({ summary }) => summary.attachments > 0;
  if (/^inlines?$/.test(value)) return ({ summary }) => summary.inlines > 0;
  return undefined;
}

/** A day (`2026-01-02`, `2026/01/02`) or a day with a time; what names no moment is taken as a word. */
function moment(value: string, zoneOffset: number, compare: (received: number, at: number) => boolean) {
  const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[t ](\d{1,2}):(\d{2})(?::(\d{2}))?)?(z|[+-]\d{2}:?\d{2})?$/.exec(
    value,
  );
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number).map(orZero);
  const offset = zoneMinutes(parts[7]) ?? zoneOffset;
  const at = Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000;
  return ({ receivedAt }: Searchable) => compare(receivedAt, at);
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

function zoneMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined;
  if (zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function size(value: string, compare: (bytes: number, than: number) => boolean): Matches | undefined {
  const [, number, unit = ''] = /^(\d{1,12}(?:\.\d+)?)\s*([km]?)b?$/.exec(value) ?? [];
  if (number === undefined) return undefined;
  const than = Number(number) * (unit === 'k' ? 1_024 : unit === 'm' ? 1_024 * 1_024 : 1);
  return ({ size: bytes }) => compare(bytes, than);
}
