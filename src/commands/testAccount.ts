import { defineCommand } from '../host/command.ts';
import { accountCheck } from '../protocol/methods/accountCheck.ts';
import { accountTexts } from '../texts/accounts.ts';
import { chooseAccount, nameOf } from '../views/accountChoice.ts';
import { problemOf } from '../views/accountProblem.ts';
import { stateOf } from '../views/accountServices.ts';
import type { Context } from './context.ts';

/** Signs in to both servers with what is stored and tells how it went; changes nothing. */
export const testAccount = defineCommand({
  id: 'mailroom.testAccount',
  busy: accountTexts.testing,
  async run(context: Context, { signal }, clicked) {
    const { engine, notify, accountPrompts, editor, t } = context;
    const account = await chooseAccount(context, clicked);
    if (!account) return; // There is none, or the question was put away.
    const { config, provider } = await stateOf(context, account);
    const result = await engine.call(accountCheck, { config, account: account.id }, { signal });
    const problem = problemOf(t, result, provider);
    const address = nameOf(account);
    if (!problem) {
      notify.info(t(result.outgoing ? accountTexts.testOk : accountTexts.testOkReceiveOnly, { address }));
      return;
    }
    notify.warn(problem.message, [
      { label: t(accountTexts.editSettings), run: () => editor.run('mailroom.editAccount', account.id) },
      { label: t(accountTexts.typeAgain), run: () => editor.run('mailroom.signIn', account.id) },
      { label: t(accountTexts.details), run: () => accountPrompts.details(problem.details) },
    ]);
  },
});
