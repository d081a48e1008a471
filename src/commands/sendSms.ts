import { defineCommand } from '../host/command.ts';
import { sendSms as send } from '../views/smsFlow.ts';
import type { Context } from './context.ts';

/** Sends a text message through a gateway. */
export const sendSms = defineCommand<Context>({
  id: 'mailroom.sendSms',
  run: ({ sms }) => send(sms),
});
