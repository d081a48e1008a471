import { htmlImageSources, localReference, markdownImages } from '../../mail/html/markdown.ts';
import { holdsPatch } from '../../mail/mime/holdsPatch.ts';
import type { DraftDiagnostic } from '../../protocol/records.ts';
import { ownStyleSheet, styleNames } from './draftBody.ts';
import type { DraftContent, DraftFormat, FileReference } from './draftContent.ts';
import { headerOf, type ParsedDraft } from './draftParser.ts';
import type { DraftDrawing } from './drawings.ts';

/** What a draft's body and its `style:` name, and what is wrong with them. */

/** Pictures of the body that are files, where they stand. */
export function placeImages(draft: ParsedDraft, format: DraftFormat | undefined): readonly FileReference[] {
  if (format === 'html') return htmlImages(draft);
  if (format !== 'markdown') return [];
  const first = draft.lines.findIndex((line) => line.start >= draft.bodyStart);
  return markdownImages(draft.body).map(({ reference, startLine, endLine }) => {
    const from = draft.lines[first + startLine]?.start ?? draft.bodyStart;
    const to = draft.lines[Math.min(draft.lines.length, first + endLine) - 1]?.end ?? draft.text.length;
    return placeOf(draft, reference, from, to);
  });
}

function htmlImages(draft: ParsedDraft): readonly FileReference[] {
  const references = [...htmlImageSources(draft.body)].map(localReference).filter((found) => found !== undefined);
  return [...new Set(references)].map((reference) => placeOf(draft, reference, draft.bodyStart, draft.text.length));
}

function placeOf(draft: ParsedDraft, reference: string, from: number, to: number): FileReference {
  const inside = draft.text.slice(from, to);
  const at = [reference, encodeURI(reference)].map((form) => inside.indexOf(form)).find((index) => index >= 0);
  if (at === undefined) return { reference, start: from, end: to };
  return { reference, start: from + at, end: Math.min(to, from + at + reference.length) };
}

/** The style sheet of one's own; none where `style:` names a look that we have, or the mail has no look. */
export function styleSheetsOf(draft: ParsedDraft, { style, format }: DraftContent): readonly FileReference[] {
  const header = headerOf(draft, 'style');
  if (!header || format !== 'markdown' || !ownStyleSheet.test(style)) return [];
  return [{ reference: style, start: header.valueStart, end: header.valueEnd }];
}

/** How many of a draft's diagrams are told. */
const undrawnMax = 20;

export interface StyleProblem {
  readonly code: string;
  readonly severity: DraftDiagnostic['severity'];
  readonly place: { readonly start: number; readonly end: number };
  readonly data: { readonly [key: string]: string };
  readonly instead: readonly {
    /** The fix’s code. */
    readonly name: string;
    readonly at: { readonly start: number; readonly end: number };
    readonly text: string;
  }[];
}

/** A `style:` that is none, and a patch that would leave as formatted text. */
export function styleProblems(
  draft: ParsedDraft,
  { style, format }: DraftContent,
  drawings: readonly DraftDrawing[],
): readonly StyleProblem[] {
  const problems: StyleProblem[] = [];
  const header = headerOf(draft, 'style');
  if (header && header.valueEnd > header.valueStart && !styleNames.includes(style) && !ownStyleSheet.test(style)) {
    const place = { start: header.valueStart, end: header.valueEnd };
    const instead = styleNames.map((text) => ({ name: 'chooseFormat', at: place, text }));
    problems.push({ code: 'draft.badStyle', severity: 'error', place, data: { style: style.slice(0, 100) }, instead });
  }
  if (format === 'markdown' && holdsPatch(withoutCode(draft.body))) problems.push(patchProblem(draft));
  if (format === 'markdown') problems.push(...undrawnProblems(draft, drawings));
  return problems;
}

/** Diagrams and formulas that we do not draw, or not so long ones: their source is sent, and that is said. */
function undrawnProblems(draft: ParsedDraft, drawings: readonly DraftDrawing[]): readonly StyleProblem[] {
  if (!/(?:```|~~~)/.test(draft.body)) return [];
  const words = /^(?:`{3,}|~{3,})[ \t]*(mermaid|math|latex|katex|tex|plantuml|graphviz|dot)\b.*$/gim;
  return [...draft.body.matchAll(words)]
    .filter(({ index }) => !drawings.some(({ start }) => start === draft.bodyStart + index))
    .slice(0, undrawnMax)
    .map((match) => ({
      code: 'draft.sentAsSource',
      severity: 'info',
      place: { start: draft.bodyStart + match.index, end: draft.bodyStart + match.index + match[0].length },
      data: { kind: match[1] ?? '' },
      instead: [],
    }));
}

function patchProblem(draft: ParsedDraft): StyleProblem {
  const at = /^(?:diff --git |--- \S|@@ -)/m.exec(draft.body)?.index ?? 0;
  const line = /[^\r\n]*/.exec(draft.body.slice(at))?.[0].length ?? 0;
  const place = { start: draft.bodyStart + at, end: draft.bodyStart + at + line };
  const header = headerOf(draft, 'format');
  const end = { start: draft.blockEnd, end: draft.blockEnd };
  const plain = header
    ? { name: 'chooseFormat', at: { start: header.valueStart, end: header.valueEnd }, text: 'plain' }
    : { name: 'addFormat', at: end, text: 'format: plain\n' };
  return { code: 'draft.patchAsMarkdown', severity: 'warning', place, data: {}, instead: [plain] };
}

/** A patch between fences is shown to people, and not for `git am`. */
function withoutCode(body: string): string {
  if (!body.includes('@@ -')) return '';
  return body.replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, '');
}
