import { assert, unreachable } from '../../base/assert.ts';
import { MailError } from '../../base/errors.ts';
import { refusal } from '../../mail/smtp/refusal.ts';
import { replyText } from '../../mail/smtp/reply.ts';
import { isTooMany, type Verdict } from '../../mail/smtp/verdict.ts';
import type { Failure, RecipientRecord } from '../../protocol/records.ts';
import { failureOf } from './failure.ts';
import { expiryMs, missedMs, staleMs } from './limits.ts';
import { assertNext, assertSound, hasAccepted, isOpen, type OutboxItem } from './outboxItem.ts';

/**
 * Every change of a mail in the outbox, as pure functions: state, time and what the server said in, state out. Each
 * checks what it starts from and what it makes.
 */

/**
 * Leaves the undo delay, or its time has come. A time that was missed by much is asked about; a mail that was asked about
 * (`failure` set) stays until a person decides.
 */
export function due(item: OutboxItem, now: number): OutboxItem {
  if (item.state !== 'held' || item.failure !== null || item.dueAt > now) return item;
  if (item.sendAt === 0) return next(item, { state: 'queued' });
  if (now - item.dueAt < missedMs) return next(item, { state: 'queued', queuedAt: now });
  const missed = new MailError('send.missed', { retry: 'afterUser', data: { since: item.sendAt } });
  return next(item, { failure: failureOf(missed) });
}

/** A person chooses another time for what has not left. Throws `send.tooLate`. */
export function reschedule(item: OutboxItem, sendAt: number): OutboxItem {
  if ((item.state !== 'held' && item.state !== 'queued') || hasAccepted(item)) throw new MailError('send.tooLate');
  return next(item, { state: 'held', failure: null, sendAt, dueAt: sendAt });
}

/** The person has been asked about it. */
export function told(item: OutboxItem): OutboxItem {
  if (!item.failure || !isAskedAbout(item)) return item;
  return next(item, { failure: { ...item.failure, data: { ...item.failure.data, told: true } } });
}

/** It waits for a person to say whether it shall still leave. */
export function isAskedAbout({ state, failure }: OutboxItem): boolean {
  return state === 'held' && (failure?.code === 'send.missed' || failure?.code === 'send.waitedLong');
}

/** The network is back, another secret is there, or a person asks for mail: what only those kept waiting goes now. */
export function hurry(item: OutboxItem, now: number): OutboxItem {
  const waitsForUs = item.state === 'queued' && /^(net|auth)\./.test(item.failure?.code ?? '') && item.dueAt > now;
  return waitsForUs ? next(item, { dueAt: now }) : item;
}

/** An attempt begins: all that are open are tried. */
export function start(item: OutboxItem): OutboxItem {
  assert(item.state === 'queued', 'only a queued mail is sent');
  const recipients = item.recipients.map((one) => (isOpen(one) ? { ...one, state: 'pending' as const } : one));
  return next(item, { state: 'sending', recipients, attempts: item.attempts + 1, finalDotAt: 0, failure: null });
}

/** The end of the message may leave from here on. `soFar`: what the server said to each recipient at RCPT. */
export function markFinalDot(item: OutboxItem, soFar: readonly Verdict[], now: number): OutboxItem {
  assert(item.state === 'sending' && item.finalDotAt === 0, 'a final dot follows one attempt once');
  const recipients = withVerdicts(item.recipients, soFar);
  assert(
    recipients.some(({ state }) => state === 'pending'),
    'a message goes to somebody',
  );
  return next(item, { recipients, finalDotAt: now });
}

/** How an attempt ended: the server's words, or `lost` where the line broke or sign-in failed. */
export interface AttemptEnd {
  readonly verdicts: readonly Verdict[];
  readonly lost: MailError | undefined;
  readonly now: number;
  readonly backoffMs: number;
}

export function finish(item: OutboxItem, { verdicts, lost, now, backoffMs }: AttemptEnd): OutboxItem {
  assert(item.state === 'sending', 'only an attempt under way ends');
  const recipients = withVerdicts(item.recipients, verdicts);
  const failure = failureAfter(verdicts, lost);
  const dueAt = wereTooMany(verdicts) ? now : now + backoffMs;
  return settle({ ...item, recipients }, { before: item, failure, now, dueAt });
}

/** It took the mail for as many as it takes at once, and only their number speaks against the others: they are next. */
function wereTooMany(verdicts: readonly Verdict[]): boolean {
  const deferred = verdicts.filter(({ outcome }) => outcome === 'deferred');
  const tookSome = verdicts.some(({ outcome }) => outcome === 'accepted');
  return tookSome && deferred.length > 0 && deferred.every(isTooMany);
}

/** Nothing was sent and trying again would not help: too large for the server, or its bytes are gone. */
export function giveUp(item: OutboxItem, error: MailError, now: number): OutboxItem {
  assert(item.state === 'sending' && item.finalDotAt === 0, 'only what has not left is given up');
  return next(item, { state: 'failed', failure: failureOf(error), finishedAt: now });
}

/** A process died while the mail was under way: without a final dot it has not left, with one nobody knows. */
export function recover(item: OutboxItem, now: number): OutboxItem {
  if (item.state !== 'sending') return item;
  const inDoubt = item.finalDotAt > 0;
  const recipients = item.recipients.map((one) =>
    inDoubt && one.state === 'pending' ? { ...one, state: 'inDoubt' as const } : one,
  );
  return settle({ ...item, recipients }, { before: item, failure: null, now, dueAt: now });
}

/** What waited very long is asked about before it leaves. */
export function askIfStale(item: OutboxItem, now: number): OutboxItem {
  const waits = item.state === 'queued' || (item.state === 'held' && item.failure === null && item.sendAt === 0);
  if (!waits || now - Math.max(item.queuedAt, item.state === 'held' ? item.dueAt : 0) < staleMs) return item;
  const failure = failureOf(new MailError('send.waitedLong', { retry: 'afterUser', data: { since: item.queuedAt } }));
  return next(item, { state: 'held', failure });
}

/** Takes back what has not left. Throws `send.tooLate` once the final dot may have, or when everything is over. */
export function cancel(item: OutboxItem, now: number): OutboxItem {
  const underWay = item.state === 'sending' && item.finalDotAt === 0;
  const open = underWay || item.state === 'held' || item.state === 'queued' || item.state === 'failed';
  if (item.state === 'cancelled') return item;
  if (!open) throw new MailError('send.tooLate');
  if (!hasAccepted(item)) return next(item, { state: 'cancelled', failure: null, finishedAt: now });
  if (!item.recipients.some(isOpen)) throw new MailError('send.tooLate'); // All have decided; some have it.
  return next(item, { state: 'failed', failure: failureOf(new MailError('send.cancelled')), finishedAt: now });
}

/** A person wants it to leave now, to all that have not accepted it. Throws `send.tooLate` for what can't. */
export function retry(item: OutboxItem, now: number): OutboxItem {
  const { state } = item;
  if (state === 'sending') return item;
  if (state === 'sent' || state === 'inDoubt' || state === 'cancelled') throw new MailError('send.tooLate');
  return requeue(item, now, (recipient) => recipient.state === 'refused' || recipient.state === 'deferred');
}

/**
 * A receipt leaves with a null return path (RFC 8098 §2.1), which some servers take from nobody who has signed in: refused
 * for that, it leaves once more as from its person. What comes back then is a mail that no program answers.
 */
export function asFromPerson(item: OutboxItem, address: string, now: number): OutboxItem {
  const isRefused = item.state === 'failed' && item.failure?.code === 'send.senderRefused';
  if (item.returnPath !== '' || !isRefused || hasAccepted(item)) return item;
  return requeue({ ...item, returnPath: address }, now, ({ state }) => state === 'refused');
}

/** A person ends the doubt: it arrived, or it shall go again. Does nothing to what is not in doubt. */
export function resolve(item: OutboxItem, decision: 'arrived' | 'sendAgain', now: number): OutboxItem {
  if (item.state !== 'inDoubt') return item;
  if (decision === 'sendAgain') return requeue(item, now, (recipient) => recipient.state === 'inDoubt');
  const recipients = item.recipients.map((one) =>
    one.state === 'inDoubt' ? { ...one, state: 'accepted' as const } : one,
  );
  return settle({ ...item, recipients }, { before: item, failure: null, now, dueAt: now });
}

function requeue(item: OutboxItem, now: number, again: (recipient: RecipientRecord) => boolean): OutboxItem {
  const recipients = item.recipients.map((one) => (again(one) ? { ...one, state: 'pending' as const } : one));
  return next(item, {
    ...{ state: 'queued', recipients, failure: null, dueAt: now, queuedAt: now },
    ...{ finalDotAt: 0, deferredSince: 0, finishedAt: 0 },
  });
}

interface Settling {
  readonly before: OutboxItem;
  readonly failure: Failure | null;
  readonly now: number;
  /** When the next attempt is due, if there is one. */
  readonly dueAt: number;
}

/** The mail's state is the summary of its recipients'. */
function settle(item: OutboxItem, { before, failure, now, dueAt }: Settling): OutboxItem {
  const has = (state: RecipientRecord['state']) => item.recipients.some((one) => one.state === state);
  const after = (change: Partial<OutboxItem>) => next(before, { ...item, ...change });
  if (has('inDoubt'))
    return after({ state: 'inDoubt', failure: failureOf(new MailError('send.inDoubt', { retry: 'afterUser' })) });
  const deferredSince = has('deferred') ? item.deferredSince || now : item.deferredSince;
  if (item.recipients.some(isOpen)) {
    const expired = has('deferred') && now - deferredSince >= expiryMs;
    if (!expired) return after({ state: 'queued', failure, dueAt, deferredSince, finalDotAt: 0 });
    const data = failure?.data ?? {};
    const expiry = failureOf(new MailError('send.expired', { retry: 'afterUser', data }));
    return after({ state: 'failed', failure: expiry, deferredSince, finalDotAt: 0, finishedAt: now });
  }
  const ended = { deferredSince, finalDotAt: 0, finishedAt: now };
  if (!has('refused')) return after({ state: 'sent', failure: null, ...ended });
  const said = failure?.code.startsWith('send.') ? failure : refusedFailure(item.recipients);
  return after({ state: 'failed', failure: said, ...ended });
}

/** Refused in an earlier attempt: its reply is all that is known of it now. */
function refusedFailure(recipients: readonly RecipientRecord[]): Failure {
  const refused = recipients.find(({ state }) => state === 'refused');
  const data = { recipient: refused?.address ?? '', serverSaid: refused?.reply ?? '', reply: refused?.code ?? 0 };
  return failureOf(new MailError('send.recipientRefused', { retry: 'afterUser', data }));
}

function withVerdicts(
  recipients: readonly RecipientRecord[],
  verdicts: readonly Verdict[],
): readonly RecipientRecord[] {
  const byAddress = new Map(verdicts.map((verdict) => [verdict.address, verdict]));
  return recipients.map((recipient) => {
    const verdict = byAddress.get(recipient.address);
    return verdict && isOpen(recipient) ? { ...recipient, ...changeFor(verdict) } : recipient;
  });
}

function changeFor({ outcome, reply }: Verdict): Partial<RecipientRecord> {
  const words = reply ? { code: reply.code, reply: replyText(reply) } : {};
  switch (outcome) {
    case 'accepted':
    case 'deferred':
    case 'refused':
      return { state: outcome, ...words };
    case 'unknown':
      return { state: 'inDoubt' };
    case 'untouched':
      return {};
    default:
      return unreachable(outcome);
  }
}

/** A refusal for good says more than one for now, and both more than a broken line. */
function failureAfter(verdicts: readonly Verdict[], lost: MailError | undefined): Failure | null {
  const worst =
    verdicts.find(({ outcome }) => outcome === 'refused') ?? verdicts.find(({ outcome }) => outcome === 'deferred');
  if (worst?.reply && worst.stage) {
    const recipient = worst.stage === 'rcpt' ? worst.address : undefined;
    return failureOf(refusal(worst.stage, worst.reply, recipient));
  }
  return lost ? failureOf(lost) : null;
}

function next(before: OutboxItem, change: Partial<OutboxItem>): OutboxItem {
  const after = { ...before, ...change };
  assertSound(before);
  assertSound(after);
  assertNext(before, after);
  return after;
}
