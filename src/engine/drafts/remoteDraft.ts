import { Buffer } from 'node:buffer';
import { htmlToText } from '../../mail/html/htmlToText.ts';
import { formatMailboxes, type Mailbox } from '../../mail/mime/address.ts';
import type { ReadMessage } from '../../mail/mime/read.ts';
import type { OutgoingPart } from '../../mail/mime/write.ts';
import { writeMessage } from '../../mail/mime/write.ts';
import { writeAddressField } from '../../mail/mime/writeHeader.ts';
import { contentOf, type DraftContent } from '../compose/draftContent.ts';
import type { HeaderName } from '../compose/draftHeaders.ts';
import { headerOf, type ParsedDraft, parseDraft } from '../compose/draftParser.ts';

/**
 * A draft as other programs see it: a plain message whose text is the draft's body as typed, so that what a phone makes of
 * it can come back. What mail has no word for (`format:`, `send-at:`, …) stays here, in the draft's own text.
 */

/** What another client can change of a draft. Lists as one text each, so that two can be compared. */
interface RemoteFields {
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  readonly body: string;
}

/** Names the draft that a message is a copy of, in whichever program it was saved last. */
const keyField = 'X-Mailroom-Draft';

export interface RemoteMessage {
  readonly from: Mailbox;
  readonly key: string;
  readonly messageId: string;
  /** Ms. */
  readonly date: number;
  readonly boundary: string;
  readonly parts: readonly OutgoingPart[];
}

/** The bytes of a draft's copy. Bcc is in it: a draft is nobody's but its author's. */
export async function* writeRemote(text: string, message: RemoteMessage): AsyncGenerator<Uint8Array> {
  const content = contentOf(parseDraft(text));
  const bcc = writeAddressField('Bcc', content.bcc);
  yield Buffer.from([`${keyField}: ${message.key}`, ...(bcc ? [bcc] : []), ''].join('\r\n'));
  yield* writeMessage({
    ...{ from: message.from, to: content.to, cc: content.cc, replyTo: content.replyTo },
    subject: plain(content.subject),
    ...{ date: message.date, messageId: message.messageId, boundary: message.boundary },
    ...{ inReplyTo: content.inReplyTo, references: content.references, extraHeaders: [] },
    text: content.body,
    flowed: false,
    parts: message.parts,
  });
}

/** Whether a text is worth a copy: somebody or something is in it. */
export function isWritten(text: string): boolean {
  const { to, cc, bcc, subject, body, attach } = contentOf(parseDraft(text));
  return [to, cc, bcc, attach].some((list) => list.length > 0) || subject.trim() !== '' || body.trim() !== '';
}

/** The key of a message that is, or was made of, a copy of ours; empty where it is none. */
export function keyOf(message: Pick<ReadMessage, 'fields'>): string {
  return message.fields.find(({ name }) => name.toLowerCase() === keyField.toLowerCase())?.value.trim() ?? '';
}

/** The draft's text with what another client changed: fields and body that are as we wrote them stay as they are typed here. */
export function withRemote(base: string, message: ReadMessage): string {
  const ours = fieldsOf(contentOf(parseDraft(base)));
  const theirs = remoteFields(message);
  let text = base;
  if (theirs.body !== ours.body) text = withBody(text, theirs.body);
  for (const name of ['subject', 'bcc', 'cc', 'to'] as const)
    if (theirs[name] !== ours[name]) text = withHeader(text, name, theirs[name]);
  return text;
}

/** The text that a person reads of a message: its plain text, else its HTML as text. */
function bodyOf({ blocks }: Pick<ReadMessage, 'blocks'>): string {
  return blocks.map(({ text, html }) => text ?? (html === undefined ? '' : htmlToText(html))).join('\n');
}

function remoteFields(message: ReadMessage): RemoteFields {
  const list = (people: readonly Mailbox[]) => formatMailboxes(people.filter(({ address }) => address !== ''));
  const { to, cc, bcc, subject } = message;
  return { to: list(to), cc: list(cc), bcc: list(bcc), subject: plain(subject), body: evenBody(bodyOf(message)) };
}

function fieldsOf({ to, cc, bcc, subject, body }: DraftContent): RemoteFields {
  const list = (people: readonly Mailbox[]) => formatMailboxes(people.map(({ name, address }) => ({ name, address })));
  return { to: list(to), cc: list(cc), bcc: list(bcc), subject: plain(subject), body: evenBody(body) };
}

/** Line ends, spaces behind lines and blank lines at the end are no change. */
function evenBody(body: string): string {
  const lines = body.replace(/\r\n?/g, '\n').replaceAll('\u00a0', ' ').split('\n');
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}

function withBody(text: string, body: string): string {
  const draft = parseDraft(text);
  return `${text.slice(0, draft.bodyStart)}${body}\n`;
}

function withHeader(text: string, name: HeaderName, value: string): string {
  const draft: ParsedDraft = parseDraft(text);
  const header = headerOf(draft, name);
  const others = draft.headers.filter((each) => each.known === name && each !== header);
  let changed = text;
  for (const other of others.toReversed()) changed = changed.slice(0, other.start) + changed.slice(other.end);
  if (!header) return `${changed.slice(0, draft.blockEnd)}${name}: ${value}\n${changed.slice(draft.blockEnd)}`;
  return `${changed.slice(0, header.start)}${name}: ${value}\n${changed.slice(header.end)}`;
}
