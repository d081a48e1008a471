import type { Migration } from '../database.ts';

/**
 * user.db: what a queue of thousands asks for at every step, found without a look through all: the next mail of an account,
 * mail that waits for its time, whether a draft is on its way, how many are listed.
 */
export const outboxQueue: Migration = {
  version: 12,
  name: 'outbox queue',
  sql: `
    CREATE INDEX outbox_waiting ON outbox (state, account, due_at);
    CREATE INDEX outbox_of_draft ON outbox (draft, draft_digest) WHERE draft <> '';
    CREATE INDEX outbox_listed ON outbox (position) WHERE hidden = 0;
  `,
};
