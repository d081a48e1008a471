import { defineCommand } from '../host/command.ts';
import { addAccountForm } from '../views/accountForm.ts';
import { accountFormOptions } from '../views/accountServices.ts';
import type { Context } from './context.ts';

/** Adds an account step by step. An address may be handed over. */
export const addAccount = defineCommand({
  id: 'mailroom.addAccount',
  async run(context: Context, _options, address) {
    await addAccountForm(accountFormOptions(context), typeof address === 'string' ? address : '');
  },
});
