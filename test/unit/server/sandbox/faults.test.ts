import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { parseFaultRules } from '../../../../src/server/sandbox/faultRules.ts';
import { Faults } from '../../../../src/server/sandbox/faults.ts';
import { faultRulesMax } from '../../../../src/server/sandbox/limits.ts';

const subject = { remoteAddress: '127.0.0.1', user: '', from: 'app@site.example', recipient: 'x@y.example' };

function faultsOf(rules: readonly unknown[], seed = 7): Faults {
  const faults = new Faults(seededRandom);
  faults.set(parseFaultRules(rules), seed);
  return faults;
}

describe('faults by rule', () => {
  test('L05 without rules nothing goes wrong', () => {
    assert.equal(new Faults(seededRandom).at('rcpt', subject), undefined);
  });

  test('L05 each fault is what its rule says, at its stage only', () => {
    const faults = faultsOf([
      { stage: 'rcpt', action: { kind: 'code', code: 451, words: '4.3.0 later' } },
      { stage: 'connect', action: { kind: 'delay', ms: 250 } },
      { stage: 'data', action: { kind: 'throttle', bytesPerSecond: 100 } },
      { stage: 'end', action: { kind: 'cut' } },
    ]);
    const none = { delayMs: 0, bytesPerSecond: 0, refusal: undefined, cut: false, weakness: undefined };
    assert.deepEqual(faults.at('rcpt', subject), { ...none, refusal: { code: 451, words: '4.3.0 later' } });
    assert.deepEqual(faults.at('connect', subject), { ...none, delayMs: 250 });
    assert.deepEqual(faults.at('data', subject), { ...none, bytesPerSecond: 100 });
    assert.deepEqual(faults.at('end', subject), { ...none, cut: true });
    assert.equal(faults.at('mail', subject), undefined);
  });

  test('L05 the same seed strikes the same mails again, another seed others', () => {
    const rules = [{ stage: 'rcpt', probability: 30, action: { kind: 'code', code: 550 } }];
    const run = (seed: number) => {
      const faults = faultsOf(rules, seed);
      return Array.from({ length: 200 }, () => (faults.at('rcpt', subject) ? 'x' : '.')).join('');
    };
    assert.equal(run(7), run(7));
    assert.notEqual(run(7), run(8));
    const struck = [...run(7)].filter((one) => one === 'x').length;
    assert.ok(struck > 30 && struck < 90, `${struck} of 200 at 30 %`);
  });

  test('L05 0 per cent never strikes and 100 always', () => {
    const never = faultsOf([{ stage: 'mail', probability: 0, action: { kind: 'cut' } }]);
    const always = faultsOf([{ stage: 'mail', probability: 100, action: { kind: 'cut' } }]);
    for (let time = 0; time < 500; time++) {
      assert.equal(never.at('mail', subject), undefined);
      assert.equal(always.at('mail', subject)?.cut, true);
    }
    assert.deepEqual(always.counts, [{ asked: 500, struck: 500 }]);
  });

  test('L05 a rule for one sender or recipient leaves the others alone', () => {
    const faults = faultsOf([{ stage: 'rcpt', recipient: '@SLOW.example', from: 'app', action: { kind: 'cut' } }]);
    assert.equal(faults.at('rcpt', subject), undefined);
    assert.equal(faults.at('rcpt', { ...subject, recipient: 'a@slow.example' })?.cut, true);
    assert.equal(faults.at('rcpt', { ...subject, recipient: 'a@slow.example', from: 'else@x' }), undefined);
  });

  test('L05 rules of one stage work together: delays add up, the first refusal counts', () => {
    const faults = faultsOf([
      { stage: 'mail', action: { kind: 'delay', ms: 10 } },
      { stage: 'mail', action: { kind: 'code', code: 421 } },
      { stage: 'mail', action: { kind: 'delay', ms: 5 } },
      { stage: 'mail', action: { kind: 'cut' } },
    ]);
    const fault = faults.at('mail', subject);
    assert.equal(fault?.delayMs, 15);
    assert.equal(fault?.refusal?.code, 421);
    assert.equal(fault?.cut, false);
  });

  test('rules that make no sense are refused whole, and those in force stay', () => {
    const faults = faultsOf([{ stage: 'mail', action: { kind: 'cut' } }]);
    const cut = { kind: 'cut' };
    for (const wrong of [
      [{ stage: 'nowhere', action: cut }],
      [{ stage: 'mail', probability: 101, action: cut }],
      [{ stage: 'mail', probability: 'often', action: cut }],
      [{ stage: 'mail', action: { kind: 'code', code: 250 } }],
      [{ stage: 'mail', action: { kind: 'code', code: 550, words: 'two\r\nlines' } }],
      [{ stage: 'mail', action: { kind: 'delay', ms: -1 } }],
      [{ stage: 'mail', action: { kind: 'weakness', name: 'uidValidity' } }],
      [{ stage: 'mail', action: cut }, null],
      Array.from({ length: faultRulesMax + 1 }, () => ({ stage: 'mail', action: cut })),
      'rules',
    ])
      assert.throws(() => faults.set(parseFaultRules(wrong), 1), { code: 'sandbox.badRule' });
    assert.equal(faults.at('mail', subject)?.cut, true);
    assert.equal(
      parseFaultRules(Array.from({ length: faultRulesMax }, () => ({ stage: 'mail', action: cut }))).length,
      100,
    );
  });
});
