import type { ResultOption } from '../../mail/wire/imap/searchCommand.ts';
import { sequenceSetOf, writeSequenceSet } from '../../mail/wire/imap/sequenceSet.ts';
import type { Found } from './searchResult.ts';

export interface SearchAnswer {
  readonly tag: string;
  readonly byUid: boolean;
  /** In the order of the answer. */
  readonly found: readonly Found[];
  readonly options: readonly ResultOption[];
  /** Also the highest mod-sequence of what is returned (RFC 7162 §3.1.10). */
  readonly countsChanges: boolean;
}

/** The ESEARCH response (RFC 4731 §3.1, RFC 9051 §7.3.4); undefined when the result is only saved (RFC 5182 §2.1). */
export function esearchLine({ tag, byUid, found, options, countsChanges }: SearchAnswer): string | undefined {
  if (options.every((option) => option === 'SAVE')) return undefined;
  const has = (option: ResultOption) => options.includes(option);
  const number = ({ uid, sequence }: Found) => (byUid ? uid : sequence);
  const { least, largest } = endsOf(found, number);
  const items: string[] = [];
  if (least && largest) {
    if (has('MIN')) items.push(`MIN ${number(least)}`);
    if (has('MAX')) items.push(`MAX ${number(largest)}`);
    if (has('ALL')) items.push(`ALL ${writeSequenceSet(sequenceSetOf(found.map(number)))}`);
  }
  if (has('COUNT')) items.push(`COUNT ${found.length}`);
  if (least && largest && countsChanges) {
    const ends = [...(has('MIN') ? [least] : []), ...(has('MAX') ? [largest] : [])];
    const counted = has('ALL') || has('COUNT') || ends.length === 0 ? found : ends;
    items.push(`MODSEQ ${counted.reduce((highest, { modSeq }) => Math.max(highest, modSeq), 0)}`);
  }
  return `* ESEARCH (TAG "${tag}")${byUid ? ' UID' : ''}${items.map((item) => ` ${item}`).join('')}\r\n`;
}

function endsOf(found: readonly Found[], number: (one: Found) => number): { least?: Found; largest?: Found } {
  let [least] = found;
  let largest = least;
  for (const one of found) {
    if (least && number(one) < number(least)) least = one;
    if (largest && number(one) > number(largest)) largest = one;
  }
  return { ...(least && { least }), ...(largest && { largest }) };
}
