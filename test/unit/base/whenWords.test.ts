import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseWhen, whenMaxChars } from '../../../src/base/whenWords.ts';

/** Wednesday, 18 November 2026, 10:30, local time. */
const now = new Date(2026, 10, 18, 10, 30).getTime();

function shown(text: string, from = now): string {
  const ms = parseWhen(text, from);
  if (ms === undefined) return 'none';
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const times: readonly (readonly [text: string, expected: string])[] = [
  ['2026-11-23', '2026-11-23 09:00'],
  ['2026-11-23 14:05', '2026-11-23 14:05'],
  ['2026-11-23T14:05:59', '2026-11-23 14:05'],
  ['tomorrow', '2026-11-19 09:00'],
  ['Tomorrow 9:00', '2026-11-19 09:00'],
  ['9am tomorrow', '2026-11-19 09:00'],
  ['tomorrow at 6', '2026-11-19 06:00'],
  ['day after tomorrow, 8:15 pm', '2026-11-20 20:15'],
  ['tonight', '2026-11-18 19:00'],
  ['tonight 8:30', '2026-11-18 20:30'],
  ['Monday morning', '2026-11-23 09:00'],
  ['mon', '2026-11-23 09:00'],
  ['Wednesday 9:00', '2026-11-25 09:00'],
  ['Wednesday 16:00', '2026-11-18 16:00'],
  ['next Monday', '2026-11-23 09:00'],
  ['next friday afternoon', '2026-11-27 14:00'],
  ['thursday evening', '2026-11-19 19:00'],
  ['saturday noon', '2026-11-21 12:00'],
  ['16:00', '2026-11-18 16:00'],
  ['9:00', '2026-11-19 09:00'],
  ['12 am', '2026-11-19 00:00'],
  ['12 pm', '2026-11-18 12:00'],
  ['in 2 hours', '2026-11-18 12:30'],
  ['30 min', '2026-11-18 11:00'],
  ['in half an hour', '2026-11-18 11:00'],
  ['in 3 days', '2026-11-21 10:30'],
  ['Nov 23, 10:00', '2026-11-23 10:00'],
  ['23 november 10am', '2026-11-23 10:00'],
  ['1 March', '2027-03-01 09:00'],
  ['明天上午9点', '2026-11-19 09:00'],
  ['明天上午九点', '2026-11-19 09:00'],
  ['明天', '2026-11-19 09:00'],
  ['明早8点', '2026-11-19 08:00'],
  ['明晚', '2026-11-19 19:00'],
  ['今晚8点半', '2026-11-18 20:30'],
  ['后天下午3点', '2026-11-20 15:00'],
  ['大后天', '2026-11-21 09:00'],
  ['周一', '2026-11-23 09:00'],
  ['星期五下午两点一刻', '2026-11-20 14:15'],
  ['下周三上午10点', '2026-11-25 10:00'],
  ['下下周一', '2026-11-30 09:00'],
  ['周日晚上八点', '2026-11-22 20:00'],
  ['11月23日14:30', '2026-11-23 14:30'],
  ['2027年1月2号', '2027-01-02 09:00'],
  ['下午3：20', '2026-11-18 15:20'],
  ['中午', '2026-11-18 12:00'],
  ['中午1点', '2026-11-18 13:00'],
  ['凌晨两点', '2026-11-19 02:00'],
  ['半小时后', '2026-11-18 11:00'],
  ['两个小时后', '2026-11-18 12:30'],
  ['一个半小时后', '2026-11-18 12:00'],
  ['三天后', '2026-11-21 10:30'],
  ['明天十二点三十分', '2026-11-19 12:30'],
];

describe('times in words', () => {
  for (const [text, expected] of times) test(`F06 ${text}`, () => assert.equal(shown(text), expected));

  test('F06 a zone is heeded', () => {
    assert.equal(parseWhen('2026-11-23T09:00Z', now), Date.UTC(2026, 10, 23, 9));
    assert.equal(parseWhen('2026-11-23 09:00+08:00', now), Date.UTC(2026, 10, 23, 1));
  });

  test('F06 a moment that has passed is told as it is, for who asks to refuse it', () => {
    assert.equal(shown('today 8:00'), '2026-11-18 08:00');
    assert.equal(shown('2020-01-01'), '2020-01-01 09:00');
  });

  test('F06 what is no time, or only in part, is none', () => {
    for (const text of ['', 'soon', 'tomorrow maybe', '2026-02-30', '25:00', 'monday tuesday', '9:00 10:00', '13 pm'])
      assert.equal(parseWhen(text, now), undefined, text);
    for (const text of ['2026-13-01', '明天明天', '周八', '明天25点', '晚上上午9点', 'in 5', '5', '-', 'constructor'])
      assert.equal(parseWhen(text, now), undefined, text);
    assert.equal(parseWhen(`${' '.repeat(5)}${'9'.repeat(whenMaxChars + 1)}`, now), undefined);
  });
});
