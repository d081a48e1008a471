import type { Clock } from '../base/clock.ts';
import { DisposableList } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { outboxList } from '../protocol/methods/outboxList.ts';
import type { OutboxRecord } from '../protocol/records.ts';
import { draftTexts } from '../texts/drafts.ts';
import { plural, type Translate } from '../texts/translate.ts';

export interface FollowDependencies {
  readonly engine: EngineCaller;
  readonly clock: Clock;
  readonly t: Translate;
}

/**
 * Tells how far a mail is until nothing more happens by itself, and returns it as it then is; undefined when it is gone
 * from the outbox or `signal` aborts. One that waits for the network or for its next attempt is not waited for.
 */
export function followSending(
  item: OutboxRecord,
  { engine, clock, t }: FollowDependencies,
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (step: string) => void },
): Promise<OutboxRecord | undefined> {
  const resources = new DisposableList();
  let current = item;
  return new Promise<OutboxRecord | undefined>((resolve) => {
    const show = () => onStep(stepText(current, clock.now(), t));
    const take = (next: OutboxRecord | undefined) => {
      if (!next || isOver(next)) return resolve(next);
      current = next;
      show();
    };
    const look = async () => {
      const { items } = await engine.call(outboxList, {});
      take(items.find(({ id }) => id === item.id));
    };
    const retryLook = () => void look().catch(() => {}); // The next event or second asks again.
    const tick = () => {
      show();
      if (current.state !== 'held' || clock.now() >= current.dueAt) retryLook();
      resources.add(clock.after(tickMs, tick));
    };
    resources.add(engine.on('outboxChanged', ({ id }) => (id === null || id === item.id) && retryLook()));
    resources.add(engine.on('resync', retryLook));
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    take(item);
    tick();
  }).finally(() => resources.dispose());
}

const tickMs = 1_000;

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
