import { defineCommand } from '../host/command.ts';
import { chooseAccount } from '../views/accountChoice.ts';
import type { Context } from './context.ts';

/** Opens what is said with an account's servers, and follows it. */
export const showProtocolLog = defineCommand({
  id: 'mailroom.showProtocolLog',
  async run(context: Context, _options, clicked) {
    const account = await chooseAccount(context, clicked);
    if (account) await context.protocolLogs.show(account);
  },
});
