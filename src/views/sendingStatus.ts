import type { OutboxRecord } from '../protocol/records.ts';

export interface SendingStatus {
  /** Mail that leaves by itself as soon as it can; what has a time to leave at, or waits for a word, is not among it. */
  readonly count: number;
  /** How much of the mails under way has left; undefined where none is. */
  readonly percent: number | undefined;
  /** A codicon's name: turning only while something happens. */
  readonly icon: string;
}

/** What the status bar says of mail on its way. */
export function sendingStatus(items: readonly OutboxRecord[]): SendingStatus {
  const onTheirWay = items.filter(isOnItsWay);
  const sending = onTheirWay.filter(({ state }) => state === 'sending');
  const size = sending.reduce((sum, item) => sum + item.size, 0);
  const sent = sending.reduce((sum, item) => sum + item.sentBytes, 0);
  const waits = onTheirWay.every(({ state, attempts }) => state === 'queued' && attempts > 0);
  return {
    count: onTheirWay.length,
    percent: sent > 0 && size > 0 ? Math.min(100, Math.floor((100 * sent) / size)) : undefined,
    icon: waits ? 'clock' : 'sync~spin',
  };
}

function isOnItsWay({ state, sendAt, failure }: OutboxRecord): boolean {
  return state === 'sending' || state === 'queued' || (state === 'held' && sendAt === 0 && failure === null);
}
