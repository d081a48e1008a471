import { accountImpact } from '../../protocol/methods/accountImpact.ts';
import { handle } from '../handler.ts';
import { impactOf } from '../store/accountCounts.ts';

/** Drafts are files of their own and stay when an account goes: none is lost. */
export const handleAccountImpact = handle(accountImpact, ({ accounts, user, cache }, { account }) => {
  accounts.get(account);
  return { ...impactOf({ user, cache }, account), drafts: 0 };
});
