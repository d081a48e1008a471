import type { Address, MessageRow } from '../protocol/records.ts';
import type { CliIo } from './verb.ts';

/** A row as product.md's `list` and `search` print it: the date in ISO 8601, UTC. */
export function rowJson({ date, ...row }: MessageRow): object {
  return { ...row, date: new Date(date).toISOString() };
}

export function printRow(io: CliIo, row: MessageRow, json: boolean | undefined): void {
  io.out(json ? JSON.stringify(rowJson(row)) : rowText(row));
}

function rowText({ id, from, subject, date, flags }: MessageRow): string {
  const when = new Date(date).toISOString().slice(0, 16).replace('T', ' ');
  const marks = `${flags.includes('\\Seen') ? ' ' : '•'}${flags.includes('\\Flagged') ? '★' : ' '}`;
  return `${when} ${marks} ${cut(senderText(from), 24)} ${cut(subject, 60)} ${id}`;
}

function senderText([first]: readonly Address[]): string {
  return first ? first.name || first.address : '';
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
