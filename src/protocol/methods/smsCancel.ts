import { method } from '../method.ts';
import { smsId, smsRecord } from '../sms.ts';

/** Takes back what has not left yet. */
export const smsCancel = method('sms.cancel', {
  params: { id: smsId },
  result: { item: smsRecord },
  errors: ['sms.unknown', 'sms.tooLate'],
  retry: 'never',
});
