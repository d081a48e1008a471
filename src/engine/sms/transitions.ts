import { assert } from '../../base/assert.ts';
import { backoffMs } from '../../base/backoff.ts';
import { MailError } from '../../base/errors.ts';
import type { Random } from '../../base/random.ts';
import type { Failure } from '../../protocol/records.ts';
import { smsExpiryMs, smsRetryPolicy } from './limits.ts';
import { type SmsItem, type SmsOutcome, type SmsTarget, stateOf } from './smsItem.ts';

/** How texts change, pure: what there was, what happened, what there is. */

/** Refusals that the next number would meet as well: nobody is asked again then. */
const concernsAll: ReadonlySet<string> = new Set([
  'sms.badKey',
  'sms.noCredit',
  'sms.contentRefused',
  'sms.templateRefused',
  'sms.signatureRefused',
  'sms.notAllowed',
  'sms.accountLocked',
  'sms.tooLong',
  'sms.certificate',
  'sms.redirected',
]);

/** The time to take it back is over. */
export function due(item: SmsItem, now: number): SmsItem {
  return item.held && item.dueAt <= now ? { ...item, held: false } : item;
}

/** The request for one number is made next. */
export function begin(item: SmsItem, index: number): SmsItem {
  assert(item.targets[index]?.state === 'pending', 'only what waits is sent');
  return change(item, index, { state: 'sending', leftAt: 0 });
}

/** Durable before the first byte leaves: a crash after this is a doubt. */
export function leave(item: SmsItem, index: number, now: number): SmsItem {
  assert(item.targets[index]?.state === 'sending', 'what leaves is under way');
  return change(item, index, { leftAt: now });
}

export function settle(item: SmsItem, index: number, outcome: SmsOutcome, now: number, random: Random): SmsItem {
  const target = item.targets[index];
  assert(target?.state === 'sending', 'an answer belongs to what is under way');
  if (outcome.state === 'deferred') return defer(item, index, outcome.failure, now, random);
  if (outcome.state === 'inDoubt')
    return finish(
      change(item, index, { state: 'inDoubt', leftAt: target.leftAt || now, failure: outcome.failure }),
      now,
    );
  if (outcome.state === 'sent')
    return finish(
      change(item, index, { state: 'sent', leftAt: 0, failure: null, gatewayRef: outcome.gatewayRef }),
      now,
    );
  const { failure } = outcome;
  const failed = change(item, index, { state: 'failed', leftAt: 0, failure });
  return finish(concernsAll.has(failure.code) ? failPending(failed, failure) : failed, now);
}

/** It waits for something else than its turn. Not an attempt. */
export function waitFor(item: SmsItem, failure: Failure): SmsItem {
  const targets = item.targets.map((target) => (target.state === 'pending' ? { ...target, failure } : target));
  return item.targets.every(({ state, failure: had }) => state !== 'pending' || had?.code === failure.code)
    ? item
    : { ...item, targets };
}

/** Too old to leave by itself. */
export function expire(item: SmsItem, now: number): SmsItem {
  if (stateOf(item) !== 'queued' || now - item.queuedAt < smsExpiryMs) return item;
  return finish(
    failPending(item, { code: 'sms.waitedLong', retry: 'afterUser', data: { gateway: item.gatewayName } }),
    now,
  );
}

/** After a crash: what had left is in doubt, what had not waits again. */
export function recover(item: SmsItem, now: number): SmsItem {
  const targets = item.targets.map((target): SmsTarget => {
    if (target.state !== 'sending') return target;
    if (target.leftAt === 0) return { ...target, state: 'pending' };
    const data = { gateway: item.gatewayName };
    return { ...target, state: 'inDoubt', failure: { code: 'sms.interrupted', retry: 'afterUser', data } };
  });
  const recovered = targets.some((target, index) => target !== item.targets[index]) ? { ...item, targets } : item;
  return expire(due(recovered, now), now);
}

/** Throws `sms.tooLate` where nothing is left to take back. */
export function cancel(item: SmsItem, now: number): SmsItem {
  if (!item.targets.some(({ state }) => state === 'pending')) throw new MailError('sms.tooLate');
  const targets = item.targets.map(
    (target): SmsTarget => (target.state === 'pending' ? { ...target, state: 'cancelled', failure: null } : target),
  );
  return finish({ ...item, targets }, now);
}

/** Throws `sms.tooLate` where there is nothing to send: all have it, or are in doubt. */
export function retry(item: SmsItem, now: number): SmsItem {
  const open = (state: SmsTarget['state']) => state === 'pending' || state === 'failed' || state === 'cancelled';
  if (!item.targets.some(({ state }) => open(state))) throw new MailError('sms.tooLate');
  return again(item, now, ({ state }) => open(state));
}

/** A person knows: it arrived, or shall go once more. */
export function resolve(item: SmsItem, decision: 'sendAgain' | 'arrived', now: number): SmsItem {
  if (decision === 'sendAgain') return again(item, now, ({ state }) => state === 'inDoubt');
  const targets = item.targets.map(
    (target): SmsTarget =>
      target.state === 'inDoubt' ? { ...target, state: 'sent', leftAt: 0, failure: null } : target,
  );
  return finish({ ...item, targets }, now);
}

/** What waits for time or a secret is tried now. */
export function hurry(item: SmsItem, now: number): SmsItem {
  return stateOf(item) === 'queued' && item.dueAt > now ? { ...item, dueAt: now } : item;
}

function again(item: SmsItem, now: number, meant: (target: SmsTarget) => boolean): SmsItem {
  const targets = item.targets.map(
    (target): SmsTarget => (meant(target) ? { ...target, state: 'pending', leftAt: 0, failure: null } : target),
  );
  return { ...item, targets, held: false, queuedAt: now, dueAt: now, attempts: 0, finishedAt: 0 };
}

function defer(item: SmsItem, index: number, failure: Failure, now: number, random: Random): SmsItem {
  const attempts = item.attempts + 1;
  const waits = change(item, index, { state: 'pending', leftAt: 0, failure });
  const later = { ...waits, attempts, dueAt: now + backoffMs(smsRetryPolicy, attempts, random) };
  return expire(later, now);
}

function failPending(item: SmsItem, failure: Failure): SmsItem {
  const targets = item.targets.map(
    (target): SmsTarget => (target.state === 'pending' ? { ...target, state: 'failed', failure } : target),
  );
  return { ...item, targets };
}

function finish(item: SmsItem, now: number): SmsItem {
  const isOpen = item.targets.some(({ state }) => state === 'pending' || state === 'sending');
  return isOpen ? item : { ...item, held: false, finishedAt: now };
}

function change(item: SmsItem, index: number, values: Partial<SmsTarget>): SmsItem {
  return { ...item, targets: item.targets.map((target, at) => (at === index ? { ...target, ...values } : target)) };
}
