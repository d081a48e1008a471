import { method } from '../method.ts';
import { accountId } from '../records.ts';
import { oneOf, string } from '../schema.ts';

/** Hands a secret over after the person typed it. Kept in memory only; wakes an account that waited for it. */
export const secretProvide = method('secret.provide', {
  params: { account: accountId, service: oneOf('imap', 'smtp', 'sms'), secret: string({ max: 4_096 }) },
  result: {},
  errors: ['account.unknown', 'sms.gatewayUnknown'],
});
