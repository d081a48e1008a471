import { method } from '../method.ts';
import { oneOf } from '../schema.ts';
import { smsId, smsRecord } from '../sms.ts';

/** Ends a doubt by a person's word. */
export const smsResolve = method('sms.resolve', {
  params: { id: smsId, decision: oneOf('sendAgain', 'arrived') },
  result: { item: smsRecord },
  errors: ['sms.unknown'],
  retry: 'never',
});
