import type { OutboxRecord, RecipientRecord } from '../protocol/records.ts';
import type { ReaderSending } from '../protocol/views/reader.ts';
import { limitText, type OutboxTextOptions, outboxStateText, recipientIcon, recipientText } from './outboxText.ts';

/** What became of a mail of ours, in the reader's words: of each sending, who needs attention first. */
export function readerSendings(
  sendings: readonly OutboxRecord[],
  options: OutboxTextOptions,
): readonly ReaderSending[] {
  return sendings.map((item) => ({
    id: item.id,
    text: sentence(outboxStateText(item, options)),
    hint: limitText(options.t, item),
    recipients: item.recipients
      .map((recipient) => ({
        address: recipient.address,
        icon: recipientIcon(recipient),
        tone: toneOf(recipient),
        text: recipientText(recipient, options),
      }))
      .sort((a, b) => order[a.tone] - order[b.tone]),
  }));
}

/** In a row of a list the state follows a subject; here it stands alone. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const order = { bad: 0, open: 1, good: 2 } as const;

/** `open`: nobody knows yet, or it is late. */
function toneOf({ state, fate, readAs }: RecipientRecord): keyof typeof order {
  if (fate === 'bounced' || (state === 'refused' && fate === '')) return 'bad';
  if (readAs !== '' || fate === 'delivered' || fate === 'relayed') return 'good';
  return fate === 'delayed' || state !== 'accepted' ? 'open' : 'good';
}
