import type { DraftDiagnostic } from '../../protocol/records.ts';
import { answerProblems } from './answerChecks.ts';
import { checkConflicts, isConflictMark } from './conflictMarks.ts';
import { type Data, diagnostic, type Fix, fix, type Place } from './diagnostics.ts';
import { contentOf, type DraftContent, draftFormats, type FileReference } from './draftContent.ts';
import { checkDelivery } from './draftDelivery.ts';
import { isExtraHeader, mayRepeat, nearestHeader } from './draftHeaders.ts';
import { placeImages, type StyleProblem, styleProblems, styleSheetsOf } from './draftLook.ts';
import { type DraftHeader, headerOf, type ParsedDraft, parseDraft } from './draftParser.ts';
import { draftWarnings, type KnownOfDrafts } from './draftWarnings.ts';
import { type DraftDrawing, placeDrawings } from './drawings.ts';
import { identitiesOf, type SenderAccount, senderOf } from './sender.ts';

/** What is wrong with a draft, each with a place and ready mends. An `error` keeps it from being sent. */

export interface CheckedDraft {
  readonly draft: ParsedDraft;
  readonly content: DraftContent;
  readonly diagnostics: readonly DraftDiagnostic[];
  /** Pictures in the body that are files. */
  readonly images: readonly FileReference[];
  /** The style sheet of one's own, where `style:` names one. */
  readonly styleSheets: readonly FileReference[];
  /** Diagrams and formulas, to be drawn. */
  readonly drawings: readonly DraftDrawing[];
}

/** Diagnostics that one draft gets at most. */
export const diagnosticsMax = 500;

/** What is remembered of earlier mail. */
export function checkDraft(
  text: string,
  accounts: readonly SenderAccount[],
  known: KnownOfDrafts = { mayLeave: () => false, isList: () => false },
): CheckedDraft {
  const checked = checkForSending(text, accounts);
  const { draft, content, images } = checked;
  const warnings = [
    ...checkSubject(draft, content),
    ...checkForgotten(draft, content, images),
    ...draftWarnings(draft, content, known),
  ];
  return { ...checked, diagnostics: [...checked.diagnostics, ...warnings].slice(0, diagnosticsMax) };
}

/** What keeps a draft from being sent, without the warnings: building a mail need not look for them. */
export function checkForSending(text: string, accounts: readonly SenderAccount[]): CheckedDraft {
  const draft = parseDraft(text);
  const content = contentOf(draft);
  const images = placeImages(draft, content.format);
  const styleSheets = styleSheetsOf(draft, content);
  const drawings = placeDrawings(draft, content.format);
  const found = [
    ...checkConflicts(draft),
    ...checkBlock(draft),
    ...checkHeaders(draft),
    ...checkAddresses(draft, content),
    ...checkSender(draft, content, accounts),
    ...checkRecipients(draft, content),
    ...checkValues(draft, content),
    ...styleProblems(draft, content, drawings).map((problem) => withFixes(draft, problem)),
    ...checkDelivery(draft),
    ...checkAnswer(draft, content, accounts),
  ];
  return { draft, content, images, styleSheets, drawings, diagnostics: found.slice(0, diagnosticsMax) };
}

function checkBlock(draft: ParsedDraft): DraftDiagnostic[] {
  const problems = draft.problems.filter(
    ({ kind, start, end }) => kind !== 'badLine' || !isConflictMark(draft.text.slice(start, end)),
  );
  return problems.map((problem) => {
    if (problem.kind === 'badLine') return badLine(draft, problem);
    const at = { start: draft.blockEnd, end: draft.blockEnd };
    if (problem.kind === 'noBlock') {
      const fixes = [fix(draft, 'addBlock', at, '---\nto: \nsubject: \n---\n\n')];
      return diagnostic(draft, 'draft.noHeaderBlock', 'error', problem, { fixes });
    }
    const onOwnLine = /(^|[\r\n])$/.test(draft.text.slice(0, draft.blockEnd));
    const fixes = [fix(draft, 'closeBlock', at, onOwnLine ? '---\n' : '\n---\n')];
    return diagnostic(draft, 'draft.headerUnclosed', 'error', problem, { fixes });
  });
}

function badLine(draft: ParsedDraft, place: Place): DraftDiagnostic {
  const line = draft.text.slice(place.start, place.end).trim().slice(0, 200);
  const withBreak = { start: place.start, end: Math.min(draft.text.length, place.end + 1) };
  const fixes = [fix(draft, 'removeLine', withBreak, '')];
  return diagnostic(draft, 'draft.badHeaderLine', 'error', place, { data: { line }, fixes });
}

function checkHeaders(draft: ParsedDraft): DraftDiagnostic[] {
  const seen = new Set<string>();
  return draft.headers.flatMap((header) => {
    const name = { start: header.nameStart, end: header.nameEnd };
    const remove = fix(draft, 'removeHeader', header, '', { name: header.name });
    if (!header.known && !isExtraHeader(header.name)) return [unknownHeader(draft, header, remove)];
    if (seen.has(header.name) && !mayRepeat(header.name)) {
      return [
        diagnostic(draft, 'draft.duplicateHeader', 'error', name, { data: { name: header.name }, fixes: [remove] }),
      ];
    }
    seen.add(header.name);
    return [];
  });
}

function unknownHeader(draft: ParsedDraft, header: DraftHeader, remove: Fix): DraftDiagnostic {
  const name = { start: header.nameStart, end: header.nameEnd };
  const near = nearestHeader(header.name);
  const data: Data = near ? { name: header.name, suggestion: near } : { name: header.name };
  const passOn = `x-${header.name.toLowerCase()}`;
  return diagnostic(draft, 'draft.unknownHeader', 'error', name, {
    data,
    fixes: [
      ...(near ? [fix(draft, 'renameHeader', name, near, { name: near })] : []),
      ...(isExtraHeader(passOn) ? [fix(draft, 'renameHeader', name, passOn, { name: passOn })] : []),
      remove,
    ],
  });
}

function checkAddresses(draft: ParsedDraft, { addressProblems }: DraftContent): DraftDiagnostic[] {
  return addressProblems.map((problem) =>
    diagnostic(draft, 'draft.badAddress', 'error', problem, {
      data: { address: problem.text.slice(0, 300), reason: problem.reason, header: problem.header },
      fixes: [
        ...(problem.suggestion
          ? [fix(draft, 'replaceAddress', problem, problem.suggestion, { address: problem.suggestion })]
          : []),
        fix(draft, 'removeAddress', problem, '', { address: problem.text.slice(0, 300) }),
      ],
    }),
  );
}

function checkSender(draft: ParsedDraft, content: DraftContent, accounts: readonly SenderAccount[]): DraftDiagnostic[] {
  const header = headerOf(draft, 'from');
  const place = header && header.valueEnd > header.valueStart ? valuePlace(header) : topOf(draft);
  if (accounts.length === 0) return [diagnostic(draft, 'draft.noAccount', 'error', place)];
  if (content.from.length === 0 && content.addressProblems.some((problem) => problem.header === 'from')) return [];
  const sender = senderOf(content, accounts);
  const able = accounts.filter((account) => account.config.smtp);
  const fixes = able
    .flatMap(identitiesOf)
    .map(({ address }) =>
      header
        ? fix(draft, 'chooseSender', valuePlace(header), address, { address })
        : fix(draft, 'chooseSender', topOf(draft), `from: ${address}\n`, { address }),
    );
  const address = content.from[0]?.address ?? sender?.config.address ?? '';
  if (content.from.length > 1 || !sender)
    return [diagnostic(draft, 'draft.badFrom', 'error', place, { data: { address }, fixes })];
  if (!sender.config.smtp)
    return [diagnostic(draft, 'account.receiveOnly', 'error', place, { data: { address }, fixes })];
  return [];
}

function checkRecipients(draft: ParsedDraft, content: DraftContent): DraftDiagnostic[] {
  if (draft.problems.some((problem) => problem.kind === 'noBlock')) return [];
  const named = content.to.length + content.cc.length + content.bcc.length;
  const broken = content.addressProblems.some((problem) => /^(to|cc|bcc)$/.test(problem.header));
  if (named > 0 || broken) return [];
  const header = headerOf(draft, 'to');
  const fixes = header
    ? []
    : [fix(draft, 'addRecipient', { start: draft.blockStart, end: draft.blockStart }, 'to: \n')];
  return [
    diagnostic(
      draft,
      'draft.noRecipient',
      'error',
      header ? { start: header.nameStart, end: header.valueEnd } : topOf(draft),
      { fixes },
    ),
  ];
}

/** Line breaks and other control characters would end a header and begin another. */
function checkValues(draft: ParsedDraft, content: DraftContent): DraftDiagnostic[] {
  const found: DraftDiagnostic[] = [];
  for (const header of draft.headers) {
    const isText = header.known === 'subject' || isExtraHeader(header.name);
    const bad = header.pieces.find((piece) =>
      (isText ? /[\u0000-\u0008\n-\u001f\u007f]/ : /[\u0000\u007f]/).test(piece.text),
    );
    if (!bad) continue;
    const clean = bad.text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
    found.push(
      diagnostic(draft, 'draft.badHeaderValue', 'error', valuePlace(header), {
        data: { name: header.name },
        fixes: [fix(draft, 'cleanValue', valuePlace(header), clean, { name: header.name })],
      }),
    );
  }
  const format = headerOf(draft, 'format');
  if (format && !content.format) {
    const written = draft.text.slice(format.valueStart, format.valueEnd);
    const fixes = draftFormats.map((name) => fix(draft, 'chooseFormat', valuePlace(format), name, { format: name }));
    found.push(
      diagnostic(draft, 'draft.badFormat', 'error', valuePlace(format), {
        data: { format: written.slice(0, 100) },
        fixes,
      }),
    );
  }
  return found;
}

function withFixes(draft: ParsedDraft, { code, severity, place, data, instead }: StyleProblem): DraftDiagnostic {
  const fixes = instead.map(({ at, text, name }) => fix(draft, name, at, text, { format: text.trim() }));
  return diagnostic(draft, code, severity, place, { data, fixes });
}

function checkSubject(draft: ParsedDraft, { subject, redirectOf }: DraftContent): DraftDiagnostic[] {
  if (subject.trim() || redirectOf || draft.problems.some((problem) => problem.kind === 'noBlock')) return [];
  const header = headerOf(draft, 'subject');
  const place = header ? { start: header.nameStart, end: header.valueEnd } : topOf(draft);
  const words = firstWords(draft);
  const end = { start: draft.blockEnd, end: draft.blockEnd };
  const named = header
    ? fix(draft, 'nameSubject', valuePlace(header), words, { text: words })
    : fix(draft, 'nameSubject', end, `subject: ${words}\n`, { text: words });
  const empty = header ? [] : [fix(draft, 'addSubject', end, 'subject: \n')];
  const fixes = words ? [named, ...empty] : empty;
  return [diagnostic(draft, 'draft.emptySubject', 'warning', place, { fixes })];
}

function checkAnswer(draft: ParsedDraft, content: DraftContent, accounts: readonly SenderAccount[]): DraftDiagnostic[] {
  return answerProblems(draft, content, accounts).map((problem) => {
    const { code, severity, data, instead } = problem;
    const fixes = instead.map((text) =>
      text === '' ? fix(draft, 'takeOut', problem, '') : fix(draft, 'replaceBy', problem, text, { text }),
    );
    return diagnostic(draft, code, severity, problem, { data, fixes });
  });
}

/** What a mail without a subject could be called: the first line that says more than a greeting. */
function firstWords({ body }: ParsedDraft): string {
  const lines = body.split(/\r\n|\r|\n/, 200).map((line) => line.replace(/^[#>*\s-]+/, '').trim());
  const line = lines.find((each) => each.length > 10 && !/[,，:：]$/.test(each) && !/^(?:```|---)/.test(each)) ?? '';
  const sentence = /^.{10,70}?[.!?。！？](?=\s|$)/.exec(line)?.[0].replace(/[.。]$/, '') ?? line;
  return sentence.length > 70 ? `${sentence.slice(0, 69).trimEnd()}…`.toWellFormed() : sentence;
}

const attachmentWords = /\b(?:attach(?:ed|ing|ments?)?|enclosed)\b|附件|附上|随附|见附|附图|随信|随函/i;

/** Words that promise a file in a mail without one; not in what others wrote, nor in code. */
function checkForgotten(
  draft: ParsedDraft,
  content: DraftContent,
  images: readonly FileReference[],
): DraftDiagnostic[] {
  if (content.attach.length > 0 || images.length > 0 || content.redirectOf) return [];
  let fenced = false;
  for (const line of draft.lines) {
    if (line.start < draft.bodyStart) continue;
    if (/^\s*(```|~~~)/.test(line.text)) fenced = !fenced;
    if (fenced || /^\s*>/.test(line.text)) continue;
    const match = attachmentWords.exec(line.text);
    if (!match) continue;
    const start = line.start + match.index;
    return [
      diagnostic(
        draft,
        'draft.attachmentForgotten',
        'warning',
        { start, end: start + match[0].length },
        {
          data: { word: match[0] },
          fixes: [fix(draft, 'addAttach', { start: draft.blockEnd, end: draft.blockEnd }, 'attach: \n')],
        },
      ),
    ];
  }
  return [];
}

function valuePlace(header: DraftHeader): Place {
  return { start: header.valueStart, end: header.valueEnd };
}

/** Where what the block lacks is told: its first line. */
function topOf(draft: ParsedDraft): Place {
  return { start: draft.blockStart, end: draft.blockStart };
}
