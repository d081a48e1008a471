import type { Database } from '../store/database.ts';
import { DraftCopyStore } from '../store/draftCopies.ts';
import type { SyncService } from '../sync/syncService.ts';
import { draftParts } from './draftParts.ts';
import { ServerDrafts, type ServerDraftsDeps } from './serverDrafts.ts';

/** Copies of drafts over the connections that sync works with. */
export function createServerDrafts(
  parts: Omit<ServerDraftsDeps, 'copies' | 'change' | 'refresh' | 'parts'> & {
    readonly user: Database;
    readonly sync: Pick<SyncService, 'get' | 'find'>;
  },
): ServerDrafts {
  const { user, sync, log } = parts;
  return new ServerDrafts({
    ...parts,
    copies: new DraftCopyStore({ user }),
    change: (account, task, options) => sync.get(account).change(task, options),
    refresh: (account, mailbox) => {
      const { signal } = new AbortController();
      sync
        .find(account)
        ?.sync({ signal, mailbox, onProgress: () => {} })
        .catch((error) => log.info('draft.mailboxNotListed', { error })); // The next pass lists it.
    },
    parts: ({ files }) => draftParts(files),
  });
}
