import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import type { Settings } from '../host/settings.ts';
import { receiptAnswer } from '../protocol/methods/receiptAnswer.ts';
import type { MessageContent } from '../protocol/records.ts';
import type { ReceiptChoice } from '../protocol/views/reader.ts';
import { receiptTexts } from '../texts/reader.ts';
import type { Translate } from '../texts/translate.ts';
import type { Formats } from './formats.ts';

export interface ReceiptDeps {
  readonly engine: EngineCaller;
  readonly settings: Pick<Settings, 'neverAskForReceipts'>;
  readonly notify: Pick<Notices, 'info'>;
  readonly formats: Pick<Formats, 'spokenDate'>;
  readonly t: Translate;
}

/** Does what the person said to the sender's wish for a receipt. Throws what `receipt.answer` does. */
export async function answerReceipt(
  { engine, settings, notify, formats, t }: ReceiptDeps,
  { row, receipt }: MessageContent,
  choice: ReceiptChoice,
): Promise<void> {
  const subject = row.subject.replace(/\s+/g, ' ').trim().slice(0, 500);
  const reader = row.to.length === 1 ? (row.to[0]?.address ?? '') : '';
  const words = {
    subject: t(receiptTexts.subject, { subject }),
    text: t(reader ? receiptTexts.text : receiptTexts.textNobody, {
      subject,
      date: formats.spokenDate(row.date),
      reader,
    }),
  };
  await engine.call(receiptAnswer, { id: row.id, answer: choice === 'send' ? 'send' : 'decline', ...words });
  if (choice === 'send') notify.info(t(receiptTexts.sent, { address: receipt?.to ?? '' }));
  if (choice !== 'never') return;
  await settings.neverAskForReceipts();
  notify.info(t(receiptTexts.neverSaid));
}
