import { method } from '../method.ts';
import { smsId, smsRecord } from '../sms.ts';

/** Sends now what waits, and again what the gateway refused. Numbers in doubt and those that have it are left. */
export const smsRetry = method('sms.retry', {
  params: { id: smsId },
  result: { item: smsRecord },
  errors: ['sms.unknown', 'sms.tooLate'],
  retry: 'never',
});
