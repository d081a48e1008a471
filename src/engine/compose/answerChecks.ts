import type { DraftContent } from './draftContent.ts';
import { headerOf, type ParsedDraft } from './draftParser.ts';
import { placeholdersIn } from './placeholders.ts';
import { type SenderAccount, senderOf } from './sender.ts';
import { signatureNames, signerOf } from './signature.ts';

/** What is wrong with what a draft answers, is signed with, or was filled from: places and texts for `draftCheck.ts`. */
export interface AnswerProblem {
  readonly code: 'draft.badSignature' | 'draft.placeholderLeft' | 'draft.templateUnfilled' | 'draft.redirectText';
  readonly severity: 'error' | 'warning';
  readonly start: number;
  readonly end: number;
  readonly data: { readonly [key: string]: string };
  /** What may stand there instead; empty takes it away. */
  readonly instead: readonly string[];
}

export function answerProblems(
  draft: ParsedDraft,
  content: DraftContent,
  accounts: readonly SenderAccount[],
): readonly AnswerProblem[] {
  return [
    ...checkSignature(draft, content, accounts),
    ...checkTemplate(draft, content),
    ...checkPlaceholders(draft, content),
    ...checkRedirect(draft, content),
  ];
}

function checkSignature(
  draft: ParsedDraft,
  content: DraftContent,
  accounts: readonly SenderAccount[],
): readonly AnswerProblem[] {
  const header = headerOf(draft, 'signature');
  const sender = senderOf(content, accounts);
  if (!header || !sender || signerOf(content, sender, accounts)) return [];
  const data = { signature: content.signature.slice(0, 200) };
  const instead = signatureNames(accounts).slice(0, 8);
  return [{ code: 'draft.badSignature', severity: 'error', ...valuePlace(header), data, instead }];
}

/** A `template:` with nothing under it: sent as it is, it would be an empty mail. */
function checkTemplate(draft: ParsedDraft, { template, body }: DraftContent): readonly AnswerProblem[] {
  const header = headerOf(draft, 'template');
  if (!header || template === '' || body.trim() !== '') return [];
  const data = { template: template.slice(0, 200) };
  return [{ code: 'draft.templateUnfilled', severity: 'error', ...valuePlace(header), data, instead: [] }];
}

/** In a draft that came from a template they are a fault; in another it may be what one writes about. */
function checkPlaceholders(draft: ParsedDraft, { template }: DraftContent): readonly AnswerProblem[] {
  const severity = template === '' ? 'warning' : 'error';
  const subject = headerOf(draft, 'subject');
  const found = [
    ...placeholdersIn(draft.body).map((one) => ({ ...one, offset: draft.bodyStart })),
    ...(subject?.pieces ?? []).flatMap((piece) =>
      piece.exact ? placeholdersIn(piece.text).map((one) => ({ ...one, offset: piece.start })) : [],
    ),
  ];
  return found.slice(0, 50).map(({ text, suggestion, start, end, offset }) => ({
    code: 'draft.placeholderLeft',
    severity,
    ...{ start: offset + start, end: offset + end },
    data: { placeholder: text.slice(0, 200), ...(suggestion ? { suggestion } : {}) },
    instead: suggestion ? [suggestion, ''] : [''],
  }));
}

function checkRedirect(draft: ParsedDraft, content: DraftContent): readonly AnswerProblem[] {
  if (!content.redirectOf) return [];
  const lines = ['subject', 'attach', 'reply-to'] as const;
  const said = lines.map((name) => headerOf(draft, name)).filter((header) => header !== undefined);
  const found = [
    ...(content.body.trim() === '' ? [] : [{ start: draft.bodyStart, end: draft.text.trimEnd().length }]),
    ...said.filter(({ pieces }) => pieces.length > 0).map(({ start, end }) => ({ start, end })),
  ];
  return found.map((place) => ({
    code: 'draft.redirectText',
    severity: 'error',
    ...place,
    data: {},
    instead: [''],
  }));
}

function valuePlace({ valueStart, valueEnd }: { readonly valueStart: number; readonly valueEnd: number }) {
  return { start: valueStart, end: valueEnd };
}
