import type { DraftDiagnostic } from '../../protocol/records.ts';
import { diagnostic, fix } from './diagnostics.ts';
import type { ParsedDraft } from './draftParser.ts';

/** How two versions of the same lines stand in a draft, as version control writes them. */
export const conflictMarks = { ours: '<<<<<<< here', between: '=======', theirs: '>>>>>>> elsewhere' } as const;

export function isConflictMark(line: string): boolean {
  return line === conflictMarks.ours || line === conflictMarks.between || line === conflictMarks.theirs;
}

/** A draft that holds two versions of a place does not leave: one is to be chosen. */
export function checkConflicts(draft: ParsedDraft): DraftDiagnostic[] {
  const { lines } = draft;
  const found: DraftDiagnostic[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]?.text !== conflictMarks.ours) continue;
    const between = lines.findIndex(({ text }, index) => index > at && text === conflictMarks.between);
    const end = lines.findIndex(({ text }, index) => index > between && text === conflictMarks.theirs);
    if (between < 0 || end < 0) break;
    const place = { start: lines[at]?.start ?? 0, end: lines[end + 1]?.start ?? draft.text.length };
    const shown = { start: place.start, end: lines[end]?.end ?? place.end };
    const ours = draft.text.slice(lines[at + 1]?.start, lines[between]?.start);
    const theirs = draft.text.slice(lines[between + 1]?.start, lines[end]?.start);
    const fixes = [
      fix(draft, 'keepOurs', place, ours),
      fix(draft, 'keepTheirs', place, theirs),
      fix(draft, 'keepBoth', place, ours + theirs),
    ];
    found.push(diagnostic(draft, 'draft.conflict', 'error', shown, { fixes }));
    at = end;
  }
  return found;
}
