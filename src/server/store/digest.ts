import { baseSubject } from '../../mail/mime/baseSubject.ts';
import { type ByteSource, bytesSource } from '../../mail/mime/byteSource.ts';
import { decodeText } from '../../mail/mime/charsets.ts';
import { decodeHeaderText } from '../../mail/mime/encodedWords.ts';
import { type Part, scanMessage } from '../../mail/mime/scan.ts';
import { decodeAll, transferDecoder } from '../../mail/mime/transferEncoding.ts';
import { dayOf, parseMailDate } from '../../mail/wire/imap/dateTime.ts';
import { addressesOf } from '../../mail/wire/imap/envelope.ts';
import { digestPartMaxBytes, digestReferencesMax } from '../limits.ts';
import { folded } from './folded.ts';

/** What SEARCH, SORT and THREAD look at in a content. Texts are {@link folded}. */
export interface Digest {
  /** The Date header, ms; null when there is none that makes sense. */
  readonly sentAt: number | null;
  /** The day that the Date header names, whatever its zone (RFC 3501 §6.4.4), ms. */
  readonly sentDay: number | null;
  /** RFC 5256 §2.1. */
  readonly subject: string;
  readonly isReply: boolean;
  /** Mailbox of the first address. */
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly messageId: string;
  /** Ids with blanks between, the oldest first. */
  readonly references: string;
  /** Lines `NAME: VALUE` of the message, a NUL, those of its parts. */
  readonly header: string;
  /** The texts of all parts that are text. */
  readonly body: string;
}

export function digestOf(bytes: Uint8Array): Digest {
  const source = bytesSource(bytes);
  const { root } = scanMessage(source);
  const raw = (name: string) => root.fields.find((field) => field.name.toLowerCase() === name)?.raw ?? '';
  const { base, isReply } = baseSubject(decodeHeaderText(raw('subject')));
  const first = (name: string) => folded(addressesOf(raw(name))[0]?.mailbox ?? '');
  return {
    ...datesOf(raw('date')),
    subject: folded(base),
    isReply,
    ...{ from: first('from'), to: first('to'), cc: first('cc') },
    messageId: idsOf(raw('message-id'))[0] ?? '',
    references: referencesOf(raw('references'), raw('in-reply-to')).join(' '),
    header: `${headerText(root)}\0${root.children.map(innerHeaders).join('\n')}`,
    body: textsOf(root, source).join('\n'),
  };
}

/** Lines `NAME: VALUE` of header fields, folded. */
export function fieldLines(fields: readonly { readonly name: string; readonly raw: string }[]): string {
  const lines = fields.map(({ name, raw }) => `${name}: ${decodeHeaderText(raw).replace(/[\r\n\0]+/g, ' ')}`);
  return folded(lines.join('\n'));
}

function headerText({ fields }: Part): string {
  return fieldLines(fields);
}

function innerHeaders(part: Part): string {
  return [headerText(part), ...part.children.map(innerHeaders)].join('\n');
}

function datesOf(raw: string): Pick<Digest, 'sentAt' | 'sentDay'> {
  const written = /(\d{1,2}\s+[A-Za-z]{3}\s+\d{4})/.exec(raw)?.[1];
  const at = parseMailDate(written === undefined ? raw : `${written} 00:00:00 +0000`);
  return { sentAt: parseMailDate(raw.trim()), sentDay: at === null ? null : dayOf(at) };
}

function idsOf(raw: string): string[] {
  return (raw.match(/<[^<>\s]+>/g) ?? []).slice(-digestReferencesMax);
}

/** RFC 5256 §3: References, or else the first id of In-Reply-To. */
function referencesOf(references: string, inReplyTo: string): string[] {
  const ids = idsOf(references);
  return ids.length > 0 ? ids : idsOf(inReplyTo).slice(0, 1);
}

function textsOf(part: Part, source: ByteSource): string[] {
  if (part.children.length > 0) return part.children.flatMap((child) => textsOf(child, source));
  if (!/^(?:text|message)\//.test(part.type)) return [];
  const encoding = part.fields.find((field) => field.name.toLowerCase() === 'content-transfer-encoding')?.raw ?? '';
  const decoder = transferDecoder(encoding) ?? transferDecoder('');
  if (!decoder) return [];
  const bytes = decodeAll(source, part.bodyStart, part.bodyEnd, decoder, digestPartMaxBytes);
  return [folded(decodeText(bytes, part.typeParameters.get('charset')).text)];
}
