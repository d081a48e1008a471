/** Dates of IMAP: `date-time` of INTERNALDATE and APPEND, `date` of SEARCH, and the Date header of an ENVELOPE. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Each month's letters in lower case as one number. */
const monthLetters = months.map((name) => Buffer.from(name.toLowerCase(), 'latin1').readUIntBE(0, 3));
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** `17-Jul-1996 02:44:25 -0700` (RFC 9051 §9 date-time, without its quotes) to milliseconds since 1970; null when it is not one. */
export function parseInternalDate(text: string): number | null {
  if (text.length !== 26 || text[2] !== '-' || text[6] !== '-' || text[11] !== ' ' || text[20] !== ' ') return null;
  const sign = text[21] === '+' ? 1 : text[21] === '-' ? -1 : 0;
  const month = monthAt(text, 3);
  const day = digits(text, text[0] === ' ' ? 1 : 0, 2);
  const hour = digits(text, 12, 14);
  const minute = digits(text, 15, 17);
  const second = digits(text, 18, 20);
  if (text[14] !== ':' || text[17] !== ':' || hour > 23 || minute > 59 || second > 60) return null;
  const zone = digits(text, 22, 24) * 60 + digits(text, 24, 26);
  const at = Date.UTC(digits(text, 7, 11), month, day, hour, minute, second);
  if (sign === 0 || month < 0 || day < 1 || day > 31) return null;
  return Number.isNaN(at) || Number.isNaN(zone) ? null : at - sign * zone * minuteMs;
}

/** Writes {@link parseInternalDate}'s form, in UTC, to the second. */
export function formatInternalDate(ms: number): string {
  const at = new Date(ms);
  return `${formatDay(at)} ${at.toISOString().slice(11, 19)} +0000`;
}

/** `1-Feb-1994` of SEARCH (RFC 9051 §9 date, quotes taken off) to the milliseconds of that day's start in UTC; null when it is not one. */
export function parseSearchDate(text: string): number | null {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  const month = monthAt(match?.[2] ?? '', 0);
  const day = Number(match?.[1] ?? 0);
  if (month < 0 || day < 1 || day > 31) return null;
  return Date.UTC(Number(match?.[3]), month, day);
}

/** Writes {@link parseSearchDate}'s form. */
export function formatSearchDate(ms: number): string {
  return formatDay(new Date(ms)).replace(/^0/, '');
}

/** The start of the day of `ms` in UTC. */
export function dayOf(ms: number): number {
  return Math.floor(ms / dayMs) * dayMs;
}

/**
 * A Date header (RFC 5322 §3.3, obsolete zones and comments too) to milliseconds since 1970; null when it does not
 * parse. A date without a zone counts as UTC, never as the zone of this machine.
 */
export function parseMailDate(text: string): number | null {
  if (text === '') return null;
  const usual = usualMailDate(text);
  if (usual !== null) return usual;
  const fifthLast = text.charCodeAt(text.length - 5);
  if (fifthLast !== 0x2b && fifthLast !== 0x2d) return parseLooseDate(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? parseLooseDate(text) : at;
}

/** `Wed, 17 Jul 1996 02:23:25 -0700`, as nearly every mail has it: a tenth of the time that Date.parse takes. */
function usualMailDate(text: string): number | null {
  const { length } = text;
  if (length < 30 || length > 31 || text[3] !== ',' || text[4] !== ' ') return null;
  const at = length - 24; // Where the month's blank stands, after one digit of the day or two.
  if (text[at] !== ' ' || text[at + 4] !== ' ' || text[at + 9] !== ' ' || text[at + 18] !== ' ') return null;
  if (text[at + 12] !== ':' || text[at + 15] !== ':') return null;
  const zoneSign = text[at + 19];
  const sign = zoneSign === '+' ? 1 : zoneSign === '-' ? -1 : 0;
  const [day, month, year] = [digits(text, 5, at), monthAt(text, at + 1), digits(text, at + 5, at + 9)];
  const hour = digits(text, at + 10, at + 12);
  const minute = digits(text, at + 13, at + 15);
  const second = digits(text, at + 16, at + 18);
  const zone = digits(text, at + 20, at + 22) * 60 + digits(text, at + 22, at + 24);
  const isUsual = sign !== 0 && month >= 0 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59;
  if (!isUsual || !(year >= 1900) || !(zone <= 14 * 60)) return null;
  return Date.UTC(year, month, day, hour, minute, second) - sign * zone * minuteMs;
}

function parseLooseDate(text: string): number | null {
  const plain = text
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  // Date.parse finds a date in almost any text; one of a mail has a day beside a month, or is ISO 8601.
  const hasDay = /\d{1,2}[ -][A-Za-z]{3}|[A-Za-z]{3,9} \d{1,2}|\d{4}-\d\d-\d\d/.test(plain);
  if (!hasDay || plain.length > 100) return null;
  const zoned = /[+-]\d{4}$|\b(?:GMT|UTC?|Z|[ECMP][SD]T)$/i.test(plain)
    ? plain.replace(/\bUT$/i, 'UTC')
    : `${plain} +0000`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? null : at;
}

/** The month whose three letters stand at `at`, in any case; -1 when none does. */
function monthAt(text: string, at: number): number {
  const letters =
    (text.charCodeAt(at) | 0x20) * 65_536 + (text.charCodeAt(at + 1) | 0x20) * 256 + (text.charCodeAt(at + 2) | 0x20);
  return monthLetters.indexOf(letters);
}

function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function formatDay(at: Date): string {
  const day = String(at.getUTCDate()).padStart(2, '0');
  return `${day}-${months[at.getUTCMonth()]}-${String(at.getUTCFullYear()).padStart(4, '0')}`;
}
