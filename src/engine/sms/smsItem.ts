import { assert } from '../../base/assert.ts';
import type { Failure } from '../../protocol/records.ts';
import type { GatewayId, SmsId, SmsRecipient, SmsRecord, SmsState } from '../../protocol/sms.ts';

/** One number that a text goes to. */
export interface SmsTarget extends SmsRecipient {
  /** When its request was about to leave, ms; 0 = not, or not any more. From then on the gateway may have acted. */
  readonly leftAt: number;
}

/** One text, as user.db has it. Times in ms; 0 = not yet. */
export interface SmsItem {
  readonly id: SmsId;
  readonly gateway: GatewayId;
  readonly gatewayName: string;
  readonly text: string;
  readonly template: string;
  readonly values: readonly (readonly [name: string, value: string])[];
  readonly parts: number;
  /** True until the time in which it can be taken back is over. */
  readonly held: boolean;
  readonly targets: readonly SmsTarget[];
  readonly createdAt: number;
  /** When a person last wanted it to leave. */
  readonly queuedAt: number;
  readonly dueAt: number;
  readonly attempts: number;
  readonly finishedAt: number;
}

/** What is true of a text as a whole: the most urgent thing that is true of one of its numbers. */
export function stateOf({ held, targets }: SmsItem): SmsState {
  const some = (state: SmsTarget['state']) => targets.some((target) => target.state === state);
  if (some('sending')) return 'sending';
  if (some('pending')) return held ? 'held' : 'queued';
  if (some('inDoubt')) return 'inDoubt';
  if (some('failed')) return 'failed';
  return some('sent') ? 'sent' : 'cancelled';
}

export function recordOf(item: SmsItem): SmsRecord {
  const { id, gateway, gatewayName, text, parts, createdAt, dueAt, finishedAt, attempts } = item;
  const recipients = item.targets.map(({ number, state, gatewayRef, failure }) => ({
    number,
    state,
    gatewayRef,
    failure,
  }));
  return {
    id,
    gateway,
    gatewayName,
    state: stateOf(item),
    text,
    parts,
    recipients,
    createdAt,
    dueAt,
    finishedAt,
    attempts,
  };
}

/** What must hold of every text, before it is written and after it was read. */
export function assertSound({ targets }: SmsItem): void {
  assert(targets.length > 0, 'a text goes to somebody');
  assert(
    targets.filter(({ state }) => state === 'sending').length <= 1,
    'one request of a text is under way at a time',
  );
  for (const { state, leftAt, failure } of targets) {
    assert(leftAt === 0 || state === 'sending' || state === 'inDoubt', 'only what is under way or in doubt has left');
    assert(state !== 'inDoubt' || leftAt > 0, 'only what has left can be in doubt');
    assert(state !== 'failed' || failure !== null, 'a refusal has its reason');
  }
}

/** A change may never take back that a text was sent, nor send again what is in doubt unasked. */
export function assertNext(before: SmsItem, after: SmsItem): void {
  assert(before.id === after.id && before.targets.length === after.targets.length, 'a text keeps its numbers');
  before.targets.forEach(({ state, number }, index) => {
    const next = after.targets[index];
    assert(next?.number === number, 'numbers keep their order');
    assert(state !== 'sent' || next.state === 'sent', 'what was sent stays sent');
  });
}

export type SmsOutcome =
  | { readonly state: 'sent'; readonly gatewayRef: string }
  | { readonly state: 'failed' | 'inDoubt'; readonly failure: Failure }
  /** It could not leave; time may mend it. */
  | { readonly state: 'deferred'; readonly failure: Failure };
