import type { DeliveryMark, OutboxRecord } from '../protocol/records.ts';
import { outboxTexts } from '../texts/outbox.ts';
import { type OutboxTextOptions, outboxStateText, recipientText } from './outboxText.ts';

/** What became of a mail of ours, on its row in Sent: a codicon; what needs attention has a colour. */
export const deliveryIcons: { readonly [M in DeliveryMark]: { readonly icon: string; readonly color?: string } } = {
  returned: { icon: 'mail-reply', color: 'problemsErrorIcon.foreground' },
  refused: { icon: 'error', color: 'problemsErrorIcon.foreground' },
  inDoubt: { icon: 'question', color: 'problemsWarningIcon.foreground' },
  delayed: { icon: 'clock', color: 'problemsWarningIcon.foreground' },
  delivered: { icon: 'pass' },
  read: { icon: 'eye' },
};

/** The same for ears. */
export const deliveryMarkTexts = {
  returned: outboxTexts.markReturned,
  refused: outboxTexts.markRefused,
  inDoubt: outboxTexts.inDoubt,
  delayed: outboxTexts.fateDelayed,
  delivered: outboxTexts.fateDelivered,
  read: outboxTexts.markRead,
} as const satisfies { readonly [M in DeliveryMark]: string };

const recipientsShownMax = 10;

/** The last sending in lines of plain text, for a tooltip. */
export function storyLines(sendings: readonly OutboxRecord[], options: OutboxTextOptions): readonly string[] {
  const item = sendings.at(-1);
  if (!item) return [];
  const { recipients } = item;
  const people = recipients.slice(0, recipientsShownMax).map((one) => `${one.address}: ${recipientText(one, options)}`);
  return [outboxStateText(item, options), ...people, ...(recipients.length > people.length ? ['…'] : [])];
}
