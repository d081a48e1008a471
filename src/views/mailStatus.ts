import type { MailError } from '../base/errors.ts';
import type { AccountRecord } from '../protocol/records.ts';
import { viewTexts } from '../texts/views.ts';

/** What the status bar says of all accounts together: what a person must do first, then what is going on. */
export function mailStatus(accounts: readonly Pick<AccountRecord, 'state'>[], failure: MailError | undefined) {
  const some = (...states: readonly AccountRecord['state'][]) => accounts.some(({ state }) => states.includes(state));
  if (failure) return { icon: 'error', text: viewTexts.statusEngineFailed } as const;
  if (some('needsSignIn')) return { icon: 'key', text: viewTexts.statusNeedsSignIn } as const;
  if (some('error')) return { icon: 'warning', text: viewTexts.statusProblem } as const;
  if (some('syncing', 'connecting')) return { icon: 'sync~spin', text: viewTexts.statusGettingMail } as const;
  if (some('offline')) return { icon: 'debug-disconnect', text: viewTexts.statusOffline } as const;
  return { icon: 'mail', text: viewTexts.statusReady } as const;
}
