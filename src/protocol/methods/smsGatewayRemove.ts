import { method } from '../method.ts';
import { gatewayId } from '../sms.ts';

/** Forgets a gateway. What was sent through it stays in the list; what still waits for it is cancelled. */
export const smsGatewayRemove = method('sms.gatewayRemove', {
  params: { id: gatewayId },
  result: {},
  errors: ['sms.gatewayUnknown'],
});
