import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { EngineConnection } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import { outboxList } from '../protocol/methods/outboxList.ts';
import { outboxRetry } from '../protocol/methods/outboxRetry.ts';
import { outboxTakeAsked } from '../protocol/methods/outboxTakeAsked.ts';
import type { OutboxRecord } from '../protocol/records.ts';
import { outboxTexts } from '../texts/outbox.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { coalesce } from './coalesce.ts';
import type { Formats } from './formats.ts';
import { oneLine } from './messageText.ts';

export interface OutboxNoticesOptions {
  readonly engine: Pick<EngineConnection, 'call' | 'on' | 'onConnected'>;
  readonly notify: Pick<Notices, 'error' | 'warn'>;
  readonly run: (command: string, ...given: readonly unknown[]) => Promise<void>;
  readonly formats: Pick<Formats, 'spokenDate'>;
  readonly clock: Clock;
  readonly t: Translate;
}

/** A burst of changes of the outbox is looked at once, ms. */
const lookEveryMs = 2_000;

/**
 * Asks about mail whose time passed while nothing could leave, and tells of mail that came back: once, in one window.
 */
export function createOutboxNotices({ engine, notify, run, formats, clock, t }: OutboxNoticesOptions): Disposable {
  const resources = new DisposableList();
  const sendNow = async (items: readonly OutboxRecord[]) => {
    for (const { id } of items) await engine.call(outboxRetry, { id });
  };
  const openOutbox = { label: t(outboxTexts.showOutbox), run: () => run('mailroom.openOutbox') };
  const tell = (items: readonly OutboxRecord[]) => {
    const [first] = items;
    if (!first) return;
    const now = { label: t(outboxTexts.sendNow), run: () => sendNow(items) };
    if (items.length > 1) return notify.warn(plural(t, outboxTexts.missedMany, items.length), [now, openOutbox]);
    const subject = oneLine(first.subject) || t(viewTexts.noSubject);
    const message = t(outboxTexts.missed, { subject, time: formats.spokenDate(first.sendAt || first.createdAt) });
    const later = { label: t(outboxTexts.schedule), run: () => run('mailroom.outboxReschedule', node(first)) };
    return notify.warn(message, [now, later, openOutbox]);
  };
  const look = async () => tell((await engine.call(outboxTakeAsked, {})).items);
  const ask = resources.add(coalesce(clock, lookEveryMs, () => void look().catch((error) => notify.error(error))));
  const tellReturned = async (id: OutboxRecord['id'], address: string) => {
    const item = (await engine.call(outboxList, {})).items.find((one) => one.id === id);
    const recipient = item?.recipients.find((one) => one.address === address);
    if (!item || !recipient) return; // Removed meanwhile.
    const subject = oneLine(item.subject) || t(viewTexts.noSubject);
    const reason = recipient.fateReason || recipient.fateStatus;
    const message = reason
      ? t(outboxTexts.returned, { subject, address, reason })
      : t(outboxTexts.returnedNoReason, { subject, address });
    const dialogue = { label: t(outboxTexts.showDialogue), run: () => run('mailroom.outboxDialogue', node(item)) };
    notify.warn(message, [dialogue, openOutbox]);
  };
  resources.add(
    engine.on(
      'mailReturned',
      ({ id, address }) => void tellReturned(id, address).catch((error) => notify.error(error)),
    ),
  );
  resources.add(engine.onConnected(ask.call));
  resources.add(engine.on('outboxChanged', ask.call));
  return resources;
}

function node(item: OutboxRecord) {
  return { kind: 'outbox' as const, item };
}
