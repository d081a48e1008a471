import type { ResultOf } from '../protocol/method.ts';
import type { accountLookup } from '../protocol/methods/accountLookup.ts';
import type { AccountConfig } from '../protocol/records.ts';

export type LookupResult = ResultOf<typeof accountLookup>;
export type LookupProvider = NonNullable<LookupResult['provider']>;

/** What the form has gathered so far. Secrets live here while it is open, and nowhere else. */
export interface FormState {
  config: AccountConfig;
  provider: LookupProvider | null;
  secret: string | undefined;
  smtpSecret: string | undefined;
}
