/** What a server, or somebody on the line, may say that is not so. Each is said for a while; then the truth again. */
import type { ProxyRule } from '../support/proxy.ts';
import type { Offer, SimWorld } from './simWorld.ts';

export interface Lie {
  /** What the line does, from the beginning or from a step on. */
  readonly rules: readonly Omit<ProxyRule, 'from'>[];
  /** Said from this step on; default from the first connection. */
  readonly from?: string;
  /** Done right before it: what makes the engine ask again. */
  readonly before?: (world: SimWorld) => void;
  /** A code that has to be told meanwhile. */
  readonly told?: string;
  /** What else the server can do; default all. */
  readonly offer?: Offer;
  /** The engine may not ask at all for what is lied about here: then it is not said either. */
  readonly mayStaySilent?: boolean;
}

const insert = (text: string | RegExp, what: string, times = 1): Omit<ProxyRule, 'from'> => ({
  at: { text },
  act: { insert: what },
  times,
});
const replace = (text: string | RegExp, what: string, times = 1): Omit<ProxyRule, 'from'> => ({
  at: { text },
  act: { replace: what },
  times,
});
const cutAll = ({ lines }: SimWorld) => lines.imap.cutAll();
const cutBeforeMove = ({ lines }: SimWorld) => {
  lines.imap.rule({ from: 'client', at: { text: 'UID MOVE', side: 'before' }, act: 'cut' });
};
const thirdRow = /\* 3 FETCH [^\r\n]*\r\n/;

export const lies: { readonly [words: string]: Lie } = {
  // Wrong UIDs and wrong counts.
  // By LIST-STATUS and QRESYNC nothing changed, and a server that tells that much is believed.
  'a row with a UID that is not its own': { rules: [replace(/UID 5 (?=FLAGS)/, 'UID 4000000005 ')], offer: 'sweep' },
  'two rows with one UID': { rules: [replace(/UID 5 (?=FLAGS)/, 'UID 4 ')] },
  'a row with the UID 0': { rules: [replace(/UID 5 (?=FLAGS)/, 'UID 0 ')] },
  'a row without a UID': { rules: [replace(/UID 5 (?=FLAGS)/, '')] },
  'flags of a mail that nobody changed': { rules: [insert(thirdRow, '* 2 FETCH (UID 2 FLAGS (\\Deleted))\r\n')] },
  'more mail than there is': { rules: [replace(/\* 12 EXISTS/, '* 9999 EXISTS')] },
  'no mail where there is some': { rules: [replace(/\* 12 EXISTS/, '* 0 EXISTS')] },
  'no mail where some was listed before': {
    ...{ from: 'archived', before: cutAll },
    rules: [replace(/\* \d+ EXISTS/, '* 0 EXISTS', 3)],
  },
  'a count beyond 32 bits': { rules: [replace(/\* 12 EXISTS/, '* 99999999999 EXISTS')], told: 'mailbox.refused' },
  'EXISTS that shrinks while it idles': { rules: [insert(/\+ go on\r\n|\+ idling\r\n/, '* 3 EXISTS\r\n')] },
  'a UIDNEXT that is too high': { rules: [replace(/\[UIDNEXT 13\]/, '[UIDNEXT 4000]')] },
  'a UIDNEXT of 0': { rules: [replace(/\[UIDNEXT 13\]/, '[UIDNEXT 0]')] },
  'UIDs of a SEARCH that are not there': {
    ...{ from: 'archived', before: cutBeforeMove },
    rules: [replace(/\* SEARCH(?= )/, '* SEARCH 900 901 902', 9)],
    mayStaySilent: true,
  },
  'a SEARCH that finds nothing, after a MOVE that never arrived': {
    ...{ from: 'archived', before: cutBeforeMove },
    rules: [replace(/\* SEARCH [^\r\n]*/, '* SEARCH', 9)],
    mayStaySilent: true,
  },

  // Another numbering.
  'another UIDVALIDITY, once': { rules: [replace(/\[UIDVALIDITY 1767225600\]/, '[UIDVALIDITY 7]')] },
  'another UIDVALIDITY for a while, with actions waiting': {
    ...{ from: 'archived', before: cutAll },
    rules: [replace(/\[UIDVALIDITY 1767225600\]/, '[UIDVALIDITY 7]', 2)],
  },
  'no UIDVALIDITY': { rules: [replace(/\* OK \[UIDVALIDITY [^\r\n]*\r\n/, '', 2)] },

  // Mail that goes where it must not, or did not.
  'EXPUNGE during FETCH': { rules: [insert(thirdRow, '* 1 EXPUNGE\r\n')] },
  'EXPUNGE of a message that is not there': { rules: [insert(thirdRow, '* 4000 EXPUNGE\r\n')] },
  'VANISHED that nobody enabled': { rules: [insert(thirdRow, '* VANISHED 1:12\r\n')] },

  // Lists and refusals.
  'LIST is fine and names nothing, with actions waiting': {
    ...{ from: 'archived', before: cutAll, told: 'mailbox.refused' },
    rules: [replace(/\* LIST [^\r\n]*\r\n/, '', 6)],
  },
  'LIST is refused': {
    ...{ from: 'archived', before: cutAll },
    rules: [replace(/(?<=\n)5 OK done/, '5 NO [UNAVAILABLE] later')],
  },
  'SELECT is refused': { rules: [replace(/\w+ OK \[READ-WRITE\] done/, 'D NO [INUSE] later')] },
  'SELECT names no mailbox and no count': { rules: [replace(/\* 12 EXISTS\r\n/, '')] },
  'MOVE is refused for now': {
    ...{ from: 'archived' },
    rules: [{ at: { text: /\* OK \[COPYUID/, side: 'before' }, act: 'cut' }],
  },
  'COPYUID of another mailbox’s numbering': { rules: [replace(/\[COPYUID \d+/, '[COPYUID 5')] },
  'COPYUID that names others': {
    rules: [replace(/\[COPYUID (?=\d+ 2:3,7 1:3)\d+ 2:3,7 1:3/, '[COPYUID 1767225601 2:3,7 71:73')],
  },
  'COPYUID with fewer targets': { rules: [replace(/2:3,7 1:3\]/, '2:3,7 1:2]')] },
  'COPYUID with a million UIDs': { rules: [replace(/2:3,7 1:3\]/, '2:3,7 1:4294967295]')] },

  // Words that are none.
  'BYE in the middle': { rules: [insert(thirdRow, '* BYE so long\r\n')] },
  'a reply to nothing': { rules: [insert(thirdRow, 'ZZZ9 OK done\r\n')] },
  'a continuation that nobody waits for': { rules: [insert(thirdRow, '+ go on\r\n')] },
  'bytes that are no IMAP': { rules: [insert(thirdRow, '\x00\x01\xff\xfe\x80 \r\n')] },
  'a line of nothing': { rules: [insert(thirdRow, '\r\n\r\n')] },
  'brackets that never close': { rules: [insert(thirdRow, '* 3 FETCH (UID 3 FLAGS (\\Seen\r\n')] },
  'brackets a hundred thousand deep': {
    rules: [insert(thirdRow, `* 3 FETCH (UID 3 BODYSTRUCTURE ${'('.repeat(100_000)}\r\n`)],
  },
  'a quote that never closes': { rules: [insert(thirdRow, '* 3 FETCH (UID 3 ENVELOPE ("\r\n')] },
  'a literal that is longer than it says': { rules: [replace(/\{2\}\r\n/, '{1}\r\n')] },
};
