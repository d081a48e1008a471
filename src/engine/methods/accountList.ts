import { accountList } from '../../protocol/methods/accountList.ts';
import { handle } from '../handler.ts';
import { unreadOf } from '../store/accountCounts.ts';

export const handleAccountList = handle(accountList, ({ accounts, accountStates, cache }) => ({
  accounts: accounts
    .all()
    .map(({ id, config }) => ({ id, config, ...accountStates.get(id), unread: unreadOf(cache, id) })),
}));
