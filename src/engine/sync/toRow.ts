/** A FETCH row as the cache keeps it. Pure. */
import type { FetchRecord } from '../../mail/wire/imap/fetchResponse.ts';
import type { NewMessage } from '../store/messages.ts';
import { sortDate } from '../store/sortDate.ts';

export function toNewMessage(row: FetchRecord): NewMessage {
  const { envelope } = row;
  const from = envelope.from.slice(0, addressesMax).map(cut);
  const to = envelope.to.slice(0, addressesMax).map(cut);
  const subject = envelope.subject.slice(0, subjectMaxChars);
  return {
    uid: row.uid,
    flags: row.flags.filter((flag) => flag !== '\\Recent'),
    sortDate: sortDate(envelope.date, row.internalDate),
    internalDate: row.internalDate,
    size: row.size,
    messageId: envelope.messageId.slice(0, idMaxChars),
    threadId: threadOf(row),
    ...{ from, to, subject },
    hasAttachment: row.hasAttachment,
    searchText: searchable(
      [subject, ...[...from, ...to, ...envelope.cc].flatMap(({ name, address }) => [name, address])].join(' '),
    ),
  };
}

/** Text as it is compared: without case, width and form. */
export function searchable(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

const addressesMax = 100;
const subjectMaxChars = 2_000;
const idMaxChars = 1_000;
const threadIdMaxChars = 200;

function cut({ name, address }: { readonly name: string; readonly address: string }) {
  return { name: name.slice(0, 500), address: address.slice(0, 500) };
}

/** The first mail of its conversation, by References (RFC 5322 §3.6.4), else In-Reply-To, else itself. */
function threadOf({ references, envelope }: FetchRecord): string {
  const root =
    /<[^<>\s]+>/.exec(references ?? '')?.[0] ?? /<[^<>\s]+>/.exec(envelope.inReplyTo)?.[0] ?? envelope.messageId;
  return root.slice(0, threadIdMaxChars);
}
