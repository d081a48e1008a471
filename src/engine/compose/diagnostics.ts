import type { DraftDiagnostic } from '../../protocol/records.ts';
import type { ParsedDraft } from './draftParser.ts';
import { rangeOf } from './textLines.ts';

/** How what is wrong with a draft is told: a code at a place, given by offsets, and mends. */

export type Fix = DraftDiagnostic['fixes'][number];

export interface Place {
  readonly start: number;
  readonly end: number;
}

export type Data = { readonly [key: string]: string };

export function diagnostic(
  draft: ParsedDraft,
  code: string,
  severity: DraftDiagnostic['severity'],
  { start, end }: Place,
  { data = {}, fixes = [] }: { readonly data?: Data; readonly fixes?: readonly Fix[] } = {},
): DraftDiagnostic {
  return { code, severity, range: rangeOf(draft.lines, start, end), data, fixes: fixes.slice(0, 10) };
}

export function fix(draft: ParsedDraft, code: string, { start, end }: Place, newText: string, data: Data = {}): Fix {
  return { code, data, range: rangeOf(draft.lines, start, end), newText };
}
