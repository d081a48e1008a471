import { method } from '../method.ts';
import { string } from '../schema.ts';
import { handResult } from '../smtpHand.ts';

/** Says one line in a session led by hand; `AUTH` alone signs in as the account does. The lines are what was said and answered. */
export const smtpSay = method('smtp.say', {
  params: { session: string({ max: 40 }), line: string({ max: 4_000 }) },
  result: handResult,
  errors: ['net.closed', 'net.timeout', 'net.plaintextRefused', 'auth.secretMissing', 'draft.badHeaderValue'],
  retry: 'never',
  timeoutMs: 0,
});
