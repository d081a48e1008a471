import { accountAdd } from '../../protocol/methods/accountAdd.ts';
import { assertAccountConfig } from '../accounts/validate.ts';
import { handle } from '../handler.ts';

export const handleAccountAdd = handle(
  accountAdd,
  ({ accounts, accountStates, secrets }, { config, id, secret, smtpSecret }) => {
    assertAccountConfig(config);
    const account = accounts.add(config, id);
    if (secret !== undefined) secrets.provide({ account, service: 'imap' }, secret);
    if (smtpSecret !== undefined) secrets.provide({ account, service: 'smtp' }, smtpSecret);
    accountStates.signal('added', account);
    return { account };
  },
);
