import { method } from '../method.ts';
import { smsId } from '../sms.ts';

/** Takes what has come to its end off the list. */
export const smsRemove = method('sms.remove', {
  params: { id: smsId },
  result: {},
  errors: ['sms.unknown', 'sms.tooLate'],
});
