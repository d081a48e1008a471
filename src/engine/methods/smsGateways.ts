import { readyForms } from '../../mail/sms/readyForms.ts';
import { smsGateways } from '../../protocol/methods/smsGateways.ts';
import { handle } from '../handler.ts';

export const handleSmsGateways = handle(smsGateways, ({ smsGateways: gateways }) => ({
  gateways: gateways.all(),
  forms: readyForms,
}));
