import { method } from '../method.ts';
import { batchId, mailboxId } from '../records.ts';
import { boolean, list, optional, string } from '../schema.ts';

/**
 * Stores the message of a file in a mailbox. The engine keeps its bytes and needs the file no longer when it returns.
 * `wait`: returns when the server has it.
 */
export const messageAppend = method('message.append', {
  params: {
    mailbox: mailboxId,
    file: string({ max: 4_096 }),
    flags: list(string({ max: 100 }), { max: 20 }),
    wait: optional(boolean),
  },
  result: { batch: batchId },
  errors: ['mailbox.unknown', 'mailbox.refused', 'mailbox.overQuota', 'file.missing', 'message.tooLarge'],
  retry: 'never',
  timeoutMs: 120_000,
});
