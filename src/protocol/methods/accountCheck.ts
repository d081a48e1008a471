import { method } from '../method.ts';
import { accountConfig, accountId, serviceCheck } from '../records.ts';
import { nullable, optional, string } from '../schema.ts';

/** Signs in to both servers side by side and stores nothing. Failures are results here, not errors. Reports progress. */
export const accountCheck = method('account.check', {
  params: {
    config: accountConfig,
    secret: optional(string({ max: 4_096 })),
    smtpSecret: optional(string({ max: 4_096 })),
    account: optional(accountId),
  },
  result: { incoming: serviceCheck, outgoing: nullable(serviceCheck) },
  errors: ['account.badConfig', 'account.badAddress'],
  timeoutMs: 90_000,
});
