import type { Reader } from './reader.ts';
import { readSequenceSet, type SequenceSet, writeSequenceSet } from './sequenceSet.ts';

/** The messages of a command: a sequence set, or `$`, what the last SEARCH saved (RFC 5182 §2.1). */
export type MessageSet = SequenceSet | '$';

export function readMessageSet(reader: Reader): MessageSet {
  return reader.skipIf('$') ? '$' : readSequenceSet(reader);
}

export function writeMessageSet(set: MessageSet): string {
  return set === '$' ? '$' : writeSequenceSet(set);
}
