/** A span of sort dates that the Messages tree shows as one row. Milliseconds; `from` with, `to` without; local time. */
export interface DateGroup {
  readonly level: 'today' | 'yesterday' | 'thisWeek' | 'lastWeek' | 'month' | 'week' | 'day' | 'hour';
  readonly from: number;
  readonly to: number;
}

/** Past every date that mail can have: dates in the future count as today. */
export const farFutureMs = 8.64e15;

/** The groups of a mailbox whose oldest message is of `oldestMs`: newest first, without gaps, weeks from Monday. */
export function topGroups(nowMs: number, oldestMs: number): readonly DateGroup[] {
  const today = startOfDay(nowMs);
  const yesterday = addDays(today, -1);
  const monday = startOfWeek(today);
  const groups: DateGroup[] = [
    { level: 'today', from: today, to: farFutureMs },
    { level: 'yesterday', from: yesterday, to: today },
  ];
  let end = yesterday;
  const add = (level: DateGroup['level'], from: number) => {
    if (from >= end) return;
    groups.push({ level, from, to: end });
    end = from;
  };
  add('thisWeek', monday);
  add('lastWeek', addDays(monday, -7));
  while (end > oldestMs) add('month', startOfMonth(end - 1));
  return groups;
}

/** The next finer groups inside one, newest first; empty below the hour. */
export function splitGroup(group: DateGroup): readonly DateGroup[] {
  switch (group.level) {
    case 'month':
      return spans(group, 'week', (ms) => addDays(startOfWeek(ms), 7));
    case 'thisWeek':
    case 'lastWeek':
    case 'week':
      return spans(group, 'day', (ms) => addDays(ms, 1));
    case 'today':
    case 'yesterday':
    case 'day':
      return hours(group);
    case 'hour':
      return [];
  }
}

function hours(group: DateGroup): readonly DateGroup[] {
  const endOfDay = addDays(group.from, 1);
  const inDay = spans({ from: group.from, to: endOfDay }, 'hour', (ms) => ms + 3_600_000);
  // What is dated in the future stays in the day's last hour.
  return inDay.map((span) => (span.to === endOfDay ? { ...span, to: Math.max(endOfDay, group.to) } : span));
}

function spans(
  { from, to }: Pick<DateGroup, 'from' | 'to'>,
  level: DateGroup['level'],
  next: (ms: number) => number,
): readonly DateGroup[] {
  const found: DateGroup[] = [];
  for (let start = from; start < to; ) {
    const end = Math.min(next(start), to);
    found.push({ level, from: start, to: end });
    start = end;
  }
  return found.reverse();
}

export function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** By the calendar and not by 24 hours: days with a change of the clock are longer or shorter. */
function addDays(ms: number, days: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}

function startOfWeek(ms: number): number {
  const weekday = (new Date(ms).getDay() + 6) % 7;
  return addDays(ms, -weekday);
}

function startOfMonth(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), 1).getTime();
}
