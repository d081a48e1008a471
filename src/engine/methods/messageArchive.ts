import { MailError } from '../../base/errors.ts';
import { messageArchive } from '../../protocol/methods/messageArchive.ts';
import type { AccountId } from '../../protocol/records.ts';
import type { EngineContext } from '../context.ts';
import { handle } from '../handler.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { moveOperations, perAccount } from '../sync/chosenMessages.ts';

export const handleMessageArchive = handle(messageArchive, (context: EngineContext, { ids }) => {
  const { actions, messageSources } = context;
  const plans = [...perAccount(messageSources, ids)].map(([account, chosen]) => {
    const archive = archiveOf(context, account);
    if (!archive) throw new MailError('mailbox.noArchive', { retry: 'afterUser', data: { account } });
    return { account, operations: moveOperations(chosen, archive.id) };
  });
  const batch = actions.newBatch();
  for (const { account, operations } of plans) actions.add(account, batch, operations);
  return {
    batch,
    moved: plans.flatMap(({ operations }) => operations).reduce((sum, { messages }) => sum + messages.length, 0),
  };
});

/** What the person picked, else what the server names. On Gmail the archive is what All Mail holds. */
function archiveOf(
  { accounts, mailboxes }: Pick<EngineContext, 'accounts' | 'mailboxes'>,
  account: AccountId,
): MailboxState | undefined {
  const { archivePath } = accounts.get(account).config;
  const picked =
    archivePath && mailboxes.all(account).find(({ path, selectable }) => path === archivePath && selectable);
  return picked || (mailboxes.bySpecialUse(account, 'archive') ?? mailboxes.bySpecialUse(account, 'all'));
}
