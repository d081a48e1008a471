import { defineCommand } from '../host/command.ts';
import { chooseAccount } from '../views/accountChoice.ts';
import { editAccountForm } from '../views/accountEdit.ts';
import { accountFormOptions, stateOf } from '../views/accountServices.ts';
import type { Context } from './context.ts';

/** Changes an account's names, servers and password. */
export const editAccount = defineCommand({
  id: 'mailroom.editAccount',
  async run(context: Context, _options, clicked) {
    const account = await chooseAccount(context, clicked);
    if (!account) return; // There is none, or the question was put away.
    const done = await editAccountForm(accountFormOptions(context, account), account, await stateOf(context, account));
    if (done === 'identities') await context.identities.edit(account);
  },
});
