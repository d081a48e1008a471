import type { Position } from './headerBlock.ts';

/** Naming files in a draft: where `attach:` gets another entry, and how a path is written there. Plain data. */

export interface AttachEdit {
  readonly position: Position;
  readonly newText: string;
}

/** The edit that adds references to the header block; undefined without a block to add them to. */
export function attachEdit(lines: readonly string[], references: readonly string[]): AttachEdit | undefined {
  const end = lines.findIndex((line, index) => index > 0 && /^-{3}[ \t]*$/.test(line));
  if (end < 0 || !/^\ufeff?-{3}[ \t]*$/.test(lines[0] ?? '') || references.length === 0) return undefined;
  const written = references.map(writeReference);
  const at = lines.slice(0, end).findIndex((line) => /^(attach|附件)[ \t]*[:：]/i.test(line));
  if (at < 0) {
    const list = written.length === 1 ? ` ${written[0]}` : written.map((reference) => `\n  - ${reference}`).join('');
    return { position: { line: end, column: 0 }, newText: `attach:${list}\n` };
  }
  let last = at;
  while (last + 1 < end && /^([ \t]+\S|- )/.test(lines[last + 1] ?? '')) last++;
  const line = lines[last] ?? '';
  const position = { line: last, column: line.length };
  if (last > at && /^[ \t]*- /.test(line)) {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '  ';
    return { position, newText: written.map((reference) => `\n${indent}- ${reference}`).join('') };
  }
  const empty = /[:：][ \t]*$/.test(line);
  const separator = empty ? (line.endsWith(' ') ? '' : ' ') : /[;；][ \t]*$/.test(line) ? ' ' : '; ';
  return { position, newText: `${separator}${written.join('; ')}` };
}

/** In quotes where the header would read it as something else. */
export function writeReference(reference: string): string {
  const plain = /^[^\s"'[\]{}|>#;,；，-][^;,；，"'[\]{}]*$/.test(reference) && reference.trim() === reference;
  return plain ? reference : `"${reference.replace(/[\\"]/g, '\\$&')}"`;
}
