/** The lasting name of a message: account, mailbox, UIDVALIDITY and UID in one string. */
import { MailError } from '../../base/errors.ts';
import {
  type AccountId,
  accountId,
  type MailboxId,
  type MessageId,
  mailboxId,
  messageId,
} from '../../protocol/records.ts';

export interface MessageKey {
  readonly mailbox: MailboxId;
  /** 0 where the server has none. */
  readonly uidValidity: number;
  readonly uid: number;
}

export function formatMessageId(account: AccountId, { mailbox, uidValidity, uid }: MessageKey): MessageId {
  return messageId.parse(`${account}.${mailbox}.${uidValidity}.${uid}`);
}

/** Throws `message.unknown` for numbers that no server gives. */
export function parseMessageId(id: MessageId): { readonly account: AccountId; readonly key: MessageKey } {
  const [account, mailbox, validity, uid] = id.split('.');
  const key = { mailbox: mailboxId.parse(mailbox), uidValidity: Number(validity), uid: Number(uid) };
  if (!Number.isSafeInteger(key.uidValidity) || !(key.uid > 0))
    throw new MailError('message.unknown', { data: { message: id } });
  return { account: accountId.parse(account), key };
}

/** The same as a map's key. */
export function keyText({ mailbox, uidValidity, uid }: MessageKey): string {
  return `${mailbox}.${uidValidity}.${uid}`;
}
