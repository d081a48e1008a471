import type { Clock } from '../base/clock.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { followItem } from '../host/followItem.ts';
import { outboxList } from '../protocol/methods/outboxList.ts';
import type { OutboxRecord } from '../protocol/records.ts';
import { draftTexts } from '../texts/drafts.ts';
import { plural, type Translate } from '../texts/translate.ts';

export interface FollowDependencies {
  readonly engine: EngineCaller;
  readonly clock: Clock;
  readonly t: Translate;
}

/** {@link followItem} for a mail. One that waits for the network or for its next attempt is not waited for. */
export function followSending(
  item: OutboxRecord,
  { engine, clock, t }: FollowDependencies,
  options: { readonly signal: AbortSignal; readonly onStep: (step: string) => void },
): Promise<OutboxRecord | undefined> {
  const look = async () => (await engine.call(outboxList, {})).items.find(({ id }) => id === item.id);
  const step = (current: OutboxRecord, now: number) => stepText(current, now, t);
  return followItem(item, { look, changed: 'outboxChanged', isOver, stepText: step }, { engine, clock }, options);
}

function isOver({ state, attempts }: OutboxRecord): boolean {
  return (
    state === 'sent' ||
    state === 'failed' ||
    state === 'inDoubt' ||
    state === 'cancelled' ||
    (state === 'queued' && attempts > 0)
  );
}

function stepText({ state, dueAt, recipients, sentBytes, size }: OutboxRecord, now: number, t: Translate): string {
  if (state === 'held') {
    const seconds = Math.max(0, Math.ceil((dueAt - now) / 1_000));
    return plural(t, draftTexts.sendingSoon, recipients.length, { seconds });
  }
  return size > 0 ? t(draftTexts.sendingPart, { percent: Math.min(100, Math.floor((100 * sentBytes) / size)) }) : '';
}
