/** The row of a message whose bytes are here, as FETCH would tell it. Pure. */
import type { ReadMessage } from '../../mail/mime/read.ts';
import type { NewMessage } from '../store/messages.ts';
import { toNewMessage } from './toRow.ts';

export interface RowFacts {
  readonly uid: number;
  readonly size: number;
  readonly flags: readonly string[];
  readonly internalDate: number;
}

export function messageRow(mail: ReadMessage, { uid, size, flags, internalDate }: RowFacts): NewMessage {
  const { from, to, cc, bcc, subject, messageId, date } = mail;
  return toNewMessage({
    ...{ seq: 0, uid, hasEnvelope: true, damaged: false, flags, internalDate, size },
    hasAttachment: mail.attachments.some(({ inline }) => !inline),
    references: mail.references.join(' '),
    envelope: { from, to, cc, bcc, subject, messageId, date: date ?? null, inReplyTo: mail.inReplyTo[0] ?? '' },
  });
}
