import { type AddressProblem, type Mailbox, parseAddressList } from '../../mail/mime/address.ts';
import { isMessageId } from '../../mail/mime/writeHeader.ts';
import { type DraftDelivery, deliveryOf } from './draftDelivery.ts';
import { type HeaderName, isExtraHeader } from './draftHeaders.ts';
import { headerOf, type ParsedDraft } from './draftParser.ts';
import type { ValuePiece } from './draftValue.ts';

/** What a draft says, whether or not it can be sent: values of all headers, offsets where a diagnostic may need them. */

export interface PlacedMailbox extends Mailbox {
  readonly start: number;
  readonly end: number;
}

/** A file that a header or a picture names. */
export interface FileReference {
  readonly reference: string;
  readonly start: number;
  readonly end: number;
}

export interface PlacedProblem extends AddressProblem {
  readonly header: HeaderName;
}

export const draftFormats = ['markdown', 'plain', 'flowed', 'html'] as const;
export type DraftFormat = (typeof draftFormats)[number];

export interface DraftContent {
  readonly from: readonly PlacedMailbox[];
  readonly to: readonly PlacedMailbox[];
  readonly cc: readonly PlacedMailbox[];
  readonly bcc: readonly PlacedMailbox[];
  readonly replyTo: readonly PlacedMailbox[];
  readonly addressProblems: readonly PlacedProblem[];
  readonly subject: string;
  readonly attach: readonly FileReference[];
  /** Undefined where `format:` holds a word that is none. */
  readonly format: DraftFormat | undefined;
  /** `plain`, `document`, or the path of a style sheet of one's own. */
  readonly style: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly forwardOf: string;
  readonly delivery: DraftDelivery;
  /** `message:<id>`: the mail that leaves as it came. */
  readonly redirectOf: FileReference | undefined;
  /** The name of a signature, `none`, or empty: the sender's own. */
  readonly signature: string;
  /** The template that it was filled from; empty: none. */
  readonly template: string;
  readonly extraHeaders: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export function contentOf(draft: ParsedDraft): DraftContent {
  const addressProblems: PlacedProblem[] = [];
  const mailboxes = (name: HeaderName) =>
    pieces(draft, name).flatMap((piece) => {
      const { mailboxes: found, problems } = parseAddressList(piece.text);
      addressProblems.push(...problems.map((problem) => ({ ...problem, ...place(piece, problem), header: name })));
      return found.map((mailbox) => ({ ...mailbox, ...place(piece, mailbox) }));
    });
  const format = wordOf(draft, 'format').toLowerCase() || 'markdown';
  return {
    from: mailboxes('from'),
    to: mailboxes('to'),
    cc: mailboxes('cc'),
    bcc: mailboxes('bcc'),
    replyTo: mailboxes('reply-to'),
    addressProblems,
    subject: wordOf(draft, 'subject'),
    attach: references(draft, 'attach'),
    format: draftFormats.find((known) => known === format),
    style: wordOf(draft, 'style') || 'plain',
    inReplyTo: idsOf(draft, 'in-reply-to'),
    references: idsOf(draft, 'references'),
    forwardOf: wordOf(draft, 'forward-of'),
    delivery: deliveryOf(draft),
    redirectOf: references(draft, 'redirect-of')[0],
    signature: wordOf(draft, 'signature'),
    template: wordOf(draft, 'template'),
    extraHeaders: draft.headers
      .filter((header) => isExtraHeader(header.name))
      .map((header) => [header.name, header.pieces.map((piece) => piece.text).join(' ')] as const),
    body: draft.body,
  };
}

/** The value of a header that is one text; of the first, where it stands there twice. */
function wordOf(draft: ParsedDraft, name: HeaderName): string {
  return headerOf(draft, name)?.pieces[0]?.text ?? '';
}

/** All values of a header that is a list, of all its lines: what stands there twice is said twice, and nobody is left out. */
function pieces(draft: ParsedDraft, name: HeaderName): readonly ValuePiece[] {
  return draft.headers.filter((header) => header.known === name).flatMap((header) => header.pieces);
}

function references(draft: ParsedDraft, name: HeaderName): readonly FileReference[] {
  return pieces(draft, name).map(({ text, start, end }) => ({ reference: text, start, end }));
}

function idsOf(draft: ParsedDraft, name: HeaderName): readonly string[] {
  return pieces(draft, name).flatMap((piece) => (piece.text.match(/<[^<>]*>/g) ?? []).filter(isMessageId));
}

/** Offsets in a piece as offsets in the document. Where escapes were undone, the whole piece. */
function place(
  piece: ValuePiece,
  inner: { readonly start: number; readonly end: number },
): { start: number; end: number } {
  if (!piece.exact) return { start: piece.start, end: piece.end };
  return { start: piece.start + inner.start, end: piece.start + inner.end };
}
