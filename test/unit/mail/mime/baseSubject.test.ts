import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseSubject } from '../../../../src/mail/mime/baseSubject.ts';

const cases: readonly (readonly [subject: string, base: string, isReply: boolean])[] = [
  ['Lunch', 'lunch', false],
  ['Re: Lunch', 'lunch', true],
  ['RE: re[2]: Re(3): Lunch', 'lunch', true],
  ['AW: Sv: 回复：答复: 午饭', '午饭', true],
  ['Fwd: Lunch (fwd)', 'lunch', false],
  ['Fwd: Re: Lunch', 'lunch', true],
  ['[list] Re: [list]  Lunch\t time', 'lunch time', true],
  ['[list]', '[list]', false],
  ['Re:', '', true],
  ['Ｒｅ: ｌｕｎｃｈ', 'lunch', true],
  ['', '', false],
];

for (const [subject, base, isReply] of cases) {
  test(`G01 the base of ${JSON.stringify(subject)} (RFC 5256 §2.1)`, () => {
    assert.deepEqual(baseSubject(subject), { base, isReply });
  });
}
