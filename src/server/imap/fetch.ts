import { bytesSource } from '../../mail/mime/byteSource.ts';
import { type Part, scanMessage } from '../../mail/mime/scan.ts';
import { formatInternalDate } from '../../mail/wire/imap/dateTime.ts';
import { type FetchAttribute, type Section, sectionText } from '../../mail/wire/imap/fetch.ts';
import { Writer } from '../../mail/wire/imap/writer.ts';
import type { MessageHead } from '../store/messages.ts';
import { bodySection } from './bodySection.ts';
import { type Handler, type ImapContext, viewOf } from './context.ts';
import { done } from './reply.ts';
import type { MailboxView, Numbered } from './view.ts';

/** RFC 9051 §6.4.5, with the RFC822 items of RFC 3501. */
export const fetch: Handler<'FETCH'> = async (context, { uid: byUid, set, attributes: asked }) => {
  const view = viewOf(context);
  const attributes = withImplied(asked, byUid);
  const targets = view.resolve(set, byUid);
  const seen = new Set(marksSeen(asked) && !view.readOnly ? markSeen(context, view, targets) : []);
  for (const target of targets) {
    const head = context.store.messages.head(view.mailboxId, target.uid);
    if (!head) continue; // Expunged by another session; the news tells it later.
    const shown = seen.has(target.uid) ? withAttribute(attributes, 'FLAGS') : attributes;
    context.send(response(context, view, target, head, shown));
    await context.drained();
  }
  return done;
};

function withImplied(attributes: readonly FetchAttribute[], byUid: boolean): readonly FetchAttribute[] {
  return byUid ? withAttribute(attributes, 'UID') : attributes;
}

function withAttribute(attributes: readonly FetchAttribute[], name: 'UID' | 'FLAGS'): readonly FetchAttribute[] {
  return attributes.some((one) => one.name === name) ? attributes : [{ name }, ...attributes];
}

function marksSeen(attributes: readonly FetchAttribute[]): boolean {
  return attributes.some(
    (one) => one.name === 'RFC822' || one.name === 'RFC822.TEXT' || (one.name === 'BODY[]' && !one.peek),
  );
}

function markSeen({ store }: ImapContext, view: MailboxView, targets: readonly Numbered[]): readonly number[] {
  const { messages } = store;
  const uids = targets
    .map(({ uid }) => uid)
    .filter((uid) => messages.head(view.mailboxId, uid)?.flags.includes('\\Seen') === false);
  if (uids.length === 0) return uids;
  store.write([view.mailboxId], () => messages.store(view.mailboxId, uids, 'add', ['\\Seen']));
  view.noteTold(uids);
  return uids;
}

function response(
  context: ImapContext,
  view: MailboxView,
  { sequence, uid }: Numbered,
  head: MessageHead,
  attributes: readonly FetchAttribute[],
): Uint8Array {
  const { messages } = context.store;
  const message = new LazyMessage(() => messages.bytes(view.mailboxId, uid) ?? new Uint8Array());
  const writer = new Writer().raw(`* ${sequence} FETCH `);
  writer.list(attributes, (attribute) => {
    if (attribute.name === 'UID') writer.raw(`UID ${uid}`);
    else if (attribute.name === 'FLAGS') writer.raw(`FLAGS ${view.flagList(head)}`);
    else if (attribute.name === 'INTERNALDATE') writer.raw(`INTERNALDATE "${formatInternalDate(head.internalDate)}"`);
    else if (attribute.name === 'RFC822.SIZE') writer.raw(`RFC822.SIZE ${head.size}`);
    else if (attribute.name === 'MODSEQ') writer.raw(`MODSEQ (${head.modSeq})`);
    else if (attribute.name === 'BODY[]') writeSectionItem(writer, message, attribute);
    else if (attribute.name === 'ENVELOPE' || attribute.name === 'BODYSTRUCTURE' || attribute.name === 'BODY') {
      const syntax = messages.syntax(view.mailboxId, uid, storedSyntax[attribute.name]);
      writer.raw(`${attribute.name} `).bytes(syntax ?? new Uint8Array());
    } else writeWhole(writer, message, attribute.name);
  });
  return writer.raw('\r\n').take();
}

const storedSyntax = { ENVELOPE: 'envelope', BODYSTRUCTURE: 'body_structure', BODY: 'body' } as const;

/** The items of RFC 3501 that name a section by a word of their own. */
function writeWhole(writer: Writer, message: LazyMessage, name: string): void {
  const kind = name === 'RFC822.HEADER' ? 'header' : name === 'RFC822.TEXT' ? 'text' : 'content';
  const bytes = message.section({ part: [], text: { kind } });
  writer.raw(`${name} `).literal(bytes ?? new Uint8Array());
}

function writeSectionItem(
  writer: Writer,
  message: LazyMessage,
  { section, partial }: Extract<FetchAttribute, { name: 'BODY[]' }>,
): void {
  const bytes = message.section(section);
  writer.raw(`BODY${sectionText(section)}${partial ? `<${partial.offset}>` : ''} `);
  if (!bytes) writer.raw('NIL');
  else writer.literal(partial ? bytes.subarray(partial.offset, partial.offset + partial.length) : bytes);
}

/** A message's bytes and parts, each read once and only when an item needs it. */
class LazyMessage {
  readonly #load: () => Uint8Array;
  #bytes: Uint8Array | undefined;
  #root: Part | undefined;

  constructor(load: () => Uint8Array) {
    this.#load = load;
  }

  section(section: Section): Uint8Array | null {
    this.#bytes ??= this.#load();
    if (section.part.length === 0 && section.text.kind === 'content') return this.#bytes;
    this.#root ??= scanMessage(bytesSource(this.#bytes)).root;
    return bodySection(this.#bytes, this.#root, section);
  }
}
