import type { OutboxRecord, RecipientRecord } from '../protocol/records.ts';
import { outboxTexts } from '../texts/outbox.ts';
import { sendLimitOf, sendLimitTexts } from '../texts/sendLimits.ts';
import { plural, type Translate } from '../texts/translate.ts';
import type { Formats } from './formats.ts';

export interface OutboxTextOptions {
  readonly t: Translate;
  readonly formats: Formats;
  readonly nowMs: number;
}

/** The state of a mail on its way, in words: always what is true now. */
export function outboxStateText(item: OutboxRecord, { t, formats, nowMs }: OutboxTextOptions): string {
  switch (item.state) {
    case 'held':
      if (item.failure) return t(outboxTexts.asks, { time: formats.spokenDate(item.sendAt || item.createdAt) });
      if (item.sendAt > 0) return t(outboxTexts.heldUntil, { time: formats.spokenDate(item.dueAt) });
      return plural(t, outboxTexts.held, Math.max(0, Math.ceil((item.dueAt - nowMs) / 1_000)));
    case 'queued':
      return item.attempts > 0 && item.dueAt > nowMs
        ? t(isOffline(item) ? outboxTexts.queuedOffline : outboxTexts.queuedRetry, { time: formats.time(item.dueAt) })
        : t(outboxTexts.queued);
    case 'sending':
      return item.size > 0 && item.sentBytes > 0
        ? t(outboxTexts.sendingPart, {
            percent: Math.min(100, Math.floor((100 * item.sentBytes) / item.size)),
            done: formats.size(item.sentBytes),
            size: formats.size(item.size),
          })
        : t(outboxTexts.sending);
    case 'sent':
      return [t(outboxTexts.sent, { time: formats.shortDate(item.dueAt) }), ...fateCounts(t, item)].join(' · ');
    case 'failed':
      return [failedText(t, item), ...fateCounts(t, item)].join(' · ');
    case 'inDoubt':
      return t(outboxTexts.inDoubt);
    case 'cancelled':
      return t(outboxTexts.cancelled);
  }
}

/** The server was not reached: nothing is wrong with the mail. */
function isOffline({ failure }: OutboxRecord): boolean {
  return failure?.code.startsWith('net.') === true;
}

/** Refused for some, it was sent to the others. */
function failedText(t: Translate, { recipients }: OutboxRecord): string {
  const count = recipients.filter(({ state }) => state === 'accepted').length;
  return count === 0 ? t(outboxTexts.failed) : t(outboxTexts.sentPart, { count, total: recipients.length });
}

/** How many it reached and how many it came back from, as far as servers have reported. */
function fateCounts(t: Translate, { recipients }: OutboxRecord): readonly string[] {
  const count = (wanted: RecipientRecord['fate']) => recipients.filter(({ fate }) => fate === wanted).length;
  const [delivered, bounced] = [count('delivered'), count('bounced')];
  const read = recipients.filter(({ readAs }) => readAs === 'displayed').length;
  return [
    ...(delivered > 0 ? [plural(t, outboxTexts.delivered, delivered)] : []),
    ...(bounced > 0 ? [plural(t, outboxTexts.cameBack, bounced)] : []),
    ...(read > 0 ? [plural(t, outboxTexts.readBy, read)] : []),
  ];
}

export function recipientText(recipient: RecipientRecord, { t, formats }: Omit<OutboxTextOptions, 'nowMs'>): string {
  const { state, code, reply, fate, fateReason, fateStatus, readAs, readAt } = recipient;
  const read = readAs === '' ? '' : t(readTexts[readAs], { time: formats.spokenDate(readAt) });
  if (fate !== '') return [read, t(fateTexts[fate]), fateReason || fateStatus].filter(Boolean).join(' · ');
  if (read) return read;
  const words = t(recipientTexts[state]);
  if (code === 0 || state === 'accepted') return words;
  return `${words} · ${reply.startsWith(`${code}`) ? reply : `${code} ${reply}`}`;
}

/** What the provider's limits mean for a mail that they hold up; '' where none does. */
export function limitText(t: Translate, { failure, recipients }: OutboxRecord): string {
  const said = [String(failure?.data['serverSaid'] ?? ''), ...recipients.map(({ reply }) => reply)];
  const limit = said.map(sendLimitOf).find((one) => one !== undefined);
  return failure !== null && limit !== undefined ? t(sendLimitTexts[limit]) : '';
}

export function sentCopyText(t: Translate, item: OutboxRecord): string {
  if (item.state !== 'sent' || item.sentCopy === 'none') return '';
  return t(
    { pending: outboxTexts.copyPending, saved: outboxTexts.copySaved, failed: outboxTexts.copyFailed }[item.sentCopy],
  );
}

export function outboxIcon(item: OutboxRecord): string {
  return hasReturned(item) ? 'mail-reply' : wayIcons[item.state];
}

export function hasReturned({ recipients }: OutboxRecord): boolean {
  return recipients.some(({ fate }) => fate === 'bounced');
}

export function recipientIcon({ state, fate, readAs }: RecipientRecord): string {
  if (readAs !== '' && fate !== 'bounced') return readAs === 'deleted' ? 'trash' : 'eye';
  return fate === '' ? recipientIcons[state] : fateIcons[fate];
}

const recipientIcons: { readonly [S in RecipientRecord['state']]: string } = {
  pending: 'clock',
  accepted: 'pass',
  deferred: 'clock',
  refused: 'error',
  inDoubt: 'question',
};

type Fate = Exclude<RecipientRecord['fate'], ''>;

const fateIcons: { readonly [F in Fate]: string } = {
  delivered: 'pass-filled',
  relayed: 'pass',
  delayed: 'clock',
  bounced: 'error',
};

const fateTexts = {
  delivered: outboxTexts.fateDelivered,
  relayed: outboxTexts.fateRelayed,
  delayed: outboxTexts.fateDelayed,
  bounced: outboxTexts.fateBounced,
} as const satisfies { readonly [F in Fate]: string };

const readTexts = {
  displayed: outboxTexts.readDisplayed,
  deleted: outboxTexts.readDeleted,
  processed: outboxTexts.readProcessed,
} as const satisfies { readonly [R in Exclude<RecipientRecord['readAs'], ''>]: string };

/** What is on its way, mail or text, by state: codicon names. */
export const wayIcons: { readonly [S in OutboxRecord['state']]: string } = {
  held: 'watch',
  queued: 'clock',
  sending: 'sync~spin',
  sent: 'pass',
  failed: 'error',
  inDoubt: 'question',
  cancelled: 'circle-slash',
};

const recipientTexts = {
  pending: outboxTexts.recipientPending,
  accepted: outboxTexts.recipientAccepted,
  deferred: outboxTexts.recipientDeferred,
  refused: outboxTexts.recipientRefused,
  inDoubt: outboxTexts.recipientInDoubt,
} as const satisfies { readonly [S in RecipientRecord['state']]: string };
