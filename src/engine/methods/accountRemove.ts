import { MailError } from '../../base/errors.ts';
import { accountRemove } from '../../protocol/methods/accountRemove.ts';
import { handle } from '../handler.ts';
import { impactOf } from '../store/accountCounts.ts';

/** Whoever serves the account lets go of it at the signal, which also forgets what is cached of it. */
export const handleAccountRemove = handle(
  accountRemove,
  ({ accounts, accountStates, secrets, user, cache }, { account, discardOutbox }) => {
    accounts.get(account);
    const { queued, inDoubt } = impactOf({ user, cache }, account);
    if (queued + inDoubt > 0 && !discardOutbox)
      throw new MailError('account.hasOutbox', { retry: 'afterUser', data: { account, queued, inDoubt } });
    accounts.remove(account);
    secrets.forget(account);
    accountStates.signal('removed', account);
    return {};
  },
);
