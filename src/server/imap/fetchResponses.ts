import { formatInternalDate } from '../../mail/wire/imap/dateTime.ts';
import { type FetchAttribute, sectionText } from '../../mail/wire/imap/fetch.ts';
import { Writer } from '../../mail/wire/imap/writer.ts';
import type { ListedMessage, StoredSyntax } from '../store/messages.ts';
import type { ImapContext } from './context.ts';
import { tellsModSeq } from './enable.ts';
import { FetchedMessage } from './fetchedMessage.ts';
import type { MailboxView, Numbered } from './view.ts';

/** Bytes gathered before they are sent. */
const fullBytes = 256 * 1024;

const storedSyntax = new Map<string, StoredSyntax>([
  ['ENVELOPE', 'envelope'],
  ['BODYSTRUCTURE', 'body_structure'],
  ['BODY', 'body'],
]);

/** The untagged FETCH lines of one command, gathered in order. */
export class FetchResponses {
  /** What of the stored syntax they show. */
  readonly columns: readonly StoredSyntax[];
  readonly #context: ImapContext;
  readonly #view: MailboxView;
  readonly #attributes: readonly FetchAttribute[];
  #writer = new Writer();
  #bytes = 0;

  constructor(context: ImapContext, view: MailboxView, attributes: readonly FetchAttribute[]) {
    this.#context = context;
    this.#view = view;
    this.#attributes = attributes;
    this.columns = [...storedSyntax]
      .filter(([name]) => attributes.some((one) => one.name === name))
      .map(([, column]) => column);
  }

  get isFull(): boolean {
    return this.#bytes >= fullBytes;
  }

  take(): Uint8Array {
    this.#bytes = 0;
    return this.#writer.take();
  }

  /** `seen`: its flags changed by being read, so they are told. False when a part could not be decoded; its line is left out. */
  add({ sequence, uid }: Numbered, message: ListedMessage, seen: boolean): boolean {
    const { messages } = this.#context.store;
    const source = new FetchedMessage(() => messages.bytes(this.#view.mailboxId, uid) ?? new Uint8Array());
    const binaries = this.#attributes.flatMap((one) => ('part' in one ? [source.binary(one.part)] : []));
    if (binaries.includes(undefined)) return false;
    const told = seen ? withFlags(this.#attributes, tellsModSeq(this.#context)) : this.#attributes;
    this.#writer.raw(`* ${sequence} FETCH `).list(told, (attribute) => this.#item(attribute, message, source));
    this.#writer.raw('\r\n');
    return true;
  }

  #item(attribute: FetchAttribute, message: ListedMessage, source: FetchedMessage): void {
    const writer = this.#writer;
    switch (attribute.name) {
      case 'UID':
        writer.raw(`UID ${message.uid}`);
        return;
      case 'FLAGS':
        writer.raw(`FLAGS ${this.#view.flagList(message)}`);
        return;
      case 'INTERNALDATE':
        writer.raw(`INTERNALDATE "${formatInternalDate(message.internalDate)}"`);
        return;
      case 'RFC822.SIZE':
        writer.raw(`RFC822.SIZE ${message.size}`);
        return;
      case 'MODSEQ':
        writer.raw(`MODSEQ (${message.modSeq})`);
        return;
      case 'EMAILID':
        writer.raw(`EMAILID (M${message.contentId})`);
        return;
      case 'THREADID':
        writer.raw('THREADID NIL'); // RFC 8474 §5.2: of a server that has none.
        return;
      case 'ENVELOPE':
      case 'BODYSTRUCTURE':
      case 'BODY':
        this.#syntax(attribute.name, message);
        return;
      default:
        this.#content(attribute, source);
    }
  }

  #syntax(name: 'ENVELOPE' | 'BODYSTRUCTURE' | 'BODY', { syntax }: ListedMessage): void {
    const bytes = syntax[storedSyntax.get(name) ?? 'body'] ?? new Uint8Array();
    this.#bytes += bytes.length;
    this.#writer.raw(`${name} `).bytes(bytes);
  }

  #content(attribute: FetchAttribute, source: FetchedMessage): void {
    const writer = this.#writer;
    if (attribute.name === 'BINARY.SIZE[]') {
      writer.raw(`BINARY.SIZE[${attribute.part.join('.')}] ${source.binary(attribute.part)?.length ?? 0}`);
      return;
    }
    if (attribute.name === 'BINARY[]' || attribute.name === 'BODY[]') {
      const { partial } = attribute;
      const isBinary = attribute.name === 'BINARY[]';
      const bytes = isBinary ? source.binary(attribute.part) : source.section(attribute.section);
      writer.raw(isBinary ? `BINARY[${attribute.part.join('.')}]` : `BODY${sectionText(attribute.section)}`);
      writer.raw(`${partial ? `<${partial.offset}>` : ''} `);
      const wanted = bytes && partial ? bytes.subarray(partial.offset, partial.offset + partial.length) : bytes;
      this.#literal(wanted, isBinary);
      return;
    }
    const kind = attribute.name === 'RFC822.HEADER' ? 'header' : attribute.name === 'RFC822.TEXT' ? 'text' : 'content';
    writer.raw(`${attribute.name} `);
    this.#literal(source.section({ part: [], text: { kind } }) ?? new Uint8Array(), false);
  }

  /** NIL for no such part; a literal8 where bytes may be anything, NUL too (RFC 3516 §4.2). */
  #literal(bytes: Uint8Array | null | undefined, isBinary: boolean): void {
    if (!bytes) {
      this.#writer.raw('NIL');
      return;
    }
    this.#bytes += bytes.length;
    this.#writer.raw(isBinary && bytes.includes(0) ? '~' : '').literal(bytes);
  }
}

function withFlags(attributes: readonly FetchAttribute[], modSeq: boolean): readonly FetchAttribute[] {
  const wanted: FetchAttribute[] = [{ name: 'FLAGS' }, ...(modSeq ? [{ name: 'MODSEQ' as const }] : [])];
  const missing = wanted.filter(({ name }) => !attributes.some((one) => one.name === name));
  return [...missing, ...attributes];
}
