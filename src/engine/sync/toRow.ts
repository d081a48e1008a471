/** A FETCH row as the cache keeps it. Pure. */
import type { FetchRecord } from '../../mail/wire/imap/fetchResponse.ts';
import type { NewMessage } from '../store/messages.ts';
import { sortDate } from '../store/sortDate.ts';

/** Lists of people whose text is kept: as many as the reader of a listing knows as one object each. */
const knownMax = 500;

/** Makes the rows of one listing; what comes again and again in it is made once. */
export class RowMaker {
  readonly #known = new Map<readonly Person[], People>();

  row(row: FetchRecord): NewMessage {
    const { envelope } = row;
    const from = this.#people(envelope.from);
    const to = this.#people(envelope.to);
    const subject = envelope.subject.slice(0, subjectMaxChars);
    return {
      uid: row.uid,
      flags: row.flags.includes('\\Recent') ? row.flags.filter((flag) => flag !== '\\Recent') : row.flags,
      sortDate: sortDate(envelope.date, row.internalDate),
      internalDate: row.internalDate,
      size: row.size,
      messageId: envelope.messageId.slice(0, idMaxChars),
      threadId: threadOf(row),
      references: shortened(row.references ?? ''),
      inReplyTo: envelope.inReplyTo.slice(0, idMaxChars),
      from: from.list,
      to: to.list,
      subject,
      hasAttachment: row.hasAttachment,
      emailId: row.emailId ?? row.gmailMessageId ?? '',
      searchText: searchable(subject) + from.words + to.words + this.#people(envelope.cc).words,
    };
  }

  #people(list: readonly Person[]): People {
    if (list.length === 0) return nobody;
    const known = this.#known.get(list);
    if (known) return known;
    const kept = cut(list);
    const people = { list: kept, words: searchable(namesOf(kept)) };
    if (this.#known.size < knownMax) this.#known.set(list, people);
    return people;
  }
}

/** {@link RowMaker.row} for a single message. */
export function toNewMessage(row: FetchRecord): NewMessage {
  return new RowMaker().row(row);
}

/** Text as it is compared: without case, width and form. */
export function searchable(text: string): string {
  return (/[^\0-\x7f]/.test(text) ? text.normalize('NFKC') : text).toLowerCase();
}

function namesOf(list: readonly Person[]): string {
  let text = '';
  for (const { name, address } of list) text += ` ${name} ${address}`;
  return text;
}

const addressesMax = 100;
const subjectMaxChars = 2_000;
const idMaxChars = 1_000;
const referencesMaxChars = 8_000;
const personMaxChars = 500;
const threadIdMaxChars = 200;

interface Person {
  readonly name: string;
  readonly address: string;
}

/** A list as the cache keeps it, and what a search by sender and recipient looks through. */
interface People {
  readonly list: readonly Person[];
  readonly words: string;
}

const nobody: People = { list: [], words: '' };

/** The list itself where nothing is too long: equal lists are one object, and stay so. */
function cut(list: readonly Person[]): readonly Person[] {
  const fits = ({ name, address }: Person) => name.length <= personMaxChars && address.length <= personMaxChars;
  if (list.length <= addressesMax && list.every(fits)) return list;
  return list
    .slice(0, addressesMax)
    .map(({ name, address }) => ({ name: name.slice(0, personMaxChars), address: address.slice(0, personMaxChars) }));
}

/** Of a long chain the beginning, which names the conversation, and the latest. */
function shortened(references: string): string {
  if (references.length <= referencesMaxChars) return references;
  return `${references.slice(0, idMaxChars)} ${references.slice(idMaxChars - referencesMaxChars)}`;
}

/** The first mail of its conversation, by References (RFC 5322 §3.6.4), else In-Reply-To, else itself. */
function threadOf({ references, envelope }: FetchRecord): string {
  const root = firstId(references ?? '') ?? firstId(envelope.inReplyTo) ?? envelope.messageId;
  return root.slice(0, threadIdMaxChars);
}

function firstId(text: string): string | undefined {
  return text === '' ? undefined : /<[^<>\s]+>/.exec(text)?.[0];
}
