import { defineCommand } from '../host/command.ts';
import { accountConnect } from '../protocol/methods/accountConnect.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Connects an account now (all, when none was named) instead of at the next try. */
export const connectAccount = defineCommand({
  id: 'mailroom.connectAccount',
  busy: commandTexts.connecting,
  async run({ engine, engineConnection, selection, mail }: Context, { signal }, clicked) {
    await engineConnection.start();
    const chosen = selection.account(clicked);
    const accounts = chosen ? [chosen] : (await mail.load()).accounts;
    await Promise.all(accounts.map(({ id }) => engine.call(accountConnect, { account: id }, { signal })));
  },
});
