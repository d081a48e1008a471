import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AssertionError } from '../../../../src/base/assert.ts';
import { isMailError, MailError } from '../../../../src/base/errors.ts';
import { expiryMs, missedMs, staleMs } from '../../../../src/engine/outbox/limits.ts';
import { assertSound, newRecipient, type OutboxItem } from '../../../../src/engine/outbox/outboxItem.ts';
import * as step from '../../../../src/engine/outbox/transitions.ts';
import { parseReply } from '../../../../src/mail/smtp/reply.ts';
import type { Stage, Verdict } from '../../../../src/mail/smtp/verdict.ts';
import { accountId, type OutboxState, outboxId, outboxState } from '../../../../src/protocol/records.ts';
import { seeded } from '../../../support/seeded.ts';

const start = 1_000_000;

function fresh(addresses: readonly string[] = ['a@x.test', 'b@x.test'], change: Partial<OutboxItem> = {}): OutboxItem {
  return {
    ...{ id: outboxId.parse('o1'), account: accountId.parse('a1'), state: 'queued', subject: 'S', messageId: '<1@x>' },
    ...{ returnPath: 'me@x.test', size: 10, eightBit: false, createdAt: start, queuedAt: start, dueAt: start },
    ...{ sendAt: 0, notify: '', receipt: false },
    ...{ attempts: 0, finalDotAt: 0, deferredSince: 0, finishedAt: 0, failure: null, sentCopy: 'pending' },
    ...{ sentUidValidity: 0, sentUidNext: 0, draft: '', draftDigest: '', answers: [], forwards: [], marked: false },
    recipients: addresses.map(newRecipient),
    ...change,
  };
}

function verdict(address: string, outcome: Verdict['outcome'], reply = '', stage: Stage = 'content'): Verdict {
  return { address, outcome, stage: reply ? stage : undefined, reply: reply ? parseReply(reply) : undefined };
}

const said = { accepted: '250 2.0.0 ok', deferred: '451 4.3.0 later', refused: '550 5.1.1 nobody' } as const;
const end = (verdicts: readonly Verdict[], lost?: MailError) => ({ verdicts, lost, now: start + 5, backoffMs: 30_000 });
const both = (outcome: keyof typeof said) => ['a@x.test', 'b@x.test'].map((to) => verdict(to, outcome, said[outcome]));
const states = (item: OutboxItem) => item.recipients.map(({ state }) => state);
const marked = () => step.markFinalDot(step.start(fresh()), [], start + 1);

describe('F02 the outbox, change by change', () => {
  test('all accepted is sent', () => {
    const item = step.finish(marked(), end(both('accepted')));
    assert.deepEqual([item.state, item.failure, item.finalDotAt, item.finishedAt], ['sent', null, 0, start + 5]);
  });

  test('lost before the mark waits, with the reason and a later time', () => {
    const item = step.finish(step.start(fresh()), end([verdict('a@x.test', 'untouched')], new MailError('net.closed')));
    assert.deepEqual(
      [item.state, item.failure?.code, item.dueAt, item.attempts],
      ['queued', 'net.closed', start + 30_005, 1],
    );
  });

  test('recipients beyond what the server takes at once are tried at once; put off for another reason, later', () => {
    const after = (reply: string, first: 'accepted' | 'deferred' = 'accepted') =>
      step.finish(
        marked(),
        end([verdict('a@x.test', first, said[first]), verdict('b@x.test', 'deferred', reply, 'rcpt')]),
      ).dueAt;
    assert.equal(after('452 4.5.3 Error: too many recipients'), start + 5);
    assert.equal(after('452 Too many recipients'), start + 5);
    assert.equal(after('452 4.3.1 Insufficient system storage'), start + 30_005);
    assert.equal(after('451 4.7.1 Greylisted'), start + 30_005);
    assert.equal(
      after('452 4.5.3 Too many recipients', 'deferred'),
      start + 30_005,
      'nobody was taken: no round without end',
    );
  });

  test('the line back or another secret given: what only those kept waiting goes now, what the server put off does not', () => {
    const after = (code: 'net.closed' | 'auth.refused' | 'send.temporary') =>
      step.finish(step.start(fresh()), end([], new MailError(code, { retry: 'later' })));
    for (const code of ['net.closed', 'auth.refused'] as const) {
      const item = after(code);
      assert.equal(item.dueAt, start + 30_005);
      assert.equal(step.hurry(item, start + 10).dueAt, start + 10, code);
    }
    const putOff = after('send.temporary');
    assert.equal(step.hurry(putOff, start + 10), putOff);
  });

  test('lost after the mark is in doubt, and nothing but a person ends that', () => {
    const item = step.finish(marked(), end([verdict('a@x.test', 'unknown'), verdict('b@x.test', 'unknown')]));
    assert.equal(item.state, 'inDoubt');
    for (const later of [
      step.recover(item, start + 9),
      step.askIfStale(item, start + 9e9),
      step.due(item, start + 9e9),
    ])
      assert.equal(later, item);
    assert.throws(
      () => step.retry(item, start),
      (error) => isMailError(error, 'send.tooLate'),
    );
    assert.throws(
      () => step.cancel(item, start),
      (error) => isMailError(error, 'send.tooLate'),
    );
    assert.throws(() => step.start(item), AssertionError);
    assert.equal(step.resolve(item, 'arrived', start).state, 'sent');
    const again = step.resolve(item, 'sendAgain', start + 7);
    assert.deepEqual(
      [again.state, again.finalDotAt, again.dueAt, states(again)],
      ['queued', 0, start + 7, ['pending', 'pending']],
    );
  });

  test('an engine that died left a mail that waits without the mark, a doubt with it', () => {
    assert.equal(step.recover(step.start(fresh()), start).state, 'queued');
    const item = step.recover(marked(), start);
    assert.deepEqual([item.state, states(item)], ['inDoubt', ['inDoubt', 'inDoubt']]);
  });

  test('what RCPT had said before the mark is not in doubt', () => {
    const sending = step.start(fresh());
    const item = step.recover(
      step.markFinalDot(sending, [verdict('b@x.test', 'refused', said.refused, 'rcpt')], start),
      start,
    );
    assert.deepEqual(states(item), ['inDoubt', 'refused']);
    const ended = step.resolve(item, 'arrived', start);
    assert.deepEqual(
      [ended.state, ended.failure?.code, ended.failure?.data['recipient']],
      ['failed', 'send.recipientRefused', 'b@x.test'],
    );
  });

  test('only deferred recipients are tried again', () => {
    const first = step.finish(
      marked(),
      end([verdict('a@x.test', 'accepted', said.accepted), verdict('b@x.test', 'deferred', said.deferred, 'rcpt')]),
    );
    assert.deepEqual(
      [first.state, states(first), first.failure?.code],
      ['queued', ['accepted', 'deferred'], 'send.temporary'],
    );
    const second = step.start(first);
    assert.deepEqual(states(second), ['accepted', 'pending']);
    const done = step.finish(
      step.markFinalDot(second, [], start),
      end([verdict('b@x.test', 'accepted', said.accepted)]),
    );
    assert.equal(done.state, 'sent');
  });

  test('a server that says "not now" for too long is given up, one that can not be reached is not', () => {
    let item = fresh(['a@x.test']);
    item = step.finish(step.start(item), end([verdict('a@x.test', 'deferred', said.deferred, 'mail')]));
    const late = { ...end([verdict('a@x.test', 'deferred', said.deferred, 'mail')]), now: start + 5 + expiryMs };
    const expired = step.finish(step.start(item), late);
    assert.deepEqual([expired.state, expired.failure?.code], ['failed', 'send.expired']);
    assert.match(String(expired.failure?.data['serverSaid']), /451 4\.3\.0 later/);
    const offline = { ...end([], new MailError('net.unreachable')), now: start + 10 * expiryMs };
    assert.equal(step.finish(step.start(fresh()), offline).state, 'queued');
    assert.equal(step.retry(expired, start).state, 'queued');
  });

  test("refused for good is failed with the server's words", () => {
    const item = step.finish(
      step.start(fresh()),
      end(both('refused').map((one) => ({ ...one, stage: 'mail' as const }))),
    );
    assert.deepEqual(
      [item.state, item.failure?.code, item.failure?.data['serverSaid']],
      ['failed', 'send.senderRefused', '550 5.1.1 nobody'],
    );
    assert.deepEqual(states(step.retry(item, start)), ['pending', 'pending']);
  });

  test('cancelling takes back what has not left, and says so when it has', () => {
    for (const item of [fresh(), fresh(undefined, { state: 'held' }), step.start(fresh())])
      assert.equal(step.cancel(item, start).state, 'cancelled');
    assert.throws(
      () => step.cancel(marked(), start),
      (error) => isMailError(error, 'send.tooLate'),
    );
    const sent = step.finish(marked(), end(both('accepted')));
    assert.throws(
      () => step.cancel(sent, start),
      (error) => isMailError(error, 'send.tooLate'),
    );
    const partly = step.finish(
      marked(),
      end([verdict('a@x.test', 'accepted', said.accepted), verdict('b@x.test', 'deferred', said.deferred)]),
    );
    assert.deepEqual(
      [step.cancel(partly, start).state, step.cancel(partly, start).failure?.code],
      ['failed', 'send.cancelled'],
    );
  });

  test('the undo delay ends by time, and a mail that waited for hours is asked about first', () => {
    const held = fresh(undefined, { state: 'held', dueAt: start + 10 });
    assert.equal(step.due(held, start + 9), held);
    assert.equal(step.due(held, start + 10).state, 'queued');
    const asked = step.askIfStale(fresh(), start + staleMs);
    assert.deepEqual([asked.state, asked.failure?.code], ['held', 'send.waitedLong']);
    assert.equal(step.due(asked, start + 9e9), asked);
    assert.equal(step.askIfStale(fresh(), start + staleMs - 1).state, 'queued');
    const wanted = step.retry(asked, start + staleMs);
    assert.equal(step.askIfStale(wanted, start + staleMs + 1), wanted);
  });

  test('F06 a time that has come lets the mail leave, one missed by much is asked about, once', () => {
    const at = start + 50_000_000;
    const waits = fresh(undefined, { state: 'held', sendAt: at, dueAt: at });
    assert.equal(step.due(waits, at - 1), waits);
    const leaves = step.due(waits, at + missedMs - 1);
    assert.deepEqual([leaves.state, leaves.queuedAt], ['queued', at + missedMs - 1]);
    const missed = step.due(waits, at + missedMs);
    assert.deepEqual([missed.state, missed.failure?.code], ['held', 'send.missed']);
    assert.equal(step.due(missed, at + 2 * missedMs), missed, 'it stays until a person decides');
    assert.equal(step.askIfStale(waits, at + staleMs), waits, 'a chosen time is no mail that waited');
    assert.ok(step.isAskedAbout(missed));
    assert.equal(step.told(missed).failure?.data['told'], true);
    assert.equal(step.retry(missed, at + missedMs).state, 'queued');
  });

  test('F06 another time may be chosen while nothing has left, and only then', () => {
    const at = start + 50_000_000;
    const waits = fresh(undefined, { state: 'held', sendAt: at, dueAt: at });
    assert.deepEqual([step.reschedule(waits, at + 5).dueAt, step.reschedule(fresh(), at).state], [at + 5, 'held']);
    const missed = step.due(waits, at + missedMs);
    assert.equal(step.reschedule(missed, at + 2 * missedMs).failure, null);
    for (const gone of [step.start(fresh()), marked(), step.finish(marked(), end(both('accepted')))])
      assert.throws(() => step.reschedule(gone, at), { code: 'send.tooLate' });
  });

  test('every state meets every change, and only sound ones come out', () => {
    const samples: Record<OutboxState, OutboxItem> = {
      held: fresh(undefined, { state: 'held' }),
      queued: fresh(),
      sending: step.start(fresh()),
      sent: step.finish(marked(), end(both('accepted'))),
      failed: step.finish(step.start(fresh()), end(both('refused'))),
      inDoubt: step.recover(marked(), start),
      cancelled: step.cancel(fresh(), start),
    };
    const allowed: Record<string, readonly OutboxState[]> = {
      due: ['held'],
      start: ['queued'],
      mark: ['sending'],
      finish: ['sending'],
      giveUp: ['sending'],
      recover: ['sending'],
      cancel: ['held', 'queued', 'sending', 'failed'],
      retry: ['held', 'queued', 'failed'],
      resolve: ['inDoubt'],
      stale: ['queued', 'held'],
      reschedule: ['held', 'queued'],
      told: ['held'],
    };
    for (const [state, item] of Object.entries(samples)) {
      for (const [name, change] of Object.entries(changes)) {
        let after = item;
        try {
          after = change(item, start + 9e9);
        } catch (error) {
          assert.ok(
            error instanceof AssertionError || isMailError(error, 'send.tooLate'),
            `${name} of ${state}: ${error}`,
          );
        }
        assertSound(after);
        if (after !== item)
          assert.ok(allowed[name]?.includes(outboxState.parse(state)), `${name} changed a mail that is ${state}`);
      }
    }
  });

  test('whatever happens in whatever order, an accepted recipient never gets a second final dot', () => {
    const happening = fc.record({
      name: fc.constantFrom(...Object.keys(changes), 'submit'),
      outcome: fc.integer({ min: 0, max: 624 }),
      wait: fc.integer({ min: 0, max: staleMs }),
    });
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        let item = fresh(['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test']);
        let now = start;
        const taken = new Map<string, number>();
        for (const { name, outcome, wait } of happenings) {
          now += wait;
          try {
            item = name === 'submit' ? submitAgain(item, outcome, now, taken) : (changes[name]?.(item, now) ?? item);
          } catch (error) {
            assert.ok(error instanceof AssertionError || isMailError(error, 'send.tooLate'));
          }
          assertSound(item);
        }
        for (const [address, copies] of taken) assert.ok(copies <= 1, `${address} got ${copies}`);
      }),
      seeded(20_260_101, 2_000),
    );
  });
});

const changes: { readonly [name: string]: (item: OutboxItem, now: number) => OutboxItem } = {
  due: step.due,
  start: (item) => step.start(item),
  mark: (item, now) => step.markFinalDot(item, [], now),
  finish: (item, now) => step.finish(item, { verdicts: [], lost: new MailError('net.closed'), now, backoffMs: 1 }),
  giveUp: (item, now) => step.giveUp(item, new MailError('send.tooLarge'), now),
  recover: step.recover,
  cancel: step.cancel,
  retry: step.retry,
  stale: step.askIfStale,
  hurry: step.hurry,
  reschedule: (item, now) => step.reschedule(item, now + 1_000),
  told: step.told,
};
Object.assign(changes, { resolve: (item: OutboxItem, now: number) => step.resolve(item, 'arrived', now) });

/**
 * A whole attempt at a server that does as `outcome` says for each recipient in turn (base 5), and counts what it took.
 * An `unknown` is resolved as the truth has it, which is all that a person can be asked for.
 */
function submitAgain(item: OutboxItem, outcome: number, now: number, taken: Map<string, number>): OutboxItem {
  const sending = step.start(item);
  const open = sending.recipients.filter(({ state }) => state === 'pending');
  const outcomes = open.map(
    (_, index) =>
      (['accepted', 'deferred', 'refused', 'unknown', 'untouched'] as const)[Math.floor(outcome / 5 ** index) % 5] ??
      'untouched',
  );
  const handedOver = outcomes.some((one) => one === 'accepted' || one === 'unknown');
  const verdicts = open.map(({ address }, index): Verdict => {
    const one = outcomes[index] ?? 'untouched';
    return verdict(address, one, one === 'unknown' || one === 'untouched' ? '' : said[one]);
  });
  const marking = handedOver ? step.markFinalDot(sending, [], now) : sending;
  for (const { address, outcome: one } of verdicts)
    if (one === 'accepted' || one === 'unknown') taken.set(address, (taken.get(address) ?? 0) + 1);
  const after = step.finish(marking, { verdicts, lost: undefined, now, backoffMs: 1 });
  return after.state === 'inDoubt' ? step.resolve(after, 'arrived', now) : after;
}
