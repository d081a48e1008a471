import { sleep } from '../../base/clock.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { decodeText } from '../../mail/mime/charsets.ts';
import { decodeHeaderText } from '../../mail/mime/encodedWords.ts';
import { type Part, scanMessage } from '../../mail/mime/scan.ts';
import { decodeAll, transferDecoder } from '../../mail/mime/transferEncoding.ts';
import { dayOf, parseMailDate } from '../../mail/wire/imap/dateTime.ts';
import type { SearchKey } from '../../mail/wire/imap/search.ts';
import { sequenceSetTest } from '../../mail/wire/imap/sequenceSet.ts';
import type { MessageHead } from '../store/messages.ts';
import { type Handler, viewOf } from './context.ts';
import { done, no } from './reply.ts';
import type { MailboxView, Numbered } from './view.ts';

/** How many messages are looked at before other sessions get their turn. */
const batch = 100;
/** Bytes of one part's text that are searched. */
const partMaxBytes = 4 * 1024 * 1024;

/** RFC 3501 §6.4.4; text is compared without case, decoded, in UTF-8. */
export const search: Handler<'SEARCH'> = async (context, { uid: byUid, charset, key }) => {
  if (charset !== null && charset !== 'UTF-8' && charset !== 'US-ASCII') return no('BADCHARSET (US-ASCII UTF-8)');
  const view = viewOf(context);
  const { messages } = context.store;
  const found: number[] = [];
  let looked = 0;
  const test = matcher(key, view);
  for (const numbered of view.all()) {
    const head = messages.head(view.mailboxId, numbered.uid);
    if (!head) continue;
    const message = new SearchedMessage(numbered, head, () => messages.bytes(view.mailboxId, numbered.uid));
    if (test(message)) found.push(byUid ? numbered.uid : numbered.sequence);
    if (++looked % batch === 0) await sleep(context.clock, 0);
  }
  context.send(`* SEARCH${found.map((number) => ` ${number}`).join('')}\r\n`);
  return done;
};

type Test = (message: SearchedMessage) => boolean;

function matcher(key: SearchKey, view: MailboxView): Test {
  switch (key.key) {
    case 'AND': {
      const tests = key.of.map((one) => matcher(one, view));
      return (message) => tests.every((test) => test(message));
    }
    case 'OR': {
      const [left, right] = [matcher(key.left, view), matcher(key.right, view)];
      return (message) => left(message) || right(message);
    }
    case 'NOT': {
      const test = matcher(key.of, view);
      return (message) => !test(message);
    }
    case 'SEQ': {
      if (key.set === '$') return ({ numbered }) => view.saved.has(numbered.uid);
      const test = sequenceSetTest(key.set, view.count);
      return ({ numbered }) => test(numbered.sequence);
    }
    case 'UID': {
      if (key.set === '$') return ({ numbered }) => view.saved.has(numbered.uid);
      const test = sequenceSetTest(key.set, view.all().at(-1)?.uid ?? 0);
      return ({ numbered }) => test(numbered.uid);
    }
    case 'HEADER': {
      const wanted = folded(key.text);
      return (message) => message.header(key.name).some((value) => value.includes(wanted));
    }
    default:
      return leafMatcher(key, view);
  }
}

function leafMatcher(key: SearchKey, view: MailboxView): Test {
  if ('text' in key) return textMatcher(key.key, folded(key.text));
  if ('flag' in key) return keywordMatcher(key.flag, key.key === 'KEYWORD');
  if ('day' in key) return dateMatcher(key.key, key.day);
  if ('bytes' in key) {
    return key.key === 'LARGER' ? ({ head }) => head.size > key.bytes : ({ head }) => head.size < key.bytes;
  }
  if (key.key === 'ALL') return () => true;
  if (key.key === 'RECENT') return ({ head }) => view.isRecent(head.uid);
  if (key.key === 'OLD') return ({ head }) => !view.isRecent(head.uid);
  if (key.key === 'NEW') return ({ head }) => view.isRecent(head.uid) && !head.flags.includes('\\Seen');
  const isNegated = key.key.startsWith('UN');
  const word = isNegated ? key.key.slice(2) : key.key;
  return keywordMatcher(`\\${word}`, !isNegated);
}

function keywordMatcher(flag: string, wanted: boolean): Test {
  const lower = flag.toLowerCase();
  return ({ head }) => head.flags.some((one) => one.toLowerCase() === lower) === wanted;
}

function textMatcher(key: string, wanted: string): Test {
  if (key === 'BODY') return (message) => message.body().includes(wanted);
  if (key === 'TEXT') return (message) => message.wholeHeader().includes(wanted) || message.body().includes(wanted);
  return (message) => message.header(key).some((value) => value.includes(wanted));
}

function dateMatcher(key: string, day: number): Test {
  const isSent = key.startsWith('SENT');
  const relation = isSent ? key.slice(4) : key;
  const holds = (at: number) => (relation === 'ON' ? at === day : relation === 'BEFORE' ? at < day : at >= day);
  return (message) => {
    const at = isSent ? message.sentDay() : dayOf(message.head.internalDate);
    return at !== null && holds(at);
  };
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** One message under search; bytes are read only when a key asks for text. */
class SearchedMessage {
  readonly numbered: Numbered;
  readonly head: MessageHead;
  readonly #load: () => Uint8Array | undefined;
  #bytes: Uint8Array | undefined;
  #root: Part | undefined;
  #body: string | undefined;

  constructor(numbered: Numbered, head: MessageHead, load: () => Uint8Array | undefined) {
    this.numbered = numbered;
    this.head = head;
    this.#load = load;
  }

  /** Values of the fields of that name, decoded and folded in case. */
  header(name: string): string[] {
    const lower = name.toLowerCase();
    const fields = this.#parts().fields.filter((field) => field.name.toLowerCase() === lower);
    return fields.map((field) => folded(decodeHeaderText(field.raw)));
  }

  wholeHeader(): string {
    const fields = this.#parts().fields.map((field) => `${field.name}: ${decodeHeaderText(field.raw)}`);
    return folded(fields.join('\n'));
  }

  /** The text of all text parts. */
  body(): string {
    this.#body ??= folded(this.#texts(this.#parts()).join('\n'));
    return this.#body;
  }

  /** The day that the Date header names, whatever its zone (RFC 3501 §6.4.4). */
  sentDay(): number | null {
    const raw = this.#parts().fields.find((field) => field.name.toLowerCase() === 'date')?.raw ?? '';
    const written = /(\d{1,2}\s+[A-Za-z]{3}\s+\d{4})/.exec(raw)?.[1];
    const at = parseMailDate(written === undefined ? raw : `${written} 00:00:00 +0000`);
    return at === null ? null : dayOf(at);
  }

  #texts(part: Part): string[] {
    if (part.children.length > 0) return part.children.flatMap((child) => this.#texts(child));
    if (!part.type.startsWith('text/')) return [];
    const source = bytesSource(this.#bytes ?? new Uint8Array());
    const encoding = part.fields.find((field) => field.name.toLowerCase() === 'content-transfer-encoding')?.raw ?? '';
    const decoder = transferDecoder(encoding) ?? transferDecoder('');
    if (!decoder) return [];
    const bytes = decodeAll(source, part.bodyStart, part.bodyEnd, decoder, partMaxBytes);
    return [decodeText(bytes, part.typeParameters.get('charset')).text];
  }

  #parts(): Part {
    this.#bytes ??= this.#load() ?? new Uint8Array();
    this.#root ??= scanMessage(bytesSource(this.#bytes)).root;
    return this.#root;
  }
}
