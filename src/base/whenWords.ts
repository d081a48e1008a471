/**
 * Times as people write them, English and Chinese: `tomorrow 9:00`, `Monday morning`, `in 2 hours`, `明天上午9点`, ISO 8601.
 * Local time of the machine. All of the text must be understood, or none is: nothing is guessed.
 */

/** The moment meant, ms since 1970, seen from `nowMs`; it may have passed. Undefined when the text is no time. */
export function parseWhen(text: string, nowMs: number): number | undefined {
  const clean = text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
  if (clean === '' || clean.length > whenMaxChars) return undefined;
  return isoTime(clean) ?? relativeTime(clean, nowMs) ?? dayAndTime(clean, nowMs);
}

/** UTF-16 units of a text that is looked at. */
export const whenMaxChars = 100;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

const morning: TimeOfDay = { hour: 9, minute: 0 };

function isoTime(text: string): number | undefined {
  const match =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ](\d{1,2}):(\d{2})(?::(\d{2}))? ?(z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', zone] = match;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (!isDay(date)) return undefined;
  const time = hour === undefined ? morning : { hour: Number(hour), minute: Number(minute) };
  if (!isTimeOfDay(time)) return undefined;
  if (!zone) return at(date, time) + Number(second) * 1_000;
  const utc = Date.UTC(date.year, date.month - 1, date.day, time.hour, time.minute, Number(second));
  return utc - zoneOffsetMs(zone);
}

function zoneOffsetMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

const unitMs: readonly (readonly [RegExp, number])[] = [
  [/^(?:m|min|mins|minute|minutes|分|分钟)$/, 60_000],
  [/^(?:h|hr|hrs|hour|hours|小时|个小时|个钟头|钟头)$/, 3_600_000],
  [/^(?:d|day|days|天|日)$/, 86_400_000],
  [/^(?:w|week|weeks|周|个星期|星期|个礼拜)$/, 7 * 86_400_000],
];

/** `in 2 hours`, `30 min`, `半小时后`, `三天后`. */
function relativeTime(text: string, nowMs: number): number | undefined {
  const match =
    /^(?:in )?(\d{1,4}|an?|one|two|three|half an) ?([a-z]+)(?: from now)?$/.exec(text) ??
    /^(?:过)?(\d{1,4}|半|[一二两三四五六七八九十]{1,3}) ?(个?半?[一-鿿]{1,3}?)(?:之后|以后|后)$/.exec(text);
  if (!match) return undefined;
  const [, amount = '', unit = ''] = match;
  const half = /^个?半(.+)$/.exec(unit)?.[1];
  const ms = unitMs.find(([words]) => words.test(half ?? unit) || words.test((half ?? unit).replace(/^个/, '')))?.[1];
  const count = amountOf(amount);
  if (ms === undefined || count === undefined) return undefined;
  return nowMs + (count + (half === undefined ? 0 : 0.5)) * ms;
}

function amountOf(text: string): number | undefined {
  const words: { readonly [word: string]: number } = { a: 1, an: 1, one: 1, two: 2, three: 3, 'half an': 0.5, 半: 0.5 };
  return words[text] ?? numberOf(text);
}

/** Digits, or Chinese numerals up to 99. */
function numberOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const digit = (one: string) => '零一二三四五六七八九'.indexOf(one.replace('两', '二'));
  const tens = /^([二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(text);
  if (tens) return (tens[1] ? digit(tens[1]) : 1) * 10 + (tens[2] ? digit(tens[2]) : 0);
  return /^[零一二两三四五六七八九]$/.test(text) ? digit(text) : undefined;
}

/** A day, a part of the day and a time, each at most once, in any order. */
function dayAndTime(text: string, nowMs: number): number | undefined {
  const found = read(text, nowMs);
  if (!found) return undefined;
  const { day, part, time, weekday } = found;
  if (!day && !part && !time) return undefined;
  const exact = time ? inPart(time, part) : part ? partTimes[part] : morning;
  if (!exact) return undefined;
  const today = dayOf(nowMs);
  if (day) {
    const moment = at(day, exact);
    return weekday && moment <= nowMs ? at(plusDays(day, 7), exact) : moment; // Monday, said on Monday evening.
  }
  const moment = at(today, exact);
  return moment > nowMs ? moment : at(plusDays(today, 1), exact);
}

type Part = 'night' | 'morning' | 'noon' | 'afternoon' | 'evening' | 'am' | 'pm';

const partTimes: { readonly [P in Part]: TimeOfDay | undefined } = {
  night: { hour: 0, minute: 0 },
  morning,
  noon: { hour: 12, minute: 0 },
  afternoon: { hour: 14, minute: 0 },
  evening: { hour: 19, minute: 0 },
  am: undefined,
  pm: undefined,
};

/** `9` in the evening is 21:00; `12 am` is 0:00. A time that can't lie in the part is none. */
function inPart({ hour, minute }: TimeOfDay, part: Part | undefined): TimeOfDay | undefined {
  if (part === undefined) return { hour, minute };
  const early = part === 'am' || part === 'morning' || part === 'night';
  if (early) {
    if (hour === 12 && part !== 'morning') return { hour: 0, minute };
    return hour <= 12 ? { hour, minute } : undefined;
  }
  if (part === 'noon') return hour >= 1 && hour <= 2 ? { hour: hour + 12, minute } : { hour, minute };
  return { hour: hour < 12 ? hour + 12 : hour, minute };
}

interface Words {
  day?: Day;
  /** The day was named by its weekday: the next one is meant. */
  weekday?: boolean;
  part?: Part;
  time?: TimeOfDay;
}

function read(text: string, nowMs: number): Words | undefined {
  const words: Words = {};
  let rest = text;
  while (rest !== '') {
    const next = rules.map(({ pattern, take }) => ({ match: pattern.exec(rest), take })).find(({ match }) => match);
    if (!next?.match || !next.take(words, next.match, nowMs)) return undefined;
    rest = rest.slice(next.match[0].length).replace(/^[ ,，、的]+/, '');
  }
  return words;
}

interface Rule {
  readonly pattern: RegExp;
  /** False: it is said twice, or is no such day or time. */
  readonly take: (words: Words, match: RegExpExecArray, nowMs: number) => boolean;
}

const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayPattern = 'sun|mon|tue|tues|wed|thu|thur|thurs|fri|sat';
const monthPattern = 'jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec';
const hanNumber = '\\d{1,2}|[零一二两三四五六七八九十]{1,3}';

const rules: readonly Rule[] = [
  { pattern: /^(?:at|on|the|um)\b/, take: () => true },
  { pattern: /^day after tomorrow\b/, take: (words, _, now) => setDay(words, plusDays(dayOf(now), 2)) },
  { pattern: /^(?:today|今天|今日)/, take: (words, _, now) => setDay(words, dayOf(now)) },
  {
    pattern: /^(?:tonight|今晚)/,
    take: (words, _, now) => setDay(words, dayOf(now)) && setPart(words, 'evening'),
  },
  {
    pattern: /^(?:明早)/,
    take: (words, _, now) => setDay(words, plusDays(dayOf(now), 1)) && setPart(words, 'morning'),
  },
  {
    pattern: /^(?:明晚)/,
    take: (words, _, now) => setDay(words, plusDays(dayOf(now), 1)) && setPart(words, 'evening'),
  },
  { pattern: /^(?:tomorrow|tmrw|明天|明日)/, take: (words, _, now) => setDay(words, plusDays(dayOf(now), 1)) },
  { pattern: /^大后天/, take: (words, _, now) => setDay(words, plusDays(dayOf(now), 3)) },
  { pattern: /^后天/, take: (words, _, now) => setDay(words, plusDays(dayOf(now), 2)) },
  {
    pattern: new RegExp(`^(next )?(?:this )?(${weekdayPattern})(?:s?day|nesday|rsday|urday)?\\b`),
    take: (words, [, next, name = ''], now) =>
      setWeekday(words, weekdayNames.indexOf(name.slice(0, 3)), next === undefined ? 'coming' : 'nextWeek', now),
  },
  {
    pattern: /^(下下?|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天])/,
    take: (words, [, which, name = ''], now) => {
      const weekday = '日一二三四五六'.indexOf(name.replace('天', '日'));
      const week = which === '下' ? 'nextWeek' : which === '下下' ? 'weekAfter' : 'coming';
      return setWeekday(words, weekday, week, now);
    },
  },
  {
    pattern: /^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]?/,
    take: (words, [, year, month, day], now) => setDate(words, { year, month: Number(month), day: Number(day) }, now),
  },
  {
    pattern: new RegExp(`^(${monthPattern})[a-z]* (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b`),
    take: (words, [, name = '', day, year], now) =>
      setDate(words, { year, month: monthNames.indexOf(name.slice(0, 3)) + 1, day: Number(day) }, now),
  },
  {
    pattern: new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${monthPattern})[a-z]*(?: (\\d{4}))?\\b`),
    take: (words, [, day, name = '', year], now) =>
      setDate(words, { year, month: monthNames.indexOf(name.slice(0, 3)) + 1, day: Number(day) }, now),
  },
  {
    pattern: /^(\d{4})-(\d{1,2})-(\d{1,2})/,
    take: (words, [, year, month, day], now) => setDate(words, { year, month: Number(month), day: Number(day) }, now),
  },
  { pattern: /^(?:凌晨|midnight|night\b|半夜)/, take: (words) => setPart(words, 'night') },
  { pattern: /^(?:in the )?(?:morning|early|早上|早晨|上午|清晨|一早)/, take: (words) => setPart(words, 'morning') },
  { pattern: /^(?:noon|中午|正午)/, take: (words) => setPart(words, 'noon') },
  { pattern: /^(?:in the )?(?:afternoon|下午|午后)/, take: (words) => setPart(words, 'afternoon') },
  { pattern: /^(?:in the )?(?:evening|晚上|傍晚|夜里|晚)/, take: (words) => setPart(words, 'evening') },
  {
    pattern: /^(\d{1,2})[:.：](\d{2}) ?([ap])\.?m\.?/,
    take: (words, [, hour, minute, half]) => setTime(words, Number(hour), Number(minute), half),
  },
  {
    pattern: /^(\d{1,2})[:：](\d{2})/,
    take: (words, [, hour, minute]) => setTime(words, Number(hour), Number(minute)),
  },
  { pattern: /^(\d{1,2}) ?([ap])\.?m\.?/, take: (words, [, hour, half]) => setTime(words, Number(hour), 0, half) },
  {
    pattern: new RegExp(`^(${hanNumber})[点时](?:钟|整)?(?:(半)|(一刻)|(三刻)|(${hanNumber})分?)?`),
    take: (words, [, hour = '', half, quarter, three, minute]) => {
      const minutes = half ? 30 : quarter ? 15 : three ? 45 : minute ? numberOf(minute) : 0;
      const hours = numberOf(hour);
      return hours !== undefined && minutes !== undefined && setTime(words, hours, minutes);
    },
  },
  { pattern: /^(\d{1,2}) ?(?:o'clock|h)\b/, take: (words, [, hour]) => setTime(words, Number(hour), 0) },
  { pattern: /^(\d{1,2})$/, take: (words, [, hour]) => words.day !== undefined && setTime(words, Number(hour), 0) },
];

function setDay(words: Words, day: Day | undefined): boolean {
  if (words.day || !day) return false;
  words.day = day;
  return true;
}

function setPart(words: Words, part: Part): boolean {
  if (words.part) return false;
  words.part = part;
  return true;
}

function setTime(words: Words, hour: number, minute: number, half?: string): boolean {
  const time = { hour, minute };
  if (words.time || !isTimeOfDay(time)) return false;
  words.time = time;
  if (half === undefined) return true;
  return hour >= 1 && hour <= 12 && setPart(words, half === 'a' ? 'am' : 'pm');
}

type Week = 'coming' | 'nextWeek' | 'weekAfter';

/** `Monday` is the next one; `next Monday`, 下周一, that of the week after this one, which begins on Monday. */
function setWeekday(words: Words, weekday: number, week: Week, nowMs: number): boolean {
  if (weekday < 0) return false;
  const today = dayOf(nowMs);
  const now = new Date(nowMs).getDay();
  if (week === 'coming') {
    words.weekday = true;
    return setDay(words, plusDays(today, (weekday - now + 7) % 7));
  }
  const fromMonday = (day: number) => (day + 6) % 7;
  const weeks = week === 'nextWeek' ? 7 : 14;
  return setDay(words, plusDays(today, fromMonday(weekday) - fromMonday(now) + weeks));
}

/** Without a year, the next such day. */
function setDate(
  words: Words,
  { year, month, day }: { readonly year: string | undefined; readonly month: number; readonly day: number },
  nowMs: number,
): boolean {
  const today = dayOf(nowMs);
  if (year !== undefined) return setDay(words, dayIfAny({ year: Number(year), month, day }));
  const thisYear = { year: today.year, month, day };
  const isPast = at(thisYear, { hour: 23, minute: 59 }) < nowMs;
  return setDay(words, dayIfAny(isPast ? { ...thisYear, year: today.year + 1 } : thisYear));
}

function dayIfAny(day: Day): Day | undefined {
  return isDay(day) ? day : undefined;
}

function isDay({ year, month, day }: Day): boolean {
  const date = new Date(year, month - 1, day);
  return date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
}

function isTimeOfDay({ hour, minute }: TimeOfDay): boolean {
  return hour <= 23 && minute <= 59;
}

function dayOf(ms: number): Day {
  const date = new Date(ms);
  return { year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate() };
}

function plusDays({ year, month, day }: Day, days: number): Day {
  return dayOf(new Date(year, month - 1, day + days, 12).getTime());
}

function at({ year, month, day }: Day, { hour, minute }: TimeOfDay): number {
  return new Date(year, month - 1, day, hour, minute).getTime();
}
