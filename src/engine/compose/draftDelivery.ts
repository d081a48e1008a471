import { parseWhen } from '../../base/whenWords.ts';
import type { DraftDiagnostic } from '../../protocol/records.ts';
import type { HeaderName } from './draftHeaders.ts';
import { headerOf, type ParsedDraft } from './draftParser.ts';
import { rangeOf } from './textLines.ts';

/** How a mail is to be delivered, as its header block says: `send-at`, `priority`, `receipt`, `dsn`. */

export type Priority = 'high' | 'normal' | 'low';
/** RFC 3461 §4.1. */
export type NotifyWord = 'never' | 'success' | 'failure' | 'delay';

export interface DraftDelivery {
  /** When it shall leave, in words; '' for at once. */
  readonly sendAt: string;
  readonly priority: Priority;
  /** Asks the reader's program to tell when the mail was shown (RFC 8098). */
  readonly receipt: boolean;
  /** What the servers shall report; empty: what they report anyway. */
  readonly notify: readonly NotifyWord[];
}

/** What is written in place of a value that can't be read is the usual one; {@link checkDelivery} tells of it. */
export function deliveryOf(draft: ParsedDraft): DraftDelivery {
  return {
    sendAt: writtenIn(draft, 'send-at'),
    priority: priorityOf(writtenIn(draft, 'priority')) ?? 'normal',
    receipt: yesOrNo(writtenIn(draft, 'receipt')) ?? false,
    notify: notifyOf(writtenIn(draft, 'dsn')) ?? [],
  };
}

/** Values that mean nothing, each with what may stand there. Whether a time has passed is only known when it is sent. */
export function checkDelivery(draft: ParsedDraft): DraftDiagnostic[] {
  return deliveryHeaders.flatMap(({ name, isRead, choices }) => {
    const header = headerOf(draft, name);
    const value = writtenIn(draft, name);
    if (!header || value === '' || isRead(value)) return [];
    const range = rangeOf(draft.lines, header.valueStart, header.valueEnd);
    const code = name === 'send-at' ? 'draft.badSendAt' : 'draft.badChoice';
    const fixes = choices.map((choice) => ({ code: 'chooseValue', data: { value: choice }, range, newText: choice }));
    const data = { name, value: value.slice(0, 100), choices: choices.join(', ') };
    return [{ code, severity: 'error' as const, range, data, fixes }];
  });
}

/** Fields that tell other mail programs of priority and receipt. `from`: where the receipt goes, in ASCII. */
export function deliveryFields(
  { priority, receipt }: DraftDelivery,
  from: string,
): readonly (readonly [name: string, value: string])[] {
  // No program heeds all three: Outlook reads Importance, most others X-Priority, relays Priority (RFC 2156 §5.3.6).
  const urgency: readonly (readonly [string, string])[] =
    priority === 'normal'
      ? []
      : [
          ['x-priority', priority === 'high' ? '1 (Highest)' : '5 (Lowest)'],
          ['importance', priority],
          ['priority', priority === 'high' ? 'urgent' : 'non-urgent'],
        ];
  return receipt ? [...urgency, ['disposition-notification-to', `<${from}>`]] : urgency;
}

interface DeliveryHeader {
  readonly name: HeaderName;
  readonly isRead: (value: string) => boolean;
  readonly choices: readonly string[];
}

const deliveryHeaders: readonly DeliveryHeader[] = [
  {
    name: 'send-at',
    // Any moment will do to see whether the words are a time.
    isRead: (value) => parseWhen(value, 0) !== undefined,
    choices: ['tomorrow 9:00', 'monday morning', 'in 2 hours'],
  },
  { name: 'priority', isRead: (value) => priorityOf(value) !== undefined, choices: ['high', 'normal', 'low'] },
  { name: 'receipt', isRead: (value) => yesOrNo(value) !== undefined, choices: ['yes', 'no'] },
  {
    name: 'dsn',
    isRead: (value) => notifyOf(value) !== undefined,
    choices: ['failure', 'success, failure, delay', 'never'],
  },
];

function writtenIn(draft: ParsedDraft, name: HeaderName): string {
  return (headerOf(draft, name)?.pieces ?? [])
    .map(({ text }) => text)
    .join(' ')
    .trim();
}

function priorityOf(value: string): Priority | undefined {
  const word = value.toLowerCase();
  if (/^(high|urgent|important|1|高|重要|紧急)$/.test(word)) return 'high';
  if (/^(low|non-urgent|5|低|不急)$/.test(word)) return 'low';
  return /^(normal|3||普通|正常)$/.test(word) ? 'normal' : undefined;
}

function yesOrNo(value: string): boolean | undefined {
  const word = value.toLowerCase();
  if (/^(yes|true|on|read|是|要)$/.test(word)) return true;
  return /^(no|false|off||否|不要)$/.test(word) ? false : undefined;
}

/** Undefined for words that are none, and for `never` beside others (RFC 3461 §4.1). */
function notifyOf(value: string): readonly NotifyWord[] | undefined {
  const words = value
    .toLowerCase()
    .split(/[\s,，、;]+/)
    .filter(Boolean);
  if (words.length === 1 && /^(yes|true|on|all)$/.test(words[0] ?? '')) return ['success', 'failure', 'delay'];
  if (words.length === 1 && /^(no|false|off)$/.test(words[0] ?? '')) return ['never'];
  const known: readonly NotifyWord[] = ['never', 'success', 'failure', 'delay'];
  const found = known.filter((word) => words.includes(word));
  if (found.length !== new Set(words).size || (found.includes('never') && found.length > 1)) return undefined;
  return found;
}
