import { method } from '../method.ts';
import { accountConfig, accountId, serviceDiagnosis } from '../records.ts';
import { list, optional, string, timestamp } from '../schema.ts';

/**
 * Connects to each server of an account once, step by step, and tells how each step went. With `account` and no secret
 * the stored ones are asked for. Failures are results here, not errors. Reports the step under way as progress.
 */
export const accountDiagnose = method('account.diagnose', {
  params: {
    config: accountConfig,
    secret: optional(string({ max: 4_096 })),
    smtpSecret: optional(string({ max: 4_096 })),
    account: optional(accountId),
  },
  result: { services: list(serviceDiagnosis, { max: 2 }), at: timestamp },
  errors: ['account.badConfig', 'account.badAddress'],
  timeoutMs: 180_000,
});
