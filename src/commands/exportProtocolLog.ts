import { defineCommand } from '../host/command.ts';
import { protocolLogTexts } from '../texts/protocolLog.ts';
import { chooseAccount, nameOf } from '../views/accountChoice.ts';
import type { Context } from './context.ts';

/** Saves what the engine has kept of an account's protocol log where the person says. */
export const exportProtocolLog = defineCommand({
  id: 'mailroom.exportProtocolLog',
  async run(context: Context, { signal }, clicked) {
    const { notify, protocolLogs, saveText, t } = context;
    const account = await chooseAccount(context, clicked);
    if (!account) return; // There is none, or the question was put away.
    const text = await protocolLogs.textOf(account.id, { signal });
    if (text === '') return notify.info(t(protocolLogTexts.empty, { account: nameOf(account) }));
    const name = await saveText({ title: t(protocolLogTexts.saveTitle), filename: 'mailroom-protocol.log', text });
    if (name !== undefined) notify.status(t(protocolLogTexts.saved, { name }));
  },
});
