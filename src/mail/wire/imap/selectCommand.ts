/** SELECT and EXAMINE with their parameters: CONDSTORE (RFC 7162 §3.1.8) and QRESYNC (§3.2.5). */
import { listMax } from './limits.ts';
import { readMailbox, writeMailbox } from './mailboxName.ts';
import { type Reader, WireError } from './reader.ts';
import { readSequenceSet, type SequenceSet, writeSequenceSet } from './sequenceSet.ts';
import type { Writer } from './writer.ts';

/** What a client remembers of a mailbox. */
export interface KnownState {
  readonly uidValidity: number;
  readonly modSeq: number;
  /** UIDs that it knows; null = all up to then. */
  readonly uids: SequenceSet | null;
  /** Sequence numbers and the UIDs that stood there, pair by pair. */
  readonly matches: { readonly numbers: SequenceSet; readonly uids: SequenceSet } | null;
}

export interface SelectCommand {
  readonly name: 'SELECT' | 'EXAMINE';
  readonly mailbox: string;
  readonly condstore: boolean;
  readonly qresync: KnownState | null;
}

export function readSelect(reader: Reader, name: SelectCommand['name']): SelectCommand {
  const mailbox = readMailbox(reader);
  let condstore = false;
  let qresync: KnownState | null = null;
  if (reader.skipIf(' ')) {
    reader.list(() => {
      const word = reader.word();
      if (word === 'CONDSTORE') condstore = true;
      else if (word === 'QRESYNC') qresync = readKnownState(reader);
      else throw new WireError('select-param');
    }, listMax);
  }
  return { name, mailbox, condstore, qresync };
}

export function writeSelect(writer: Writer, { mailbox, condstore, qresync }: SelectCommand): void {
  writeMailbox(writer.raw(' '), mailbox);
  const parameters = [...(condstore ? ['CONDSTORE'] : []), ...(qresync ? [`QRESYNC ${knownStateText(qresync)}`] : [])];
  if (parameters.length > 0) writer.raw(` (${parameters.join(' ')})`);
}

function readKnownState(reader: Reader): KnownState {
  reader.expect(' (');
  const uidValidity = reader.number();
  reader.sp();
  const modSeq = reader.modSeq();
  let uids: SequenceSet | null = null;
  let matches: KnownState['matches'] = null;
  let more = reader.skipIf(' ');
  if (more && !reader.peek('(')) {
    uids = readSequenceSet(reader);
    more = reader.skipIf(' ');
  }
  if (more) {
    reader.expect('(');
    const numbers = readSequenceSet(reader);
    reader.sp();
    matches = { numbers, uids: readSequenceSet(reader) };
    reader.expect(')');
  }
  reader.expect(')');
  return { uidValidity, modSeq, uids, matches };
}

function knownStateText({ uidValidity, modSeq, uids, matches }: KnownState): string {
  const known = uids ? ` ${writeSequenceSet(uids)}` : '';
  const pairs = matches ? ` (${writeSequenceSet(matches.numbers)} ${writeSequenceSet(matches.uids)})` : '';
  return `(${uidValidity} ${modSeq}${known}${pairs})`;
}
