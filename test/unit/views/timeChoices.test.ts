import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFormats } from '../../../src/views/formats.ts';
import { timeChoices } from '../../../src/views/timeChoices.ts';
import { english } from './rows.ts';

/** Wednesday, 18 November 2026, 10:30, local time. */
const nowMs = new Date(2026, 10, 18, 10, 30).getTime();
const options = { t: english, formats: createFormats('en', () => nowMs), nowMs };
const local = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime();

describe('the picker of times', () => {
  test('F06 offers the usual times, each with the moment it means', () => {
    const choices = timeChoices('', options);
    assert.deepEqual(
      choices.map(({ value }) => value),
      [nowMs + 3_600_000, local(18, 18), local(19, 9), local(19, 14), local(23, 9)],
    );
    assert.match(choices[2]?.description ?? '', /19/);
  });

  test('F06 shows what is typed as the moment it means', () => {
    const [choice, ...more] = timeChoices(' 周一上午10点 ', options);
    assert.deepEqual([choice?.value, more], [local(23, 10), []]);
    assert.match(choice?.label ?? '', /^Monday, Nov 23 · 10:00$/);
  });

  test('F06 what is no time, or has passed, can not be chosen', () => {
    for (const text of ['to', 'tomorrow maybe', 'today 8:00', '2020-01-01']) {
      const choices = timeChoices(text, options);
      assert.deepEqual(
        choices.map(({ value }) => value),
        [undefined],
        text,
      );
    }
  });
});
