/**
 * Fills mailboxes of a test's Dovecot by writing Maildir files, 10,000 messages in about a second. The one helper for
 * tests and benches; for a mail that arrives while somebody watches use `dovecot.deliver`.
 */
import {
  chownSync,
  closeSync,
  fchownSync,
  futimesSync,
  mkdirSync,
  openSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dovecot } from '../live/servers/dovecot.ts';
import { MESSAGE_DATE, message } from './message.ts';

export interface SeedMessage {
  readonly bytes: Uint8Array;
  /** IMAP system flags, default none: unread. */
  readonly flags?: readonly MaildirFlag[];
  /** INTERNALDATE, to the second; default MESSAGE_DATE. */
  readonly receivedAt?: Date;
}

export type MaildirFlag = keyof typeof FLAG_LETTERS;

/** https://cr.yp.to/proto/maildir.html; Dovecot reads and writes the same letters. */
const FLAG_LETTERS = { '\\Draft': 'D', '\\Flagged': 'F', '\\Answered': 'R', '\\Seen': 'S', '\\Deleted': 'T' };

export interface SeedTarget {
  readonly dovecot: Dovecot;
  readonly address: string;
  /** IMAP path in ASCII with `.` between levels, `INBOX` for the inbox. It is made when it isn't there. */
  readonly mailbox?: string;
}

/**
 * Adds messages to a mailbox; UIDs follow the order given. Meant for before anybody looks: Dovecot gives the UIDs when
 * the mailbox is next opened. A second call on the same mailbox goes on behind the first, once it has been opened.
 */
export function seedMailbox(
  { dovecot, address, mailbox = 'INBOX' }: SeedTarget,
  messages: Iterable<SeedMessage>,
): number {
  const root = dovecot.maildir(address);
  const folder = mailbox === 'INBOX' ? root : join(root, `.${mailbox}`);
  const isNew = makeMaildir(dovecot, folder);
  const batch = process.hrtime.bigint().toString(36); // A later batch on this folder sorts behind and never collides.
  let count = 0;
  for (const { bytes, flags = [], receivedAt = MESSAGE_DATE } of messages) {
    const letters = flags.map((flag) => FLAG_LETTERS[flag]).sort();
    const unique = `${SEED_EPOCH + count}.${batch}.seed,S=${bytes.length},W=${virtualSize(bytes)}`;
    const path = join(folder, 'cur', `${unique}:2,${letters.join('')}`);
    writeMail(dovecot, path, bytes, Math.floor(receivedAt.getTime() / 1000));
    count += 1;
  }
  if (isNew && mailbox !== 'INBOX') writeFileSync(join(folder, 'maildirfolder'), '');
  return count;
}

/**
 * With every line ended by CRLF (RFC 3501 §2.3.4): Dovecot believes the name, and else notes the size of each message it
 * meets by writing its whole list of UIDs anew after each command.
 */
function virtualSize(bytes: Uint8Array): number {
  let size = bytes.length;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) size += 1;
  return size;
}

const [CR, LF] = [13, 10];

/** By its descriptor: a million of them take half as long as by name. */
function writeMail({ owner }: Dovecot, path: string, bytes: Uint8Array, seconds: number): void {
  const file = openSync(path, 'wx');
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    if (owner) fchownSync(file, owner.uid, owner.gid);
    futimesSync(file, seconds, seconds);
  } finally {
    closeSync(file);
  }
}

/** Dovecot orders new files by the number that their name begins with. */
const SEED_EPOCH = 1_000_000_000;

export interface SeedManyOptions {
  readonly count: number;
  /** The newest mail's date; each older one is a minute before the next. Default MESSAGE_DATE. */
  readonly newest?: Date;
  /** Every n-th is unread, flagged. Default 10 and 25; 0 = none. */
  readonly unreadEvery?: number;
  readonly flaggedEvery?: number;
}

/** As many different small messages as asked for, oldest first: `Subject: Message 1` to `Message <count>`. */
export function* manyMessages(options: SeedManyOptions): Generator<SeedMessage> {
  const { count, newest = MESSAGE_DATE, unreadEvery = 10, flaggedEvery = 25 } = options;
  const every = (number: number, step: number) => step > 0 && number % step === 0;
  for (let number = 1; number <= count; number += 1) {
    const date = new Date(newest.getTime() - (count - number) * 60_000);
    const flags: MaildirFlag[] = every(number, unreadEvery) ? [] : ['\\Seen'];
    if (every(number, flaggedEvery)) flags.push('\\Flagged');
    yield { bytes: numbered(number, date), flags, receivedAt: date };
  }
}

function numbered(number: number, date: Date): Buffer {
  const person = SENDERS[number % SENDERS.length] ?? '';
  return message({
    from: person,
    subject: `Message ${number}`,
    text: `This is message ${number}.\n`,
    messageId: `<seed-${number}@example.test>`,
    date,
  });
}

const SENDERS = ['Ann Example <ann@example.test>', 'Zhang Wei 张伟 <zw@example.test>', 'Build Bot <ci@example.test>'];

/** Makes the folder with its three parts, and gives every new folder on the way to the mail's owner. */
function makeMaildir(dovecot: Dovecot, folder: string): boolean {
  const isNew = statSync(folder, { throwIfNoEntry: false }) === undefined;
  for (const part of ['cur', 'new', 'tmp']) {
    const first = mkdirSync(join(folder, part), { recursive: true });
    for (let path = join(folder, part); first !== undefined && path.length >= first.length; path = dirname(path)) {
      own(dovecot, path);
    }
  }
  return isNew;
}

function own({ owner }: Dovecot, path: string): void {
  if (owner) chownSync(path, owner.uid, owner.gid);
}
