import { MailError } from '../../base/errors.ts';
import { messageDelete } from '../../protocol/methods/messageDelete.ts';
import { handle } from '../handler.ts';
import { expungeOperations, moveOperations, perAccount } from '../sync/chosenMessages.ts';

export const handleMessageDelete = handle(
  messageDelete,
  async ({ actions, messageSources, mailboxes }, { ids, wait }, { signal }) => {
    const plans = [...perAccount(messageSources, ids)].map(([account, chosen]) => {
      const trash = mailboxes.bySpecialUse(account, 'trash');
      if (!trash) throw new MailError('mailbox.noTrash', { retry: 'afterUser', data: { account } });
      const inTrash = chosen.filter(({ row }) => row.mailbox === trash.id);
      const elsewhere = chosen.filter(({ row }) => row.mailbox !== trash.id);
      return {
        account,
        moves: moveOperations(elsewhere, trash.id),
        expunges: expungeOperations(inTrash),
        moved: elsewhere.length,
        deleted: inTrash.length,
      };
    });
    const batch = actions.newBatch();
    for (const { account, moves, expunges } of plans) actions.add(account, batch, [...moves, ...expunges]);
    if (wait) await actions.wait(batch, { signal });
    const sum = (field: 'moved' | 'deleted') => plans.reduce((total, plan) => total + plan[field], 0);
    return { batch, moved: sum('moved'), deleted: sum('deleted') };
  },
);
