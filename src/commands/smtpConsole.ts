import { defineCommand } from '../host/command.ts';
import { chooseAccount } from '../views/accountChoice.ts';
import type { Context } from './context.ts';

/** Opens an SMTP session with an account's server, led by hand. */
export const smtpConsole = defineCommand<Context>({
  id: 'mailroom.smtpConsole',
  async run(context, _options, clicked) {
    const account = await chooseAccount(context, clicked);
    if (account) context.openSmtpConsole(account);
  },
});
