import type { MessageRow } from '../../../src/protocol/records.ts';
import { mailboxId, messageRow } from '../../../src/protocol/records.ts';
import type { Translate } from '../../../src/texts/translate.ts';

/** Says a sentence in English, its gaps filled. */
export const english: Translate = (message, ...[values]) =>
  message.replace(/\{(\w+)\}/g, (gap, name) =>
    String((values && Object.entries(values).find(([key]) => key === name)?.[1]) ?? gap),
  );

export const inbox = mailboxId.parse('minbox');

/** A row as the engine gives it. */
export function row(uid: number, more: Partial<MessageRow> = {}): MessageRow {
  return messageRow.parse({
    id: `a1.minbox.7.${uid}`,
    account: 'a1',
    mailbox: 'minbox',
    uid,
    messageId: `<${uid}@example.org>`,
    from: [{ name: 'Zhang Wei', address: 'zw@example.org' }],
    to: [{ name: '', address: 'me@example.org' }],
    subject: 'Re: build is red',
    date: new Date('2026-11-19T14:05:00').getTime(),
    flags: ['\\Seen'],
    size: 1_000,
    hasAttachment: false,
    threadId: 't1',
    ...more,
  });
}
