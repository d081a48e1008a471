import { defineCommand } from '../host/command.ts';
import { chooseAccount } from '../views/accountChoice.ts';
import type { Context } from './context.ts';

/** Shows and changes whom a person writes as from an account: names, addresses, signatures. */
export const editIdentities = defineCommand<Context>({
  id: 'mailroom.editIdentities',
  async run(context, _options, clicked) {
    const account = await chooseAccount(context, clicked);
    if (account) await context.identities.edit(account);
  },
});
