import { accountConnect } from '../../protocol/methods/accountConnect.ts';
import { handle } from '../handler.ts';

export const handleAccountConnect = handle(accountConnect, ({ accounts, accountStates }, { account }) => {
  accounts.get(account);
  accountStates.signal('connect', account);
  return {};
});
