/** APPEND (RFC 9051 §6.3.12) of one message or several (RFC 3502), also as UTF-8 (RFC 6855 §4). */
import { formatInternalDate, parseInternalDate } from './dateTime.ts';
import { readFlagList, writeFlagList } from './flags.ts';
import { readMailbox, writeMailbox } from './mailboxName.ts';
import { type Reader, WireError } from './reader.ts';
import type { Writer } from './writer.ts';

/** How many messages one APPEND may bring. */
export const appendMax = 1_000;

/** `internalDate` in milliseconds; null = now. `utf8`: given as UTF8 (…), its header may hold UTF-8. */
export interface AppendedMessage {
  readonly flags: readonly string[];
  readonly internalDate: number | null;
  readonly utf8: boolean;
  readonly bytes: Uint8Array;
}

export interface AppendCommand {
  readonly name: 'APPEND';
  readonly mailbox: string;
  readonly messages: readonly AppendedMessage[];
}

export function readAppend(reader: Reader): AppendCommand {
  const mailbox = readMailbox(reader);
  const messages: AppendedMessage[] = [];
  do {
    reader.sp();
    if (messages.length >= appendMax) throw new WireError('fewer messages');
    messages.push(readMessage(reader));
  } while (!reader.ended);
  return { name: 'APPEND', mailbox, messages };
}

export function writeAppend(writer: Writer, { mailbox, messages }: AppendCommand): void {
  writeMailbox(writer.raw(' '), mailbox);
  for (const { flags, internalDate, utf8, bytes } of messages) {
    writer.raw(` ${writeFlagList(flags)} `);
    if (internalDate !== null) writer.raw(`"${formatInternalDate(internalDate)}" `);
    if (utf8) writer.raw('UTF8 (~').literal(bytes).raw(')');
    else writer.literal(bytes);
  }
}

function readMessage(reader: Reader): AppendedMessage {
  const flags = reader.peek('(') ? readFlagList(reader) : [];
  reader.skipIf(' ');
  let internalDate: number | null = null;
  if (reader.peek('"')) {
    internalDate = parseInternalDate(reader.string());
    if (internalDate === null) throw new WireError('date-time');
    reader.sp();
  }
  const utf8 = reader.skipWordIf('UTF8');
  if (utf8) reader.expect(' (');
  const bytes = reader.literal();
  if (utf8) reader.expect(')');
  return { flags, internalDate, utf8, bytes };
}
