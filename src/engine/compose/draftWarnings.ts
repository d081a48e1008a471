import { findSecrets } from '../../mail/guard/findSecrets.ts';
import type { DraftDiagnostic } from '../../protocol/records.ts';
import { type Data, diagnostic, type Fix, fix } from './diagnostics.ts';
import type { DraftContent } from './draftContent.ts';
import { headerOf, type ParsedDraft } from './draftParser.ts';
import { greetingOf, mayGreet, shortNameOf } from './greeting.ts';
import type { Line } from './textLines.ts';

export interface KnownOfDrafts {
  /** True for a secret that a person let leave for good. */
  readonly mayLeave: (secret: string) => boolean;
  /** True for the address of a mailing list. */
  readonly isList: (address: string) => boolean;
}

/** What a person would be glad to be told before a mail leaves. Nothing here keeps it from leaving. */
export function draftWarnings(
  draft: ParsedDraft,
  content: DraftContent,
  { mayLeave, isList }: KnownOfDrafts,
): readonly DraftDiagnostic[] {
  const own = ownLines(draft);
  return [
    ...secrets(draft, mayLeave),
    ...manyAnswered(draft, content),
    ...listAnswered(draft, content, isList),
    ...greeting(draft, content, own),
    ...(content.format === 'markdown' ? [...relativeLinks(draft, own), ...picturesWithoutWords(draft, own)] : []),
    ...controlCharacters(draft),
    ...clipped(draft, content),
  ];
}

/** Of one kind, so many are told. */
const eachMax = 50;
/** An answer to more people than this is pointed out. */
export const manyAnsweredMin = 10;
/** What a secret is replaced by. */
const redacted = '[redacted]';

/** Lines of the body that its author wrote: no quote, no code. */
function ownLines(draft: ParsedDraft): readonly Line[] {
  const own: Line[] = [];
  let fenced = false;
  for (const line of draft.lines) {
    if (line.start < draft.bodyStart) continue;
    if (/^\s*(?:```|~~~)/.test(line.text)) fenced = !fenced;
    else if (!fenced && !/^\s*>/.test(line.text)) own.push(line);
  }
  return own;
}

function secrets(draft: ParsedDraft, mayLeave: (secret: string) => boolean): DraftDiagnostic[] {
  const found: DraftDiagnostic[] = [];
  for (const { kind, start, end } of findSecrets(draft.text)) {
    if (found.length >= eachMax) break;
    if (mayLeave(draft.text.slice(start, end))) continue;
    const fixes = [fix(draft, 'redact', { start, end }, redacted, { text: redacted })];
    found.push(diagnostic(draft, 'draft.secretFound', 'warning', { start, end }, { data: { kind }, fixes }));
  }
  return found;
}

/** An answer to everybody, where one sender waits for it. */
function manyAnswered(draft: ParsedDraft, { to, cc, inReplyTo }: DraftContent): DraftDiagnostic[] {
  const count = to.length + cc.length;
  if (inReplyTo.length === 0 || count <= manyAnsweredMin) return [];
  const name = cc.length >= to.length ? 'cc' : 'to';
  const header = headerOf(draft, name);
  if (!header) return [];
  const [first] = to;
  const [start, end] = [header.valueStart, header.valueEnd];
  const sender = first ? draft.text.slice(first.start, first.end) : '';
  const fixes =
    name === 'cc'
      ? [fix(draft, 'answerFewer', header, '', { name })]
      : [fix(draft, 'answerFirst', { start, end }, sender, { address: first?.address ?? '' })];
  return [diagnostic(draft, 'draft.manyAnswered', 'warning', { start, end }, { data: { count: `${count}` }, fixes })];
}

/** An answer to everybody goes to a list beside its people; one to the list alone was meant so. */
function listAnswered(
  draft: ParsedDraft,
  { to, cc, inReplyTo }: DraftContent,
  isList: KnownOfDrafts['isList'],
): DraftDiagnostic[] {
  if (inReplyTo.length === 0 || to.length + cc.length < 2) return [];
  return (['to', 'cc'] as const).flatMap((name) => {
    const [people, header] = [{ to, cc }[name], headerOf(draft, name)];
    const list = people.find(({ address }) => isList(address));
    if (!list || !header) return [];
    const others = people.filter((one) => one !== list).map(({ start, end }) => draft.text.slice(start, end));
    const place = others.length > 0 ? { start: header.valueStart, end: header.valueEnd } : header;
    const alone = others.length > 0 || name === 'cc' ? others.join('; ') : `${name}: \n`;
    const fixes = [fix(draft, 'leaveListOut', place, alone, { address: list.address })];
    return [diagnostic(draft, 'draft.listAnswered', 'warning', list, { data: { list: list.address }, fixes })];
  });
}

/** The first line with words, where it greets somebody that the mail does not go to. */
function greeting(draft: ParsedDraft, { to, cc, bcc }: DraftContent, own: readonly Line[]): DraftDiagnostic[] {
  const line = own.find(({ text }) => text.trim() !== '');
  const greeted = line && greetingOf(line.text);
  if (!line || !greeted || mayGreet(greeted.name, [...to, ...cc, ...bcc])) return [];
  const place = { start: line.start + greeted.at, end: line.start + greeted.at + greeted.name.length };
  const names = [...new Set(to.map((person) => shortNameOf(person, greeted.name)))];
  const fixes = names
    .filter((name) => name !== undefined)
    .slice(0, 3)
    .map((name) => fix(draft, 'greet', place, name, { name }));
  return [diagnostic(draft, 'draft.wrongGreeting', 'warning', place, { data: { name: greeted.name }, fixes })];
}

/** A path leads nowhere once the mail has left this computer. */
function relativeLinks(draft: ParsedDraft, own: readonly Line[]): DraftDiagnostic[] {
  const link = /(?<![!\\])\[((?:[^[\]\\]|\\.)*)\]\(\s*<?([^)\s>]+)>?(?:\s+["'][^"']*["'])?\s*\)/g;
  const linked = own.filter(({ text }) => text.includes(']('));
  return inLines(draft, linked, link, (match) => {
    const [, words = '', target = ''] = match;
    if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(target)) return undefined;
    const data = { target: shortened(target) };
    return { code: 'draft.deadLink', severity: 'warning', data, fix: ['unlink', words || target, {}] };
  });
}

/** Who hears the mail read, or whose program shows no pictures, gets nothing. */
function picturesWithoutWords(draft: ParsedDraft, own: readonly Line[]): DraftDiagnostic[] {
  const pictured = own.filter(({ text }) => text.includes('!['));
  return inLines(draft, pictured, /!\[\s*\](?=\(\s*<?([^)\s>]+))/g, (match) => {
    const file = (match[1] ?? '').split(/[/\\]/).at(-1) ?? '';
    const words =
      decoded(file.replace(/\.[^.]*$/, ''))
        .replace(/[-_[\]]+/g, ' ')
        .trim() || '…';
    return {
      code: 'draft.pictureUnnamed',
      severity: 'info',
      data: {},
      fix: ['describe', `![${words}]`, { text: words }],
    };
  });
}

/** Gmail cuts a mail's HTML here, bytes (Google says 102 KB). */
export const clippedAboveBytes = 102 * 1024;

/**
 * As HTML a text is at least as long as it was typed: what is too long as it stands is told at once, by where Gmail
 * stops. What becomes so by its formatting is told by the preview, which builds it.
 */
function clipped(draft: ParsedDraft, { format }: DraftContent): DraftDiagnostic[] {
  if (format === 'plain' || format === 'flowed') return [];
  if (draft.body.length * 3 <= clippedAboveBytes) return [];
  const body = draft.body.replace(/data:image\/[a-z]+;base64,[A-Za-z0-9+/=%]+/gi, ''); // A part of its own in the mail.
  if (Buffer.byteLength(body) <= clippedAboveBytes) return [];
  return [clippedDiagnostic(draft)];
}

/** At the body's first line. */
export function clippedDiagnostic(draft: ParsedDraft): DraftDiagnostic {
  const line = draft.lines.find(({ start }) => start >= draft.bodyStart);
  const place = { start: draft.bodyStart, end: line?.end ?? draft.bodyStart };
  return diagnostic(draft, 'draft.clipped', 'warning', place);
}

/** They show as nothing, and hide what a text really says. */
function controlCharacters(draft: ParsedDraft): DraftDiagnostic[] {
  const hidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]+/g;
  if (draft.body.search(hidden) < 0) return []; // One look instead of one at each line.
  const lines = draft.lines.filter((line) => line.start >= draft.bodyStart);
  return inLines(draft, lines, hidden, (match) => {
    const code = match[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
    return { code: 'draft.controlCharacter', severity: 'warning', data: { code }, fix: ['removeCharacter', '', {}] };
  });
}

interface Told {
  readonly code: string;
  readonly severity: DraftDiagnostic['severity'];
  readonly data: Data;
  readonly fix: readonly [code: string, newText: string, data: Data];
}

function inLines(
  draft: ParsedDraft,
  lines: readonly Line[],
  pattern: RegExp,
  tell: (match: RegExpExecArray) => Told | undefined,
): DraftDiagnostic[] {
  const found: DraftDiagnostic[] = [];
  for (const line of lines) {
    for (const match of line.text.matchAll(pattern)) {
      const told = inCode(line.text, match.index) ? undefined : tell(match);
      if (!told) continue;
      const place = { start: line.start + match.index, end: line.start + match.index + match[0].length };
      const fixes: readonly Fix[] = [fix(draft, told.fix[0], place, told.fix[1], told.fix[2])];
      found.push(diagnostic(draft, told.code, told.severity, place, { data: told.data, fixes }));
      if (found.length >= eachMax) return found;
    }
  }
  return found;
}

/** Between backticks: before it stands an odd number of them. */
function inCode(line: string, at: number): boolean {
  return (line.slice(0, at).match(/`/g)?.length ?? 0) % 2 === 1;
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone percent sign: taken as it stands.
  }
}
