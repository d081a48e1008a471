import { isErrorCode } from '../base/errorCodes.ts';
import { MailError } from '../base/errors.ts';
import { defineCommand } from '../host/command.ts';
import { isFailure } from '../host/errorNotice.ts';

/** A click on a row that tells a failure: says it in full, with the buttons that mend it. */
export const showProblem = defineCommand({
  id: 'mailroom.showProblem',
  run({ notify }, _options, clicked) {
    if (typeof clicked !== 'object' || clicked === null || !('failure' in clicked)) return;
    const { failure } = clicked;
    if (!isFailure(failure)) return;
    const account = 'account' in clicked ? accountId(clicked.account) : undefined;
    const code = isErrorCode(failure.code) ? failure.code : 'internal';
    notify.error(new MailError(code, { data: { ...failure.data, ...(account ? { account } : {}) } }));
  },
});

function accountId(account: unknown): string | undefined {
  if (typeof account !== 'object' || account === null || !('id' in account)) return undefined;
  return typeof account.id === 'string' ? account.id : undefined;
}
