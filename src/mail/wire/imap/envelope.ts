/** ENVELOPE (RFC 9051 §7.5.2) of a message's header fields. Values stay as they are in the mail, encoded words too. */
import type { Writer } from './writer.ts';

/** Four parts of an address; null where there is none. A group starts with only `mailbox` and ends with nothing. */
export interface EnvelopeAddress {
  readonly name: string | null;
  readonly mailbox: string | null;
  readonly host: string | null;
}

export interface Envelope {
  readonly date: string | null;
  readonly subject: string | null;
  readonly from: readonly EnvelopeAddress[];
  readonly sender: readonly EnvelopeAddress[];
  readonly replyTo: readonly EnvelopeAddress[];
  readonly to: readonly EnvelopeAddress[];
  readonly cc: readonly EnvelopeAddress[];
  readonly bcc: readonly EnvelopeAddress[];
  readonly inReplyTo: string | null;
  readonly messageId: string | null;
}

/** How many addresses one field gives; more are left out. */
export const envelopeAddressesMax = 1_000;

/** `fields`: names and raw values, unfolded, a byte per character. The first of a name counts. */
export function envelopeOf(fields: readonly { readonly name: string; readonly raw: string }[]): Envelope {
  const raw = (name: string) => fields.find((field) => field.name.toLowerCase() === name)?.raw;
  const text = (name: string) => (raw(name) === undefined ? null : unicode((raw(name) ?? '').trim()));
  const list = (name: string) => addressesOf(raw(name) ?? '');
  const from = list('from');
  const orFrom = (name: string) => {
    const found = list(name);
    return found.length > 0 ? found : from;
  };
  return {
    date: text('date'),
    subject: text('subject'),
    from,
    sender: orFrom('sender'),
    replyTo: orFrom('reply-to'),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    inReplyTo: text('in-reply-to'),
    messageId: text('message-id'),
  };
}

export function writeEnvelope(writer: Writer, envelope: Envelope): void {
  writer.raw('(').nstring(envelope.date).raw(' ').nstring(envelope.subject);
  const lists = [envelope.from, envelope.sender, envelope.replyTo, envelope.to, envelope.cc, envelope.bcc];
  for (const list of lists) {
    writer.raw(' ');
    writeAddresses(writer, list);
  }
  writer.raw(' ').nstring(envelope.inReplyTo).raw(' ').nstring(envelope.messageId).raw(')');
}

function writeAddresses(writer: Writer, list: readonly EnvelopeAddress[]): void {
  if (list.length === 0) {
    writer.raw('NIL');
    return;
  }
  writer.raw('(');
  for (const { name, mailbox, host } of list) {
    writer.raw('(').nstring(name).raw(' NIL ').nstring(mailbox).raw(' ').nstring(host).raw(')');
  }
  writer.raw(')');
}

/** Splits an address list (RFC 5322 §3.4) by its own rules, and by the likely meaning where it breaks them. */
export function addressesOf(raw: string): EnvelopeAddress[] {
  const list: EnvelopeAddress[] = [];
  let inGroup = false;
  for (const token of tokensOf(raw)) {
    if (list.length >= envelopeAddressesMax) break;
    if (token.ends === ':' && !inGroup) {
      inGroup = true;
      list.push({ name: null, mailbox: unicode(token.words), host: null });
      continue;
    }
    if (token.angle !== null || token.words !== '') list.push(addressOf(token));
    if (token.ends === ';' && inGroup) {
      inGroup = false;
      list.push({ name: null, mailbox: null, host: null });
    }
  }
  if (inGroup) list.push({ name: null, mailbox: null, host: null });
  return list;
}

interface Token {
  /** Words outside angle brackets, quotes taken off. */
  words: string;
  angle: string | null;
  comment: string;
  ends: string;
}

function* tokensOf(raw: string): Generator<Token> {
  let token: Token = { words: '', angle: null, comment: '', ends: '' };
  // Alternatives: quoted string, comment without nesting, angle address, separator, anything else.
  for (const [piece] of raw.matchAll(/"(?:[^"\\]|\\.)*"?|\((?:[^()\\]|\\.)*\)?|<[^<>]*>?|[,:;]|[^"(<,:;]+|./gs)) {
    if (piece === ',' || piece === ';' || piece === ':') {
      token.ends = piece;
      yield finished(token);
      token = { words: '', angle: null, comment: '', ends: '' };
    } else if (piece.startsWith('<'))
      token.angle = piece
        .replace(/^<|>$/g, '')
        .replace(/^@[^:]*:/, '')
        .trim();
    else if (piece.startsWith('(')) token.comment ||= piece.replace(/^\(|\)$/g, '').trim();
    else token.words += piece;
  }
  yield finished(token);
}

function finished(token: Token): Token {
  return { ...token, words: token.words.replace(/[ \t\r\n]+/g, ' ').trim() };
}

function addressOf({ words, angle, comment }: Token): EnvelopeAddress {
  const address = angle ?? words;
  const name = angle === null ? comment : unquoted(words);
  const at = address.lastIndexOf('@');
  return {
    name: name === '' ? null : unicode(name),
    mailbox: unicode(unquoted(at < 0 ? address : address.slice(0, at))),
    host: at < 0 ? '' : unicode(address.slice(at + 1).trim()),
  };
}

function unquoted(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"?/gs, (_, inner: string) => inner.replace(/\\(.)/gs, '$1')).trim();
}

/** A byte per character to Unicode: UTF-8 where it is that, else as Latin-1, so that nothing is lost on the way. */
function unicode(raw: string): string {
  if (!/[\x80-\xff]/.test(raw)) return raw.replace(/[\r\n\0]+/g, ' ');
  const text = Buffer.from(raw, 'latin1').toString('utf8');
  return (text.includes('\ufffd') ? raw : text).replace(/[\r\n\0]+/g, ' ');
}
