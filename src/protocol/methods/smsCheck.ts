import { method } from '../method.ts';
import { gatewayId, smsCheckResult, smsDraft } from '../sms.ts';

/** What a text and its numbers come to, while they are typed. Nothing is kept, nobody is asked. */
export const smsCheck = method('sms.check', {
  params: { gateway: gatewayId, draft: smsDraft },
  result: { check: smsCheckResult },
  errors: ['sms.gatewayUnknown'],
});
