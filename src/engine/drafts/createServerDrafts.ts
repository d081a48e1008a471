import type { AttachmentFile } from '../../protocol/records.ts';
import { statFile } from '../files.ts';
import type { SecretGuard } from '../guard/secretGuard.ts';
import type { Database } from '../store/database.ts';
import { DraftCopyStore } from '../store/draftCopies.ts';
import type { MessageLists } from '../store/messageLists.ts';
import type { SyncService } from '../sync/syncService.ts';
import { draftParts } from './draftParts.ts';
import { ServerDrafts, type ServerDraftsDeps } from './serverDrafts.ts';

/** Copies of drafts over the connections that sync works with. */
export function createServerDrafts(
  parts: Omit<ServerDraftsDeps, 'copies' | 'change' | 'refresh' | 'holdsSecret' | 'isListed' | 'parts'> & {
    readonly user: Database;
    readonly messageLists: Pick<MessageLists, 'find'>;
    readonly secretGuard: Pick<SecretGuard, 'find'>;
    readonly sync: Pick<SyncService, 'get' | 'find'>;
  },
): ServerDrafts {
  const { user, sync, log, secretGuard, messageLists } = parts;
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
    holdsSecret: async ({ text, files }, options) => {
      const there: AttachmentFile[] = [];
      for (const file of files) if (await statFile(file.path).catch(() => undefined)) there.push(file);
      return (await secretGuard.find({ text, files: there }, options)).secrets.length > 0;
    },
    isListed: ({ mailbox, uidValidity, uid }) => messageLists.find({ mailbox, uidValidity, uid }) !== undefined,
    parts: ({ files }) => draftParts(files),
  });
}
