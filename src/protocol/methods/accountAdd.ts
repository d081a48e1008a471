import { method } from '../method.ts';
import { accountConfig, accountId } from '../records.ts';
import { optional, string } from '../schema.ts';

/** Stores an account and connects. The secrets are kept in memory; the caller stores them under the new id. */
export const accountAdd = method('account.add', {
  params: {
    config: accountConfig,
    id: optional(accountId),
    secret: optional(string({ max: 4_096 })),
    smtpSecret: optional(string({ max: 4_096 })),
  },
  result: { account: accountId },
  errors: ['account.exists', 'account.badConfig', 'account.badAddress'],
  retry: 'never',
});
