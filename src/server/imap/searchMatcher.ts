import { dayOf } from '../../mail/wire/imap/dateTime.ts';
import type { SearchKey } from '../../mail/wire/imap/search.ts';
import type { DigestDepth, SearchedRow } from '../store/digests.ts';
import { folded } from '../store/folded.ts';
import { type FoundTexts, setTest } from './searchTexts.ts';
import type { MailboxView } from './view.ts';

export interface Searched extends SearchedRow {
  readonly sequence: number;
}

export type Test = (message: Searched) => boolean;

/** What a test needs to know beside the message. */
export interface Surroundings {
  readonly view: MailboxView;
  readonly texts: FoundTexts;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** RFC 9051 §6.4.4 and RFC 3501 §6.4.4: text without case, decoded; also RFC 5032, RFC 7162 §3.1.5, RFC 8474 §6. */
export function matcher(key: SearchKey, at: Surroundings): Test {
  switch (key.key) {
    case 'AND': {
      const tests = key.of.map((one) => matcher(one, at));
      return (message) => tests.every((test) => test(message));
    }
    case 'OR': {
      const [left, right] = [matcher(key.left, at), matcher(key.right, at)];
      return (message) => left(message) || right(message);
    }
    case 'NOT': {
      const test = matcher(key.of, at);
      return (message) => !test(message);
    }
    case 'SEQ':
    case 'UID': {
      const holds = setTest(key.key, key.set, at.view);
      return ({ sequence, uid }) => holds({ sequence, uid });
    }
    case 'HEADER':
      return headerMatcher(key.name, folded(key.text));
    case 'TEXT':
    case 'BODY': {
      const uids = at.texts.get(key);
      return ({ uid }) => uids?.has(uid) ?? false;
    }
    default:
      return leafMatcher(key, at);
  }
}

/** How much of the digests a key looks at. */
export function depthOf(key: SearchKey): DigestDepth {
  if (key.key === 'AND') return deepest(key.of.map(depthOf));
  if (key.key === 'OR') return deepest([depthOf(key.left), depthOf(key.right)]);
  if (key.key === 'NOT') return depthOf(key.of);
  if ('text' in key) return key.key === 'BODY' || key.key === 'TEXT' ? 'keys' : 'header';
  return key.key.startsWith('SENT') ? 'keys' : 'none';
}

function deepest(depths: readonly DigestDepth[]): DigestDepth {
  return (['header', 'keys'] as const).find((depth) => depths.includes(depth)) ?? 'none';
}

/** Whether more is asked of a message than its numbers and the texts that were found. */
export function needsRows(key: SearchKey): boolean {
  if (key.key === 'AND') return key.of.some(needsRows);
  if (key.key === 'OR') return needsRows(key.left) || needsRows(key.right);
  if (key.key === 'NOT') return needsRows(key.of);
  return !rowless.has(key.key);
}

const rowless = new Set<SearchKey['key']>(['ALL', 'SEQ', 'UID', 'TEXT', 'BODY', 'RECENT', 'OLD']);

function leafMatcher(key: SearchKey, { view, now }: Surroundings): Test {
  if ('text' in key) return headerMatcher(key.key, folded(key.text));
  if ('flag' in key) return flagMatcher(key.flag, key.key === 'KEYWORD');
  if ('day' in key) return dateMatcher(key.key, key.day);
  if ('bytes' in key) return key.key === 'LARGER' ? ({ size }) => size > key.bytes : ({ size }) => size < key.bytes;
  if ('seconds' in key) {
    const since = now - key.seconds * 1_000;
    return key.key === 'OLDER'
      ? ({ internalDate }) => internalDate <= since
      : ({ internalDate }) => internalDate >= since;
  }
  if ('modSeq' in key) return ({ modSeq }) => modSeq >= key.modSeq;
  if ('id' in key) return key.key === 'EMAILID' ? ({ contentId }) => key.id === `M${contentId}` : () => false;
  if (key.key === 'ALL') return () => true;
  if (key.key === 'RECENT') return ({ uid }) => view.isRecent(uid);
  if (key.key === 'OLD') return ({ uid }) => !view.isRecent(uid);
  if (key.key === 'NEW') return ({ uid, flags }) => view.isRecent(uid) && !flags.includes(' \\Seen ');
  const isNegated = key.key.startsWith('UN');
  return flagMatcher(`\\${isNegated ? key.key.slice(2) : key.key}`, !isNegated);
}

function flagMatcher(flag: string, wanted: boolean): Test {
  const text = ` ${flag.toLowerCase()} `;
  return ({ flags }) => flags.toLowerCase().includes(text) === wanted;
}

/** A field of that name whose value has the text; an empty text asks only whether there is one. */
function headerMatcher(name: string, wanted: string): Test {
  const start = `\n${folded(name)}: `;
  return ({ header }) => header.includes(wanted) && valuesOf(header, start).some((value) => value.includes(wanted));
}

/** Values of the message's own fields whose line begins with `start`. */
function valuesOf(header: string, start: string): string[] {
  const own = `\n${header.slice(0, header.indexOf('\0'))}\n`;
  const values: string[] = [];
  for (let at = own.indexOf(start); at >= 0; at = own.indexOf(start, at + 1)) {
    values.push(own.slice(at + start.length, own.indexOf('\n', at + 1)));
  }
  return values;
}

function dateMatcher(key: string, day: number): Test {
  const isSent = key.startsWith('SENT');
  const relation = isSent ? key.slice(4) : key;
  const holds = (at: number) => (relation === 'ON' ? at === day : relation === 'BEFORE' ? at < day : at >= day);
  return ({ sentDay, internalDate }) => {
    const at = isSent ? sentDay : dayOf(internalDate);
    return at !== null && holds(at);
  };
}
