/**
 * Sample mail that looks like a developer's week: about 300 messages of two people, the newest minutes old. Made from
 * texts of our own by a seeded generator: the same seed and the same `now` give the same bytes.
 */
import { type Random, randomInteger } from '../../base/random.ts';
import { type Placed, type SampleTime, sampleLetters } from './letters.ts';
import { letterBytes, type Person } from './message.ts';
import { people } from './people.ts';
import { specialLetters } from './special.ts';

/** The password of the sample people; they live on this machine only. */
export const samplePassword = 'mailroom';

export interface SampleMessage {
  /** Path with `/` between levels. */
  readonly mailbox: string;
  readonly flags: readonly string[];
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  readonly bytes: Uint8Array;
}

export interface SamplePerson {
  readonly address: string;
  readonly name: string;
  /** Oldest first, as they would have arrived. */
  readonly messages: readonly SampleMessage[];
}

const hourMs = 3_600_000;

export function sampleMail(time: SampleTime): SamplePerson[] {
  const placed = [...sampleLetters(time), ...specialLetters(time)]
    .sort((a, b) => a.letter.date - b.letter.date)
    .map((one) => ({ ...one, bytes: letterBytes(one.letter, time.random) }));
  const answered = new Set(placed.map(({ letter }) => `${letter.from.address} ${letter.references?.at(-1) ?? ''}`));
  return [people.alex, people.sam].map((person) => ({
    address: person.address,
    name: person.name,
    messages: placed.flatMap(({ bytes, ...one }) => {
      const mailbox = mailboxFor(person, one, time.now);
      if (mailbox === undefined) return [];
      const flags = flagsFor(person, one, mailbox, answered, time);
      return [{ mailbox, flags, internalDate: one.letter.date, bytes }];
    }),
  }));
}

function mailboxFor(person: Person, { letter, folder }: Placed, now: number): string | undefined {
  if (folder === 'Drafts') return letter.from.address === person.address ? folder : undefined;
  if (letter.from.address === person.address) return 'Sent';
  const isAddressed = [...letter.to, ...(letter.cc ?? [])].some(({ address }) => address === person.address);
  if (!isAddressed) return undefined;
  if (person.address === people.alex.address) return folder;
  return now - letter.date < 72 * hourMs ? 'INBOX' : 'Archive';
}

/** What is a day old was read; of what is newer, much was not. What was answered shows it. */
function flagsFor(
  person: Person,
  { letter, flagged }: Placed,
  mailbox: string,
  answered: ReadonlySet<string>,
  { now, random }: { now: number; random: Random },
): string[] {
  const chance = randomInteger(random, 1, 10);
  if (mailbox === 'Drafts') return ['\\Seen', '\\Draft'];
  if (mailbox === 'Sent') return ['\\Seen'];
  const isAnswered = answered.has(`${person.address} ${letter.messageId}`);
  const hours = (now - letter.date) / hourMs;
  const isSeen =
    isAnswered || (mailbox !== 'Junk' && (hours > 36 || mailbox === 'Archive' || (hours > 1 && chance > 5)));
  const isFlagged = flagged === true && person.address === people.alex.address;
  return [...(isSeen ? ['\\Seen'] : []), ...(isAnswered ? ['\\Answered'] : []), ...(isFlagged ? ['\\Flagged'] : [])];
}
