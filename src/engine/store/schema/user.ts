import type { Migration } from '../database.ts';
import { accounts } from './0001-accounts.ts';
import { operations } from './0002-operations.ts';
import { outbox } from './0003-outbox.ts';
import { drafts } from './0004-drafts.ts';
import { draftFiles } from './0005-draft-files.ts';
import { journal } from './0006-journal.ts';
import { identities } from './0007-identities.ts';
import { draftSafety } from './0008-draft-safety.ts';
import { sending } from './0009-sending.ts';
import { sms } from './0010-sms.ts';
import { stories } from './0011-stories.ts';
import { outboxQueue } from './0012-outbox-queue.ts';
import { mailingLists } from './0013-mailing-lists.ts';

/** user.db: what exists nowhere else. */
export const userMigrations: readonly Migration[] = [
  accounts,
  operations,
  outbox,
  drafts,
  draftFiles,
  journal,
  identities,
  draftSafety,
  sending,
  sms,
  stories,
  outboxQueue,
  mailingLists,
];
