/**
 * A Date header as ms since 1970, or undefined when it names no moment. Takes RFC 5322 with its obsolete forms,
 * asctime, ISO 8601, two-digit years, missing zones (read as UTC), comments and words of other languages around the numbers.
 */
export function readDate(written: string): number | undefined {
  const value = written.slice(0, dateMaxChars);
  const usual = usualDate.exec(value);
  if (usual) {
    const [
      ,
      date = '',
      month = '',
      year = '',
      hour = '',
      minute = '',
      second = '0',
      sign = '',
      hours = '',
      minutes = '',
    ] = usual;
    const at = momentOf(Number(year), months.indexOf(month.toLowerCase()), Number(date), [
      Number(hour),
      Number(minute),
      Number(second),
    ]);
    const offset = Number(hours) * 60 + Number(minutes);
    return at === undefined || offset >= dayMinutes ? at : at - (sign === '-' ? -offset : offset) * 60_000;
  }
  const text = value
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
  if (/^\d{4}-\d{2}-\d{2}[T ]/.test(text)) {
    const iso = Date.parse(text.replace(' ', 'T'));
    if (!Number.isNaN(iso)) return iso;
  }
  const time = /(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?/.exec(text);
  const day = dayOf(text);
  if (!day || !time) return undefined;
  const [hour, minute, second] = [Number(time[1]), Number(time[2]), Number(time[3] ?? 0)];
  const at = momentOf(day.year, day.month, day.day, [hour, minute, second]);
  if (at === undefined) return undefined;
  return at - offsetMinutes(text.slice(time.index + time[0].length)) * 60_000;
}

/** RFC 5322 §3.3 as nearly every program writes it. */
const usualDate =
  /^(?:[A-Z][a-z]{2}, )? ?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)(\d\d)(?: \([A-Za-z0-9 :+-]*\))?\s*$/;
const dayMinutes = 24 * 60;
/** More than any date with its comments has. */
const dateMaxChars = 1_000;

/** Undefined for a day or time that doesn't exist; a leap second is the one before. */
function momentOf(
  year: number,
  month: number,
  day: number,
  time: readonly [number, number, number],
): number | undefined {
  const [hour, minute, second] = time;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const at = Date.UTC(year, month, day, hour, minute, Math.min(second, 59));
  const check = new Date(at);
  return check.getUTCMonth() === month && check.getUTCDate() === day ? at : undefined;
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

function dayOf(text: string): { year: number; month: number; day: number } | undefined {
  const usual = /(\d{1,2})[ -](?:([A-Za-z]{3})[A-Za-z]*|(\d{1,2})\s*月)\.?[ -](\d{2,4})\b/.exec(text);
  if (usual) return sound(usual[4], usual[2] ?? usual[3], usual[1]);
  // asctime: Tue Mar  3 09:08:07 2026
  const asctime = /([A-Za-z]{3})[a-z]* (\d{1,2}),? (?:\d{1,2}:\d{2}(?::\d{2})? (?:[A-Z]{3,4} )?)?(\d{4})/.exec(text);
  if (asctime) return sound(asctime[3], asctime[1], asctime[2]);
  const numbers = /(\d{4})[-/](\d{1,2})[-/](\d{1,2})/.exec(text);
  return numbers ? sound(numbers[1], numbers[2], numbers[3]) : undefined;
}

function sound(yearText = '', monthText = '', dayText = ''): { year: number; month: number; day: number } | undefined {
  const number = Number(yearText);
  // RFC 5322 §4.3: two digits below 50 are 20xx, three digits count from 1900.
  const year =
    yearText.length === 2 ? number + (number < 50 ? 2000 : 1900) : yearText.length === 3 ? number + 1900 : number;
  const month = /^\d+$/.test(monthText) ? Number(monthText) - 1 : months.indexOf(monthText.toLowerCase());
  const day = Number(dayText);
  return month >= 0 && month < 12 && day >= 1 && day <= 31 ? { year, month, day } : undefined;
}

const zones: ReadonlyMap<string, number> = new Map([
  ['EST', -300],
  ['EDT', -240],
  ['CST', -360],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
]);

function offsetMinutes(rest: string): number {
  const numeric = /([+-])(?:(0\d)0|(\d{1,2}):?(\d{2}))(?!\d)/.exec(rest);
  if (numeric) {
    // `+070` has lost a digit: there is no zone of 70 minutes.
    const minutes = Number(numeric[2] ?? numeric[3]) * 60 + Number(numeric[4] ?? 0);
    // An offset of more than a day means nothing.
    return minutes < dayMinutes ? (numeric[1] === '-' ? -minutes : minutes) : 0;
  }
  return zones.get(/\b([A-Z]{3})\b/.exec(rest)?.[1] ?? '') ?? 0;
}
