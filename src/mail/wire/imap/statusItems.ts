import { listMax } from './limits.ts';
import { type Reader, WireError } from './reader.ts';

/** What STATUS can be asked for: RFC 9051 §6.3.11, RFC 7162 §3.1.7, RFC 7889 §4, RFC 8474 §4.3, RFC 9208 §4.1.4. */
export const statusItems = [
  'MESSAGES',
  'RECENT',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'SIZE',
  'DELETED',
  'DELETED-STORAGE',
  'HIGHESTMODSEQ',
  'APPENDLIMIT',
  'MAILBOXID',
] as const;
export type StatusItem = (typeof statusItems)[number];

/** `(` status-att … `)`. */
export function readStatusItems(reader: Reader): StatusItem[] {
  return reader.list(() => {
    const word = reader.word();
    const item = statusItems.find((known) => known === word);
    if (!item) throw new WireError('status-att');
    return item;
  }, listMax);
}
