import { method } from '../method.ts';
import { list } from '../schema.ts';
import { gatewayForm, gatewayRecord } from '../sms.ts';

/** The gateways that were set up, and the forms that come with Mailroom. */
export const smsGateways = method('sms.gateways', {
  params: {},
  result: { gateways: list(gatewayRecord, { max: 200 }), forms: list(gatewayForm, { max: 100 }) },
});
