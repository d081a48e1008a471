import { accountUpdate } from '../../protocol/methods/accountUpdate.ts';
import { assertAccountConfig } from '../accounts/validate.ts';
import { handle } from '../handler.ts';

export const handleAccountUpdate = handle(accountUpdate, ({ accounts, accountStates }, { account, config }) => {
  assertAccountConfig(config);
  accounts.update(account, config);
  accountStates.signal('changed', account);
  return {};
});
