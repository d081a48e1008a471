import type { Editor } from '../host/editor.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { describeError } from '../host/errorNotice.ts';
import type { Notices } from '../host/notices.ts';
import type { SecretWatchOptions } from '../host/secrets.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { accountTexts } from '../texts/accounts.ts';
import { mendTexts } from '../texts/mends.ts';
import type { Translate } from '../texts/translate.ts';
import { nameOf } from './accountChoice.ts';

export interface SignInReminderOptions {
  readonly engine: EngineCaller;
  readonly notify: Notices;
  readonly editor: Editor;
  readonly t: Translate;
}

/** Asks, with one button, for a password that is missing or refused. Nothing fails meanwhile: the account waits. */
export function createSignInReminder({ engine, notify, editor, t }: SignInReminderOptions): SecretWatchOptions['ask'] {
  return async ({ account }, refused) => {
    const { accounts } = await engine.call(accountList, {}).catch(() => ({ accounts: [] })); // Gone: nothing to ask for.
    const found = accounts.find(({ id }) => id === account);
    if (!found) return;
    const address = nameOf(found);
    const reason =
      found.failure && found.failure.code !== 'auth.refused' ? describeError(t, found.failure).sentence : '';
    const message = refused
      ? reason || t(accountTexts.secretRefused, { address })
      : t(accountTexts.secretWanted, { address });
    notify.warn(message, [{ label: t(mendTexts.signIn), run: () => editor.run('mailroom.signIn', account) }]);
  };
}
