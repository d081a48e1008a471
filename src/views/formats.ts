import { startOfDay } from './dateGroups.ts';

/** Dates and sizes as the reader of a language writes them. Local time. */
export interface Formats {
  time(ms: number): string;
  /** As short as it is clear today: `14:05`, `Mon`, `3 Nov`, `2024-11-03`. */
  shortDate(ms: number): string;
  /** A moment as one says it: `today 14:05`, else day and time without seconds. */
  spokenDate(ms: number): string;
  /** A moment in full, for tooltips. */
  fullDate(ms: number): string;
  month(ms: number): string;
  day(ms: number): string;
  /** Days from `from` to before `to`. */
  days(from: number, to: number): string;
  /** `12 kB`; 1 kB = 1,000 bytes. */
  size(bytes: number): string;
}

const dayMs = 86_400_000;

export function createFormats(language: string, now: () => number): Formats {
  // Made when first used: the first of them loads the language's data, which activation need not wait for.
  const locale = once(() => supportedLocale(language));
  const format = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(locale(), options));
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = format({ weekday: 'short' });
  const dayMonth = format({ day: 'numeric', month: 'short' });
  const spoken = format({ dateStyle: 'medium', timeStyle: 'short' });
  const relative = once(() => new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }));
  const full = format({ dateStyle: 'full', timeStyle: 'medium' });
  const monthOnly = format({ month: 'long' });
  const monthYear = format({ month: 'long', year: 'numeric' });
  const day = format({ weekday: 'long', day: 'numeric', month: 'short' });
  const thisYear = (ms: number) => new Date(ms).getFullYear() === new Date(now()).getFullYear();
  return {
    time: (ms) => time().format(ms),
    shortDate(ms) {
      const today = startOfDay(now());
      if (ms >= today) return ms < today + dayMs ? time().format(ms) : isoDay(ms);
      if (ms >= today - 6 * dayMs) return weekday().format(ms);
      return thisYear(ms) ? dayMonth().format(ms) : isoDay(ms);
    },
    spokenDate(ms) {
      const today = startOfDay(now());
      return ms >= today && ms < today + dayMs
        ? `${relative().format(0, 'day')} ${time().format(ms)}`
        : spoken().format(ms);
    },
    fullDate: (ms) => full().format(ms),
    month: (ms) => (thisYear(ms) ? monthOnly : monthYear)().format(ms),
    day: (ms) => day().format(ms),
    days: (from, to) => dayMonth().formatRange(from, to - 1),
    size: (bytes) => sizeText(locale(), bytes),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function sizeText(locale: string, bytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(Math.floor(Math.log10(Math.max(1, bytes)) / 3), steps.length - 1);
  const value = bytes / 1_000 ** step;
  const style = { style: 'unit', unit: steps[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short' } as const;
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 }).format(
    value,
  );
}

function isoDay(ms: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The editor's language names are not all known to Intl; English then. */
function supportedLocale(language: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([language])[0] ?? 'en';
  } catch {
    return 'en'; // RangeError: not the form of a language tag.
  }
}
