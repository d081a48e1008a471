import type { MailError } from '../../base/errors.ts';
import type { AccountId } from '../../protocol/records.ts';
import type { AccountStates } from './states.ts';

/** What keeps an account from its server, as its state: who can mend it, and how, follows from the error. */
export function setFailed(states: AccountStates, account: AccountId, { code, retry, data }: MailError): void {
  const state = code.startsWith('auth.')
    ? 'needsSignIn'
    : retry === 'afterUser' || code.startsWith('account.')
      ? 'error'
      : 'offline';
  const plain = Object.fromEntries(
    Object.entries(data).filter(
      (entry): entry is [string, string | number | boolean] =>
        typeof entry[1] !== 'undefined' && typeof entry[1] !== 'object',
    ),
  );
  states.set(account, state, { failure: { code, retry, data: plain } });
}
