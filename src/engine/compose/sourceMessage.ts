import { type Mailbox, parseAddressList } from '../../mail/mime/address.ts';
import type { MessageContent } from '../../protocol/records.ts';

/** What an answer needs to know of the mail that it answers. */
export interface SourceMessage {
  /** Our id; what `message:` references name. */
  readonly id: string;
  /** With angle brackets; empty when the mail has none. */
  readonly messageId: string;
  /** The ids before it, oldest first: References, else the one id of In-Reply-To; several name no thread (RFC 5322 §3.6.4). */
  readonly references: readonly string[];
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly bcc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  /** Where the writer wants answers to himself, beside what a list made of Reply-To. */
  readonly mailReplyTo: readonly Mailbox[];
  readonly mailFollowupTo: readonly Mailbox[];
  /** Addresses of List-Post (RFC 2369 §3.4). */
  readonly listPost: readonly string[];
  /** Whom somebody who passed it on sent it to (RFC 5322 §3.6.6). */
  readonly resentTo: readonly Mailbox[];
  /** The envelope's recipient before the server's aliases: X-Original-To (Postfix), Envelope-To (Exim) and their like. */
  readonly originalTo: readonly Mailbox[];
  /** The mailbox that it came to in the end: Delivered-To. */
  readonly deliveredTo: readonly Mailbox[];
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly text: string;
  /** How its own writer laid it out, as far as a draft can say it: `format:`. */
  readonly format: 'markdown' | 'flowed' | 'plain';
  readonly attachments: readonly { readonly index: number; readonly inline: boolean }[];
}

/** From what the reader shows. `text`: the plain text, whole. */
export function sourceOf(content: MessageContent, text: string): SourceMessage {
  const headers = (name: string) =>
    content.headers.filter(([key]) => key?.toLowerCase() === name).map(([, value]) => value ?? '');
  const addresses = (name: string) => headers(name).flatMap((value) => parseAddressList(value).mailboxes);
  const ids = (name: string) => headers(name).flatMap((value) => value.match(/<[^<>\s]+>/g) ?? []);
  const references = ids('references');
  const parents = ids('in-reply-to');
  const { row } = content;
  return {
    id: row.id,
    messageId: row.messageId,
    references: references.length > 0 ? references : parents.length === 1 ? parents : [],
    from: row.from,
    to: row.to,
    cc: content.cc,
    bcc: content.bcc,
    replyTo: content.replyTo,
    mailReplyTo: addresses('mail-reply-to'),
    mailFollowupTo: addresses('mail-followup-to'),
    listPost: headers('list-post').flatMap((value) =>
      [...value.matchAll(/mailto:([^>?\s]+)/gi)].map((match) => percentDecoded(match[1] ?? '')),
    ),
    resentTo: ['resent-to', 'resent-cc'].flatMap(addresses),
    originalTo: ['x-original-to', 'envelope-to', 'x-envelope-to', 'x-forwarded-to'].flatMap(addresses),
    deliveredTo: ['delivered-to', 'x-delivered-to'].flatMap(addresses),
    subject: row.subject,
    date: row.date,
    text,
    format: formatOf(headers('content-type')[0] ?? ''),
    attachments: content.attachments.map(({ index, inline }) => ({ index, inline })),
  };
}

/** RFC 6068 §2: `%2B` in a mailto: address is `+`. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A lone percent sign: taken as it stands.
  }
}

/** A mail of text alone stays one: what is laid out in columns must not become paragraphs. */
function formatOf(contentType: string): SourceMessage['format'] {
  if (contentType !== '' && !/^\s*text\/plain/i.test(contentType)) return 'markdown'; // None: RFC 2045 §5.2.
  return /format\s*=\s*"?flowed/i.test(contentType) ? 'flowed' : 'plain';
}
