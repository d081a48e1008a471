import { htmlToText } from '../../mail/html/htmlToText.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { type ReadAttachment, type ReadMessage, readMessage } from '../../mail/mime/read.ts';
import type { ReadAddress } from '../../mail/mime/readAddresses.ts';
import type { Part } from '../../mail/mime/scan.ts';
import { searchTextMaxChars, snippetMaxChars } from './limits.ts';

/** What a list shows of a captured mail. Stored as JSON. */
export interface MailSummary {
  /** Without angle brackets; empty: none. */
  readonly messageId: string;
  /** Undefined where the mail names nobody. */
  readonly from: ReadAddress | undefined;
  readonly to: readonly ReadAddress[];
  readonly cc: readonly ReadAddress[];
  /** Of the header, and who got it without being named there. */
  readonly bcc: readonly ReadAddress[];
  readonly replyTo: readonly ReadAddress[];
  readonly subject: string;
  /** The Date header, ms since 1970; 0 where it names no moment. */
  readonly date: number;
  readonly snippet: string;
  readonly attachments: number;
  readonly inlines: number;
}

/** The text of a mail as its reader would see it, each kind whole. Empty: the mail has none of it. */
export interface MailTexts {
  readonly text: string;
  readonly html: string;
}

/** Reads what lists and searches need of a mail; `recipients`: of its envelope. Never throws for what the bytes say. */
export function summarize(
  bytes: Uint8Array,
  recipients: readonly string[],
): { readonly summary: MailSummary; readonly searchText: string; readonly fields: ReadMessage['fields'] } {
  const mail = readMessage(bytesSource(bytes));
  const { text } = textsOf(mail);
  const named = new Set([...mail.to, ...mail.cc, ...mail.bcc].map(({ address }) => address.toLowerCase()));
  const unnamed = recipients.filter((address) => !named.has(address.toLowerCase()));
  const flat = text.replace(/\s+/g, ' ').trim();
  const summary: MailSummary = {
    messageId: mail.messageId.replace(/^<|>$/g, ''),
    from: mail.from[0] ?? mail.sender[0],
    to: mail.to,
    cc: mail.cc,
    bcc: [...mail.bcc, ...unnamed.map((address) => ({ name: '', address }))],
    replyTo: mail.replyTo,
    subject: mail.subject,
    date: mail.date ?? 0,
    snippet: flat.slice(0, snippetMaxChars),
    attachments: mail.attachments.filter(({ inline }) => !inline).length,
    inlines: mail.attachments.filter(({ inline }) => inline).length,
  };
  const people = [...(summary.from ? [summary.from] : []), ...summary.to, ...summary.cc, ...summary.bcc];
  const words = [
    summary.subject,
    ...[...people, ...summary.replyTo].map(({ name, address }) => `${name} ${address}`),
    ...mail.attachments.map(({ name }) => name),
    flat,
  ];
  const searchText = words.join(' ').toLowerCase().slice(0, searchTextMaxChars);
  return { summary, searchText, fields: mail.fields };
}

/** Plain text (made of the HTML where there is only that) and HTML. */
export function textsOf(mail: ReadMessage): MailTexts {
  const html = mail.blocks.map((block) => block.html ?? '').join('');
  const text = mail.blocks.map((block) => block.text ?? '').join('');
  return { text: text === '' && html !== '' ? htmlToText(html) : text, html };
}

/** The number of the part (RFC 9051 §6.4.5), with a second one behind a dash for a file that lies inside of it. */
export function partIdOf(mail: ReadMessage, attachment: ReadAttachment): string {
  const number = sectionOf(mail.root, attachment.part) ?? '0';
  const siblings = mail.attachments.filter(({ part }) => part === attachment.part);
  return siblings.length > 1 ? `${number}-${siblings.indexOf(attachment) + 1}` : number;
}

function sectionOf(root: Part, wanted: Part): string | undefined {
  if (root.children.length === 0) return root === wanted ? '1' : undefined;
  for (const [index, child] of root.children.entries()) {
    if (child === wanted) return `${index + 1}`;
    const below = child.children.length > 0 ? sectionOf(child, wanted) : undefined;
    if (below !== undefined) return `${index + 1}.${below}`;
  }
  return undefined;
}
