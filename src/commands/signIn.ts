import { defineCommand } from '../host/command.ts';
import { accountTexts } from '../texts/accounts.ts';
import { chooseAccount, nameOf } from '../views/accountChoice.ts';
import { signInForm } from '../views/accountForm.ts';
import { accountFormOptions, stateOf } from '../views/accountServices.ts';
import type { Context } from './context.ts';

/** Asks for an account's password again, checks it and stores it. */
export const signIn = defineCommand({
  id: 'mailroom.signIn',
  async run(context: Context, _options, clicked) {
    const account = await chooseAccount(context, clicked);
    if (!account) return; // There is none, or the question was put away.
    const title = context.t(accountTexts.editTitle, { name: nameOf(account) });
    await signInForm(accountFormOptions(context, account), await stateOf(context, account), title);
  },
});
