/** Keeps an error from showing as an empty list: what was never listed is waited for, then told. */
import { sleep } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { EngineContext } from '../context.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { firstListWaitMs } from './limits.ts';

/** Returns once the mailbox has rows, or is known to be empty. Throws the account's failure where it was never listed. */
export async function untilListed(
  { accountStates, mailboxes, mailboxFailures, messages, clock }: EngineContext,
  mailbox: MailboxState,
  signal: AbortSignal,
): Promise<void> {
  const deadline = clock.now() + firstListWaitMs;
  for (;;) {
    const state = mailboxes.get(mailbox.id);
    if (state.listed || !state.selectable || messages.countOf(state.number) > 0) return;
    const refused = mailboxFailures.get(mailbox.id);
    if (refused) throw refused;
    const { failure } = accountStates.get(mailbox.account);
    if (failure || clock.now() >= deadline) {
      throw new MailError('account.offline', {
        retry: 'later',
        data: { account: mailbox.account, reason: failure?.code ?? 'net.timeout' },
      });
    }
    await sleep(clock, pollMs, { signal });
  }
}

const pollMs = 50;
