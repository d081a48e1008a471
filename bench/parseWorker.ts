import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { htmlToText } from '../src/mail/html/htmlToText.ts';
import { bytesSource } from '../src/mail/mime/byteSource.ts';
import { attachmentBytes, readMessage } from '../src/mail/mime/read.ts';
import { collectedMails } from '../test/golden/crossCheck/mails.ts';

/**
 * `node --single-threaded bench/parseWorker.ts READER`: one reader alone in a process, so that nobody pays for another's
 * garbage, and with V8's helpers on the one thread, so that processor time is what one core needs. Prints one line of JSON.
 */
export interface ParseFigures {
  readonly mails: number;
  /** Processor time of one round over all mails, the median of the measured rounds. */
  readonly roundMs: number;
  /** The slowest mail with every attachment decoded, in the best of its rounds. */
  readonly slowestMs: number;
  readonly slowest: string;
}

export type ParseReader = 'mailroom' | 'postal-mime' | 'mailparser';

/** Each gives decoded headers, the text for a reader (of HTML where there is no other) and the list of parts. */
const readers: Record<ParseReader, (bytes: Buffer) => unknown> = {
  mailroom: (bytes) => {
    const message = readMessage(bytesSource(bytes));
    return [
      message.blocks.map((block) => block.text ?? htmlToText(block.html ?? '')).join('\n\n'),
      message.attachments,
    ];
  },
  // Both decode the bytes of attachments, too, and can't be asked not to; what only they make besides is turned off.
  'postal-mime': (bytes) => PostalMime.parse(bytes),
  mailparser: (bytes) => simpleParser(bytes, { skipTextToHtml: true, skipImageLinks: true }),
};

const warmUps = 4;
const rounds = 7;
/** mailparser throws at its number of parts: nobody reads it here. */
const unread = 'own/mime-parts-3000.eml';

const name = process.argv[2] ?? '';
const reader = Object.entries(readers).find(([each]) => each === name)?.[1];
if (!reader) throw new Error(`There is no reader "${name}".`);
const mails = collectedMails().filter(({ file }) => file !== unread);
const times: number[] = [];
for (let round = 0; round < warmUps + rounds; round++) {
  const start = process.cpuUsage();
  for (const { bytes } of mails) await reader(bytes);
  const { user, system } = process.cpuUsage(start);
  if (round >= warmUps) times.push((user + system) / 1_000);
}
times.sort((a, b) => a - b);
const figures: ParseFigures = { mails: mails.length, roundMs: times[Math.floor(rounds / 2)] ?? 0, ...slowestMail() };
console.log(JSON.stringify(figures));

function slowestMail(): { slowestMs: number; slowest: string } {
  let slowestMs = 0;
  let slowest = '';
  for (const { file, bytes } of name === 'mailroom' ? collectedMails() : []) {
    const best = Math.min(...[1, 2, 3].map(() => wholeMs(bytes)));
    if (best > slowestMs) [slowestMs, slowest] = [best, file];
  }
  return { slowestMs, slowest };
}

function wholeMs(bytes: Buffer): number {
  const start = performance.now();
  const message = readMessage(bytesSource(bytes));
  for (const attachment of message.attachments) for (const _ of attachmentBytes(message, attachment));
  return performance.now() - start;
}
