import { describeError } from '../host/errorNotice.ts';
import type { SmsRecipient, SmsRecord } from '../protocol/sms.ts';
import { outboxTexts } from '../texts/outbox.ts';
import { smsTexts } from '../texts/sms.ts';
import { plural, type Translate } from '../texts/translate.ts';
import type { Formats } from './formats.ts';
import { oneLine } from './messageText.ts';
import { wayIcons } from './outboxText.ts';

export interface SmsTextOptions {
  readonly t: Translate;
  readonly formats: Formats;
  readonly nowMs: number;
}

/** What a row of the tree shows, before it is one. */
export interface RowText {
  readonly label: string;
  readonly description: string;
  readonly tooltip: readonly string[];
  readonly spoken: string;
  /** A codicon's name. */
  readonly icon: string;
}

const shownNumbersMax = 20;

export function smsRow(item: SmsRecord, options: SmsTextOptions): RowText {
  const { t } = options;
  const label = oneLine(item.text);
  const state = smsStateText(item, options);
  const numbers = item.recipients.slice(0, shownNumbersMax).map(({ number }) => number);
  const to = t(smsTexts.toNumbers, { numbers: numbers.join(', ') });
  const through = t(smsTexts.through, { gateway: item.gatewayName });
  const parts = plural(t, smsTexts.partCount, item.parts);
  const why = failureSentence(t, item);
  return {
    label,
    description: `${state} · ${item.recipients.length === 1 ? numbers.join() : item.gatewayName}`,
    tooltip: [label, to, through, parts, state, why].filter(Boolean),
    spoken: [t(smsTexts.row), label, state, to, why].filter(Boolean).join(', '),
    icon:
      item.state === 'sent' || item.state === 'held' || item.state === 'queued'
        ? 'device-mobile'
        : wayIcons[item.state],
  };
}

export function smsNumberRow(recipient: SmsRecipient, t: Translate): RowText {
  const words = t(numberTexts[recipient.state]);
  const why = recipient.failure ? describeError(t, recipient.failure).sentence : '';
  return {
    label: recipient.number,
    description: words,
    tooltip: [recipient.number, words, why].filter(Boolean),
    spoken: [recipient.number, words, why].filter(Boolean).join(', '),
    icon: recipient.state === 'pending' ? 'clock' : wayIcons[recipient.state],
  };
}

/** The state of a text in words: always what is true now. */
export function smsStateText(item: SmsRecord, { t, formats, nowMs }: SmsTextOptions): string {
  switch (item.state) {
    case 'held':
      return plural(t, outboxTexts.held, Math.max(0, Math.ceil((item.dueAt - nowMs) / 1_000)));
    case 'queued':
      return item.attempts > 0 && item.dueAt > nowMs
        ? t(outboxTexts.queuedRetry, { time: formats.time(item.dueAt) })
        : t(outboxTexts.queued);
    case 'sending':
      return t(outboxTexts.sending);
    case 'sent':
      return t(outboxTexts.sent, { time: formats.shortDate(item.finishedAt) });
    case 'failed':
      return t(outboxTexts.failed);
    case 'inDoubt':
      return t(outboxTexts.inDoubt);
    case 'cancelled':
      return t(outboxTexts.cancelled);
  }
}

/** What is told of a text as a whole: the doubt before the refusal, the first number that has one. */
export function failureOfSms({ recipients }: SmsRecord): SmsRecipient['failure'] {
  const order = ['inDoubt', 'failed', 'pending'];
  const [worst] = recipients
    .filter(({ failure }) => failure !== null)
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return worst?.failure ?? null;
}

function failureSentence(t: Translate, item: SmsRecord): string {
  const failure = failureOfSms(item);
  return failure ? describeError(t, failure).sentence : '';
}

const numberTexts = {
  pending: smsTexts.numberPending,
  sending: smsTexts.numberSending,
  sent: smsTexts.numberSent,
  failed: smsTexts.numberFailed,
  inDoubt: smsTexts.numberInDoubt,
  cancelled: smsTexts.numberCancelled,
} as const satisfies { readonly [S in SmsRecipient['state']]: string };
