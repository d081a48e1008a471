import type { Address, MessageRow } from '../protocol/records.ts';
import type { Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import type { DateGroup } from './dateGroups.ts';
import { deliveryMarkTexts } from './deliveryMarks.ts';
import type { Formats } from './formats.ts';

/** What a message says in a tree row. `sent`: the row stands in Sent or Drafts, where the other side is the recipient. */
export interface MessageText {
  readonly label: string;
  readonly description: string;
  readonly accessibleLabel: string;
}

export interface TextOptions {
  readonly t: Translate;
  readonly formats: Formats;
}

const namesShownMax = 3;

export function messageText(row: MessageRow, sent: boolean, { t, formats }: TextOptions): MessageText {
  const subject = oneLine(row.subject) || t(viewTexts.noSubject);
  const label = sent
    ? t(viewTexts.toSomebody, { names: names(row.to) || t(viewTexts.nobody) })
    : names(row.from) || t(viewTexts.noSender);
  const date = formats.shortDate(row.date);
  return {
    label,
    description: `${subject} · ${date}`,
    accessibleLabel: [
      isUnread(row) ? t(viewTexts.unread) : '',
      label,
      subject,
      formats.spokenDate(row.date),
      hasFlag(row, '\\Flagged') ? t(viewTexts.flagged) : '',
      hasFlag(row, '\\Answered') ? t(viewTexts.answered) : '',
      hasFlag(row, '$Forwarded') ? t(viewTexts.forwarded) : '',
      row.hasAttachment ? t(viewTexts.hasAttachment) : '',
      row.delivery ? t(deliveryMarkTexts[row.delivery]) : '',
    ]
      .filter(Boolean)
      .join(', '),
  };
}

export function isUnread(row: MessageRow): boolean {
  return !hasFlag(row, '\\Seen');
}

/** Flags compare without case (RFC 9051 §2.3.2). */
export function hasFlag(row: MessageRow, flag: string): boolean {
  const wanted = flag.toLowerCase();
  return row.flags.some((own) => own.toLowerCase() === wanted);
}

export function groupLabel(group: DateGroup, { t, formats }: TextOptions): string {
  switch (group.level) {
    case 'today':
    case 'yesterday':
    case 'thisWeek':
    case 'lastWeek':
      return t(viewTexts[group.level]);
    case 'month':
      return formats.month(group.from);
    case 'week':
      return formats.days(group.from, group.to);
    case 'day':
      return formats.day(group.from);
    case 'hour':
      return `${formats.time(group.from)}–${formats.time(group.from + 3_600_000)}`;
  }
}

/** What a person typed may hold line breaks and controls that would break a row. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function names(list: readonly Address[]): string {
  const shown = list.slice(0, namesShownMax).map(({ name, address }) => oneLine(name) || address);
  const more = list.length - shown.length;
  return more > 0 ? `${shown.join(', ')} +${more}` : shown.join(', ');
}
