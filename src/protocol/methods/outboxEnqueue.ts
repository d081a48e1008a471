import { draftText } from '../draftText.ts';
import { method } from '../method.ts';
import { attachmentFile, outboxRecord } from '../records.ts';
import { boolean, integer, list, oneOf, optional, string, timestamp } from '../schema.ts';

/** Builds the message once and makes it durable; it leaves after `undoMs`. A draft can be queued once at a time. */
export const outboxEnqueue = method('outbox.enqueue', {
  params: {
    draft: string({ max: 4_096 }),
    text: draftText,
    files: list(attachmentFile, { max: 500 }),
    undoMs: integer({ max: 3_600_000 }),
    /** In place of what the draft's `send-at:` says. */
    sendAt: optional(timestamp),
    /** What to do where the mail is larger than the server takes; absent: `send.tooLarge`, and nothing is queued. */
    large: optional(oneOf('zip', 'split')),
    again: optional(boolean),
    /** Fingerprints (`draft.secrets`) that may leave this time. */
    allowSecrets: optional(list(string({ max: 64 }), { max: 100 })),
    /** Does not look for secrets: the person switched it off, or said so. */
    unguarded: optional(boolean),
    wait: optional(boolean),
    /** With `wait`: also for the time that it is scheduled for; else such a mail is not waited for. */
    stay: optional(boolean),
  },
  result: { item: outboxRecord },
  errors: [
    'draft.noRecipient',
    'draft.badAddress',
    'draft.noAccount',
    'draft.attachmentMissing',
    'draft.attachmentFolder',
    'draft.attachmentUnreadable',
    'draft.attachmentChanged',
    'draft.noHeaderBlock',
    'draft.alreadyQueued',
    'draft.alreadySent',
    'draft.badSendAt',
    'draft.sendAtPast',
    'draft.secretFound',
    'draft.notSearched',
    'account.receiveOnly',
    'send.tooLarge',
    'store.full',
  ],
  retry: 'never',
  timeoutMs: 0,
});
