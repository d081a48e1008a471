import { formatMailboxes, type Mailbox } from '../../mail/mime/address.ts';
import { oneLine, slugOf } from './subjects.ts';
import { linesOf, positionOf } from './textLines.ts';

/** What a new draft says. */
export interface NewDraft {
  /** Only where the account is not the one that would be taken anyway. */
  readonly from?: string;
  readonly to: readonly Mailbox[];
  readonly cc?: readonly Mailbox[];
  readonly bcc?: readonly Mailbox[];
  readonly replyTo?: readonly Mailbox[];
  readonly subject: string;
  /** References as `attach:` takes them. */
  readonly attach?: readonly string[];
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly forwardOf?: string;
  /** `message:<id>`. */
  readonly redirectOf?: string;
  /** Only where it is not what a draft is anyway. */
  readonly format?: string;
  /** What comes below the place where one writes, or above it with `writeBelow`. */
  readonly body: string;
  /** One writes at the end of the body. */
  readonly writeBelow?: boolean;
}

export interface DraftDocument {
  readonly text: string;
  /** `re-build-red.mail.md`. */
  readonly name: string;
  /** Where the next thing is typed: behind `to:` if nobody is there, else behind the subject, else in the body. */
  readonly cursor: { readonly line: number; readonly column: number };
}

/** The text of a draft: fields with a value, and always `to` and `subject`. The parser reads it back unchanged. */
export function writeDraft(draft: NewDraft): DraftDocument {
  const { from, to, cc = [], bcc = [], replyTo = [], attach = [], inReplyTo = '', references = [] } = draft;
  const { forwardOf = '', redirectOf = '', format = '', body, writeBelow = false } = draft;
  const subject = oneLine(draft.subject);
  const lines = ['---'];
  const add = (name: string, value: string) => lines.push(value ? `${name}: ${value}` : `${name}: `);
  if (from) add('from', from);
  add('to', formatMailboxes(to));
  if (cc.length > 0) add('cc', formatMailboxes(cc));
  if (bcc.length > 0) add('bcc', formatMailboxes(bcc));
  if (replyTo.length > 0) add('reply-to', formatMailboxes(replyTo));
  if (!redirectOf) add('subject', writeText(subject));
  if (attach.length === 1) add('attach', writeReference(attach[0] ?? ''));
  if (attach.length > 1) lines.push('attach:', ...attach.map((reference) => `  - ${writeReference(reference)}`));
  if (format) add('format', format);
  if (inReplyTo) add('in-reply-to', inReplyTo);
  if (references.length > 0) add('references', references.join(' '));
  if (forwardOf) add('forward-of', forwardOf);
  if (redirectOf) add('redirect-of', redirectOf);
  const head = `${lines.join('\n')}\n---\n\n`;
  if (redirectOf) return { text: head, name: `${slugOf(subject)}.mail.md`, cursor: cursorOf(head, true, false) };
  const text = `${head}${body}`;
  const place = writeBelow ? text : head;
  const cursor = cursorOf(place, to.length === 0, subject === '');
  return { text, name: `${slugOf(subject)}.mail.md`, cursor };
}

/** A text as the rest of its line; in quotes where the parser would take something off it. */
export function writeText(text: string): string {
  const whole = /^(["']).*\1$/.test(text) || /^[|>][+-]?\d?$/.test(text);
  return whole ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text;
}

export function writeReference(reference: string): string {
  const plain = /^[^\s"'[\]{}|>#;,；，-][^;,；，"'[\]{}]*$/.test(reference) && reference.trim() === reference;
  return plain ? reference : `"${reference.replace(/[\\"]/g, '\\$&')}"`;
}

function cursorOf(head: string, nobody: boolean, noSubject: boolean): DraftDocument['cursor'] {
  const lines = linesOf(head);
  const wanted = nobody ? /^to: / : noSubject ? /^subject: / : undefined;
  const line = wanted ? lines.findIndex(({ text }) => wanted.test(text)) : -1;
  if (line >= 0) return { line, column: lines[line]?.text.length ?? 0 };
  const { line: last, column } = positionOf(lines, head.length);
  return { line: last, column };
}
