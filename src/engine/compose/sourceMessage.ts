import { type Mailbox, parseAddressList } from '../../mail/mime/address.ts';
import type { MessageContent } from '../../protocol/records.ts';

/** What an answer needs to know of the mail that it answers. */
export interface SourceMessage {
  /** Our id; what `message:` references name. */
  readonly id: string;
  /** With angle brackets; empty when the mail has none. */
  readonly messageId: string;
  /** The ids before it, oldest first: References, else In-Reply-To (RFC 5322 §3.6.4). */
  readonly references: readonly string[];
  readonly from: readonly Mailbox[];
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly replyTo: readonly Mailbox[];
  readonly mailFollowupTo: readonly Mailbox[];
  /** Addresses of List-Post (RFC 2369 §3.4). */
  readonly listPost: readonly string[];
  /** Where it came to: Delivered-To, X-Original-To, Resent-To. */
  readonly deliveredTo: readonly string[];
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly text: string;
  readonly attachments: readonly { readonly index: number; readonly inline: boolean }[];
}

/** From what the reader shows. `text`: the plain text, whole. */
export function sourceOf(content: MessageContent, text: string): SourceMessage {
  const headers = (name: string) =>
    content.headers.filter(([key]) => key?.toLowerCase() === name).map(([, value]) => value ?? '');
  const addresses = (name: string) => headers(name).flatMap((value) => parseAddressList(value).mailboxes);
  const ids = (name: string) => headers(name).flatMap((value) => value.match(/<[^<>\s]+>/g) ?? []);
  const references = ids('references');
  const { row } = content;
  return {
    id: row.id,
    messageId: row.messageId,
    references: references.length > 0 ? references : ids('in-reply-to').slice(0, 1),
    from: row.from,
    to: row.to,
    cc: content.cc,
    replyTo: content.replyTo,
    mailFollowupTo: addresses('mail-followup-to'),
    listPost: headers('list-post').flatMap((value) =>
      [...value.matchAll(/mailto:([^>?\s]+)/gi)].map((match) => match[1] ?? ''),
    ),
    deliveredTo: ['delivered-to', 'x-original-to', 'resent-to'].flatMap((name) =>
      addresses(name).map(({ address }) => address),
    ),
    subject: row.subject,
    date: row.date,
    text,
    attachments: content.attachments.map(({ index, inline }) => ({ index, inline })),
  };
}
