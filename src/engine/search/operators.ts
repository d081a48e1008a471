/** The operators of a search: one table for reading, completing and explaining them. */
import type { Condition, Span, TextField } from './query.ts';

export interface Operator {
  readonly name: string;
  /** `text`: any words; the others read their value by {@link Operator.read}. */
  readonly field?: TextField;
  /** Values that it knows, for completion. */
  readonly values: readonly string[];
  /** Where completion finds more values. */
  readonly from?: 'mailboxes' | 'accounts' | 'people';
  /** Undefined for a value that means nothing here. `now`: ms. */
  readonly read?: (value: string, now: number, span: Span) => Condition | undefined;
}

const flags: { readonly [value: string]: Condition } = {
  unread: { kind: 'flag', flag: '\\Seen', set: false },
  read: { kind: 'flag', flag: '\\Seen', set: true },
  flagged: { kind: 'flag', flag: '\\Flagged', set: true },
  starred: { kind: 'flag', flag: '\\Flagged', set: true },
  unflagged: { kind: 'flag', flag: '\\Flagged', set: false },
  answered: { kind: 'flag', flag: '\\Answered', set: true },
};

const ages = ['1d', '7d', '1m', '1y'];
const sizes = ['1M', '5M', '10M'];

export const operators: readonly Operator[] = [
  { name: 'from', field: 'from', values: [], from: 'people' },
  { name: 'to', field: 'to', values: [], from: 'people' },
  { name: 'cc', field: 'cc', values: [], from: 'people' },
  { name: 'subject', field: 'subject', values: [] },
  { name: 'body', field: 'body', values: [] },
  {
    name: 'has',
    values: ['attachment'],
    read: (value) => (value.toLowerCase() === 'attachment' ? { kind: 'attachment' } : undefined),
  },
  { name: 'filename', field: 'filename', values: [] },
  {
    name: 'is',
    values: ['unread', 'flagged', 'read', 'unflagged', 'answered'],
    read: (value) => (Object.hasOwn(flags, value.toLowerCase()) ? flags[value.toLowerCase()] : undefined),
  },
  { name: 'in', values: [], from: 'mailboxes', read: (name, _, span) => ({ kind: 'mailbox', name, span }) },
  { name: 'account', values: [], from: 'accounts', read: (name, _, span) => ({ kind: 'account', name, span }) },
  { name: 'list', field: 'list', values: [] },
  { name: 'before', values: [], read: (value) => dated('before', readDay(value)) },
  { name: 'after', values: [], read: (value) => dated('after', readDay(value)) },
  { name: 'older_than', values: ages, read: (value, now) => dated('before', readAge(value, now)) },
  { name: 'newer_than', values: ages, read: (value, now) => dated('after', readAge(value, now)) },
  { name: 'larger', values: sizes, read: (value) => sized('larger', value) },
  { name: 'smaller', values: sizes, read: (value) => sized('smaller', value) },
];

export function operatorNamed(name: string): Operator | undefined {
  return operators.find((operator) => operator.name === name.toLowerCase());
}

function dated(kind: 'before' | 'after', ms: number | undefined): Condition | undefined {
  return ms === undefined ? undefined : { kind, ms };
}

/** The first moment of `2026-03-01`, `2026/3/1`, `2026-03` or `2026`, by this machine's clock. */
function readDay(value: string): number | undefined {
  const match = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(value);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return new Date(year, month - 1, day).getTime();
}

const dayMs = 86_400_000;
const agesMs: { readonly [unit: string]: number } = {
  ...{ h: dayMs / 24, d: dayMs, w: 7 * dayMs, m: 30 * dayMs, y: 365 * dayMs },
};

/** `3d`, `2w`, `6m`, `1y` before now; hours too. */
function readAge(value: string, now: number): number | undefined {
  const match = /^(\d{1,5})([hdwmy])$/i.exec(value);
  const unit = agesMs[match?.[2]?.toLowerCase() ?? ''];
  return match && unit !== undefined ? now - Number(match[1]) * unit : undefined;
}

const units: { readonly [unit: string]: number } = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** `500`, `20k`, `5M`, `1.5MB`. */
function sized(kind: 'larger' | 'smaller', value: string): Condition | undefined {
  const match = /^(\d{1,12}(?:\.\d{1,3})?)([kmg]?)b?$/i.exec(value);
  const unit = units[match?.[2]?.toLowerCase() ?? ''];
  return match && unit !== undefined ? { kind, bytes: Math.round(Number(match[1]) * unit) } : undefined;
}
