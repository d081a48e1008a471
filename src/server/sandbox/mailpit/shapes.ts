/** Mails in the words of Mailpit's API, version 1. */
import { createHash } from 'node:crypto';
import { bytesSource } from '../../../mail/mime/byteSource.ts';
import { attachmentBytes, type ReadAttachment, type ReadMessage, readMessage } from '../../../mail/mime/read.ts';
import type { ReadAddress } from '../../../mail/mime/readAddresses.ts';
import type { CapturedMail } from '../../store/captures.ts';
import type { CaptureFeed } from '../captureFeed.ts';
import { partIdOf, textsOf } from '../mailSummary.ts';

/** One mail of a list. */
export function summaryShape(mail: CapturedMail) {
  const { id, summary, isRead, tags, receivedAt, size } = mail;
  return {
    ID: id,
    MessageID: summary.messageId,
    Read: isRead,
    ...peopleShape(mail),
    Subject: summary.subject,
    Created: new Date(receivedAt).toISOString(),
    Username: '',
    Tags: tags,
    Size: size,
    Attachments: summary.attachments,
    Snippet: summary.snippet,
  };
}

/** A list with its counts. `matching`: all that were found, of which `mails` are a page. */
export function listShape(
  feed: CaptureFeed,
  mails: readonly CapturedMail[],
  { start, matching, unread }: { readonly start: number; readonly matching: number; readonly unread: number },
) {
  const counts = feed.counts();
  return {
    total: counts.total,
    unread: counts.unread,
    count: mails.length,
    messages_count: matching,
    messages_unread: unread,
    start,
    tags: feed.tags().map(({ tag }) => tag),
    messages: mails.map(summaryShape),
  };
}

/** One mail whole, without the bytes of its files. */
export function messageShape(mail: CapturedMail, bytes: Uint8Array) {
  const read = readMessage(bytesSource(bytes));
  const { text, html } = textsOf(read);
  const { id, summary, returnPath, tags, receivedAt, size } = mail;
  const files = read.attachments.map((attachment) => ({ attachment, shape: attachmentShape(read, attachment) }));
  const kind = (inline: boolean) => files.filter((one) => one.attachment.inline === inline).map(({ shape }) => shape);
  return {
    ID: id,
    MessageID: summary.messageId,
    ...peopleShape(mail),
    ReturnPath: returnPath,
    Subject: summary.subject,
    ListUnsubscribe: unsubscribeShape(read),
    Date: new Date(summary.date || receivedAt).toISOString(),
    Tags: tags,
    Username: '',
    Text: text,
    HTML: html,
    Size: size,
    Inline: kind(true),
    Attachments: kind(false),
  };
}

/** Names as Go writes them (`Message-Id`), each with all its values in order, unfolded, encoded words as they are. */
export function headersShape(bytes: Uint8Array): { readonly [name: string]: readonly string[] } {
  const headers = new Map<string, string[]>();
  for (const { name, raw } of readMessage(bytesSource(bytes)).fields) {
    const shown = name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    const value = Buffer.from(raw, 'latin1').toString('utf8').trim();
    headers.set(shown, [...(headers.get(shown) ?? []), value]);
  }
  return Object.fromEntries([...headers].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The bytes of a file, by its part's number. Undefined: there is none. */
export function partOf(bytes: Uint8Array, partId: string) {
  const read = readMessage(bytesSource(bytes));
  const attachment = read.attachments.find((one) => partIdOf(read, one) === partId);
  if (!attachment) return undefined;
  return {
    name: attachment.name,
    type: attachment.contentType,
    bytes: Buffer.concat([...attachmentBytes(read, attachment)]),
  };
}

/** The HTML with pictures that lie in the mail shown from the API; empty: the mail has no HTML. */
export function viewHtml(id: string, bytes: Uint8Array): string {
  const read = readMessage(bytesSource(bytes));
  const byCid = new Map(read.attachments.filter(({ cid }) => cid !== '').map((one) => [one.cid, partIdOf(read, one)]));
  return textsOf(read).html.replace(/\bcid:([^"'\s)>]+)/gi, (written, cid: string) => {
    const part = byCid.get(decoded(cid));
    return part === undefined ? written : `/api/v1/message/${id}/part/${part}`;
  });
}

export function viewText(bytes: Uint8Array): string {
  return textsOf(readMessage(bytesSource(bytes))).text;
}

function peopleShape({ summary }: CapturedMail) {
  return {
    From: summary.from ? addressShape(summary.from) : null,
    To: summary.to.map(addressShape),
    Cc: summary.cc.map(addressShape),
    Bcc: summary.bcc.map(addressShape),
    ReplyTo: summary.replyTo.map(addressShape),
  };
}

function addressShape({ name, address }: ReadAddress) {
  return { Name: name, Address: address };
}

function attachmentShape(read: ReadMessage, attachment: ReadAttachment) {
  const bytes = Buffer.concat([...attachmentBytes(read, attachment)]);
  const sum = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
  return {
    PartID: partIdOf(read, attachment),
    FileName: attachment.name,
    ContentType: attachment.contentType,
    ContentID: attachment.cid,
    Size: bytes.length,
    Checksums: { MD5: sum('md5'), SHA1: sum('sha1'), SHA256: sum('sha256') },
  };
}

/** RFC 2369, 8058. */
function unsubscribeShape({ fields }: ReadMessage) {
  const value = (key: string) => fields.find((field) => field.key === key)?.value.trim() ?? '';
  const header = value('list-unsubscribe');
  const links = [...header.matchAll(/<([^<>]+)>/g)].map(([, link = '']) => link.trim());
  return { Header: header, Links: links, Errors: '', HeaderPost: value('list-unsubscribe-post') };
}

function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid; // Not percent-encoded after all.
  }
}
