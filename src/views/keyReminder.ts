import type { Editor } from '../host/editor.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import type { SecretWatchOptions } from '../host/secrets.ts';
import { smsGateways } from '../protocol/methods/smsGateways.ts';
import { smsTexts } from '../texts/sms.ts';
import type { Translate } from '../texts/translate.ts';
import { createSignInReminder } from './signInReminder.ts';

export interface KeyReminderOptions {
  readonly engine: EngineCaller;
  readonly notify: Notices;
  readonly editor: Editor;
  readonly t: Translate;
}

/** Asks, with one button, for a gateway's key that is missing or refused; what is an account's goes to the sign-in reminder. */
export function createKeyReminder({ engine, notify, editor, t }: KeyReminderOptions): SecretWatchOptions['ask'] {
  const askAccount = createSignInReminder({ engine, notify, editor, t });
  return async (request, refused) => {
    if (request.service !== 'sms') return askAccount(request, refused);
    const { gateways } = await engine.call(smsGateways, {}).catch(() => ({ gateways: [] })); // Gone: nothing to ask for.
    const found = gateways.find(({ id }) => id === request.account);
    if (!found) return;
    const gateway = found.config.name;
    const message = refused ? t(smsTexts.secretRefused, { gateway }) : t(smsTexts.secretWanted, { gateway });
    const edit = () => editor.run('mailroom.editSmsGateway', found.id);
    notify.warn(message, [{ label: t(smsTexts.editGateway), run: edit }]);
  };
}
