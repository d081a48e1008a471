import { accountImpact } from '../../protocol/methods/accountImpact.ts';
import { handle } from '../handler.ts';
import { impactOf } from '../store/accountCounts.ts';

/** Drafts are files of their own and stay when an account goes: none is lost. */
export const handleAccountImpact = handle(accountImpact, ({ accounts, user, cache, sync, localMail }, { account }) => {
  accounts.get(account);
  const keptHere = sync.find(account)?.isLocal ? localMail.countOf(account) : 0;
  return { ...impactOf({ user, cache }, account), keptHere, drafts: 0 };
});
