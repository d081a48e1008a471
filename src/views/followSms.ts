import type { Clock } from '../base/clock.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { followItem } from '../host/followItem.ts';
import { smsList } from '../protocol/methods/smsList.ts';
import type { SmsRecord } from '../protocol/sms.ts';
import { smsTexts } from '../texts/sms.ts';
import { plural, type Translate } from '../texts/translate.ts';

export interface FollowSmsDependencies {
  readonly engine: EngineCaller;
  readonly clock: Clock;
  readonly t: Translate;
}

/** {@link followItem} for a text. One that waits for the network, its key or its next attempt is not waited for. */
export function followSms(
  item: SmsRecord,
  { engine, clock, t }: FollowSmsDependencies,
  options: { readonly signal: AbortSignal; readonly onStep: (step: string) => void },
): Promise<SmsRecord | undefined> {
  const look = async () => (await engine.call(smsList, {})).items.find(({ id }) => id === item.id);
  const step = (current: SmsRecord, now: number) => stepText(current, now, t);
  return followItem(item, { look, changed: 'smsChanged', isOver, stepText: step }, { engine, clock }, options);
}

function isOver({ state, recipients }: SmsRecord): boolean {
  if (state === 'queued') return recipients.some((one) => one.state === 'pending' && one.failure !== null);
  return state !== 'held' && state !== 'sending';
}

function stepText({ state, dueAt, recipients }: SmsRecord, now: number, t: Translate): string {
  if (state !== 'held') return '';
  return plural(t, smsTexts.leavesIn, recipients.length, { seconds: Math.max(0, Math.ceil((dueAt - now) / 1_000)) });
}
