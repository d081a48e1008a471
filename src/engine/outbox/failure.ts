import { isMailError, type MailError } from '../../base/errors.ts';
import type { Failure } from '../../protocol/records.ts';

/** A coded error as it is kept and as it crosses to the clients. */
export function failureOf({ code, retry, data }: MailError): Failure {
  const plain = Object.entries(data).filter((entry): entry is [string, NonNullable<(typeof entry)[1]>] => {
    return entry[1] !== undefined;
  });
  return { code, retry, data: Object.fromEntries(plain) };
}

/** user.db can't be written now, and time or a person will mend it: no reason to end the engine where nothing is at stake. */
export function hasNoRoom(error: unknown): error is MailError {
  return isMailError(error, 'store.full', 'store.tooBusy');
}
