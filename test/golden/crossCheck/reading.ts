import { createHash } from 'node:crypto';

/** What a reader says of a mail, in a form in which readers can be compared. */
export interface Reading {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** ISO 8601 in UTC; empty where the header names no moment. */
  readonly date: string;
  /** Plain text, or the HTML where there is none; blanks and quote marks taken out, which each reader sets in its way. */
  readonly text: string;
  /** `name size sha256` of each, in no order; line ends of text as LF. */
  readonly attachments: string;
}

export type ReadingField = keyof Reading;

export const readingFields: readonly ReadingField[] = ['from', 'to', 'subject', 'date', 'text', 'attachments'];

export function people(list: readonly { readonly name?: string; readonly address?: string }[]): string {
  return list
    .filter(({ name, address }) => name || address)
    .map(({ name, address }) => `${line(name ?? '')} <${address ?? ''}>`)
    .join(', ');
}

/** One line: runs of blanks are one blank. */
export function line(text: string): string {
  return text.replace(/[\s\0]+/g, ' ').trim();
}

export function day(date: Date | number | undefined): string {
  const at = new Date(date ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}

export function bare(text: string): string {
  return text.replace(/[\s>\0\ufeff]+/g, '');
}

export function files(list: readonly { readonly name: string; readonly bytes: Uint8Array }[]): string {
  return list
    .map(({ name, bytes }) => `${line(name)} ${fileFacts(bytes)}`)
    .sort()
    .join('\n');
}

function fileFacts(bytes: Uint8Array): string {
  const content = Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n').trimEnd(), 'latin1');
  return `${content.length} ${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}
