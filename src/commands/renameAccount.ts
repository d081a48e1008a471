import { defineCommand } from '../host/command.ts';
import { accountUpdate } from '../protocol/methods/accountUpdate.ts';
import { accountTexts } from '../texts/accounts.ts';
import { chooseAccount, nameOf } from '../views/accountChoice.ts';

/** Changes what an account is called in Mailroom; an empty name gives the address back. */
export const renameAccount = defineCommand({
  id: 'mailroom.renameAccount',
  async run(context, { signal }, clicked) {
    const { engine, ask, t } = context;
    const account = await chooseAccount(context, clicked);
    if (!account) return; // There is none, or the question was put away.
    const title = t(accountTexts.editTitle, { name: nameOf(account) });
    const typed = await ask.text({ title, prompt: t(accountTexts.labelPrompt), value: nameOf(account) });
    if (typed === undefined) return;
    const { label: _before, ...config } = account.config;
    const label = typed.trim();
    const named = label && label !== config.address ? { ...config, label } : config;
    await engine.call(accountUpdate, { account: account.id, config: named }, { signal });
  },
});
