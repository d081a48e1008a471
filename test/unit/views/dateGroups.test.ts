import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DateGroup, farFutureMs, splitGroup, topGroups } from '../../../src/views/dateGroups.ts';

const at = (text: string) => new Date(text).getTime();
/** A Thursday. */
const now = at('2026-11-19T14:05:00');

describe('E groups of the Messages tree', () => {
  test('Today, Yesterday, This week, Last week, then months down to the oldest message', () => {
    const levels = topGroups(now, at('2026-09-30T10:00:00')).map(({ level }) => level);
    assert.deepEqual(levels, ['today', 'yesterday', 'thisWeek', 'lastWeek', 'month', 'month', 'month']);
  });

  test('on a Monday there is no This week, and Yesterday is not counted again in Last week', () => {
    const groups = topGroups(at('2026-11-16T09:00:00'), at('2026-11-02T00:00:00'));
    assert.deepEqual(groups.map(({ level }) => level).slice(0, 4), ['today', 'yesterday', 'lastWeek', 'month']);
  });

  test('groups leave no gap and do not overlap, over changes of the clock too', () => {
    for (const moment of ['2026-11-19T14:05:00', '2026-03-29T23:59:00', '2024-02-29T00:00:00', '2027-01-01T00:00:01']) {
      const groups = topGroups(at(moment), at('2019-05-05T05:05:00'));
      assertSeamless(groups, { from: groups.at(-1)?.from ?? 0, to: farFutureMs });
      for (const group of groups.filter(({ level }) => level !== 'today')) assertSeamless(allHours(group), group);
    }
  });

  test('mail dated in the future stands in Today and, where that is split, in its last hour', () => {
    const [today] = topGroups(now, now);
    assert.ok(today);
    assert.equal(today.to, farFutureMs);
    const hours = splitGroup(today);
    assert.equal(hours[0]?.to, farFutureMs);
    assert.equal(hours.length, 24);
  });

  test('a month opens to weeks, a week to days, a day to hours, an hour to nothing finer', () => {
    const month: DateGroup = { level: 'month', from: at('2026-10-01T00:00:00'), to: at('2026-11-01T00:00:00') };
    const weeks = splitGroup(month);
    assert.equal(weeks.length, 5);
    const days = splitGroup(weeks[1] ?? month);
    assert.equal(days.length, 7);
    const hours = splitGroup(days[0] ?? month);
    assert.equal(hours.length, 24);
    assert.deepEqual(splitGroup(hours[0] ?? month), []);
  });
});

function allHours(group: DateGroup): readonly DateGroup[] {
  const finer = splitGroup(group);
  return finer.length === 0 ? [group] : finer.flatMap(allHours);
}

function assertSeamless(groups: readonly DateGroup[], { from, to }: Pick<DateGroup, 'from' | 'to'>): void {
  let end = to;
  for (const group of groups) {
    assert.equal(group.to, end);
    assert.ok(group.from < group.to);
    end = group.from;
  }
  assert.equal(end, from);
}
