import type { Clock } from '../base/clock.ts';
import { DisposableList } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { smsList } from '../protocol/methods/smsList.ts';
import type { SmsRecord } from '../protocol/sms.ts';
import { smsTexts } from '../texts/sms.ts';
import { plural, type Translate } from '../texts/translate.ts';

export interface FollowSmsDependencies {
  readonly engine: EngineCaller;
  readonly clock: Clock;
  readonly t: Translate;
}

const tickMs = 1_000;

/**
 * Tells how far a text is until nothing more happens by itself, and returns it as it then is; undefined when it is gone from
 * the list or `signal` aborts. One that waits for the network, its key or its next attempt is not waited for.
 */
export function followSms(
  item: SmsRecord,
  { engine, clock, t }: FollowSmsDependencies,
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (step: string) => void },
): Promise<SmsRecord | undefined> {
  const resources = new DisposableList();
  let current = item;
  return new Promise<SmsRecord | undefined>((resolve) => {
    const show = () => onStep(stepText(current, clock.now(), t));
    const take = (next: SmsRecord | undefined) => {
      if (!next || isOver(next)) return resolve(next);
      current = next;
      show();
    };
    const look = async () => {
      const { items } = await engine.call(smsList, {});
      take(items.find(({ id }) => id === item.id));
    };
    const retryLook = () => void look().catch(() => {}); // The next event or second asks again.
    const tick = () => {
      show();
      if (current.state !== 'held' || clock.now() >= current.dueAt) retryLook();
      resources.add(clock.after(tickMs, tick));
    };
    resources.add(engine.on('smsChanged', ({ id }) => (id === null || id === item.id) && retryLook()));
    resources.add(engine.on('resync', retryLook));
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    take(item);
    tick();
  }).finally(() => resources.dispose());
}

function isOver({ state, recipients }: SmsRecord): boolean {
  if (state === 'queued') return recipients.some((one) => one.state === 'pending' && one.failure !== null);
  return state !== 'held' && state !== 'sending';
}

function stepText({ state, dueAt, recipients }: SmsRecord, now: number, t: Translate): string {
  if (state !== 'held') return '';
  return plural(t, smsTexts.leavesIn, recipients.length, { seconds: Math.max(0, Math.ceil((dueAt - now) / 1_000)) });
}
