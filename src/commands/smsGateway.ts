import { defineCommand } from '../host/command.ts';
import { smsTexts } from '../texts/sms.ts';
import { addGateway, editGateway, pickGateway, removeGateway } from '../views/smsGatewayFlow.ts';
import type { Context } from './context.ts';

/** Sets up an account at a provider of text messages. */
export const addSmsGateway = defineCommand<Context>({
  id: 'mailroom.addSmsGateway',
  async run({ sms }) {
    await addGateway(sms);
  },
});

/** Changes one; without any, sets the first up. An error's button names it by its id. */
export const editSmsGateway = defineCommand<Context>({
  id: 'mailroom.editSmsGateway',
  async run({ sms, t }, _options, id) {
    const gateway = await pickGateway(sms, t(smsTexts.editGateway), id);
    if (gateway) await editGateway(sms, gateway);
    else await addGateway(sms);
  },
});

/** Forgets one and its key. */
export const removeSmsGateway = defineCommand<Context>({
  id: 'mailroom.removeSmsGateway',
  async run({ sms, t }, _options, id) {
    const gateway = await pickGateway(sms, t(smsTexts.remove), id);
    if (gateway) await removeGateway(sms, gateway);
  },
});
