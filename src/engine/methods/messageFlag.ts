import { messageFlag } from '../../protocol/methods/messageFlag.ts';
import { handle } from '../handler.ts';
import { flagOperations, perAccount } from '../sync/chosenMessages.ts';

export const handleMessageFlag = handle(
  messageFlag,
  async ({ actions, messageSources }, { ids, add, remove, wait }, { signal }) => {
    const batch = actions.newBatch();
    for (const [account, chosen] of perAccount(messageSources, ids))
      actions.add(account, batch, flagOperations(chosen, add, remove));
    if (wait) await actions.wait(batch, { signal });
    return { batch };
  },
);
