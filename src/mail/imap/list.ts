/** LIST with STATUS (RFC 9051 §6.3.9, RFC 5819): every mailbox of an account, its part in the mail, its counts. */
import type { MailError } from '../../base/errors.ts';
import type { ImapConnection } from './connection.ts';
import { imapError } from './refusal.ts';

export interface ListedMailbox {
  /** As text: modified UTF-7 is decoded. */
  readonly path: string;
  readonly name: string;
  readonly delimiter: string;
  /** `\Sent` and so on, as the server says or as the name tells; '' when it has no part. */
  readonly specialUse: string;
  readonly selectable: boolean;
  readonly subscribed: boolean;
  /** Undefined where the mailbox has none, or the server refused STATUS: `failure` says why. */
  readonly status: MailboxStatus | undefined;
  readonly failure: MailError | undefined;
}

export interface MailboxStatus {
  readonly messages: number;
  readonly unseen: number;
  readonly uidNext: number;
  readonly uidValidity: number;
  /** Bytes of all messages; undefined without STATUS=SIZE (RFC 8438). */
  readonly bytes: number | undefined;
  /** Undefined without CONDSTORE. */
  readonly highestModSeq: bigint | undefined;
}

/** All mailboxes, in the server's order. A failed LIST throws: it is never an empty list. */
export async function listMailboxes(connection: ImapConnection): Promise<readonly ListedMailbox[]> {
  const listed = await connection.listMailboxes();
  return listed.map((entry) => {
    const status = entry.status;
    const failed = status && 'error' in status ? status.error : undefined;
    return {
      path: entry.path,
      name: entry.name,
      delimiter: entry.delimiter ?? '',
      specialUse: entry.specialUse ?? '',
      selectable: !entry.flags.has('\\Noselect') && !entry.flags.has('\\NonExistent'),
      subscribed: entry.subscribed === true,
      status: status && failed === undefined && status.messages !== undefined ? statusOf(status) : undefined,
      failure: failed === undefined ? undefined : imapError(failed),
    };
  });
}

function statusOf(status: {
  messages?: number | undefined;
  unseen?: number | undefined;
  uidNext?: number | undefined;
  uidValidity?: bigint | undefined;
  highestModseq?: bigint | undefined;
  size?: number | undefined;
}): MailboxStatus {
  return {
    messages: status.messages ?? 0,
    unseen: status.unseen ?? 0,
    uidNext: status.uidNext ?? 0,
    uidValidity: Number(status.uidValidity ?? 0),
    bytes: status.size,
    highestModSeq: status.highestModseq,
  };
}
