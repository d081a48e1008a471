/** Tells of new mail, each once: unseen, come since the last look, and not long ago. */
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import { formatMessageId } from '../store/messageKey.ts';
import type { NewMessage } from '../store/messages.ts';
import * as limits from './limits.ts';
import type { SyncDeps } from './syncDeps.ts';

/** After a first listing: takes note of whom the newest mails are from, or in Sent to. */
export function meetPeople(state: MailboxState, { lists, contacts }: Pick<SyncDeps, 'lists' | 'contacts'>): void {
  if (state.specialUse !== 'inbox' && state.specialUse !== 'sent') return;
  const sent = state.specialUse === 'sent';
  const { rows } = lists.page(state.number, { limit: limits.peopleFromRows });
  contacts.meet(
    rows.flatMap(({ from, to, date }) => (sent ? to : from).map((person) => ({ ...person, at: date, sent }))),
  );
}

export function announce(
  account: AccountId,
  mailbox: MailboxId,
  { arrived, uidValidity }: { readonly arrived: readonly NewMessage[]; readonly uidValidity: number },
  { events, clock, contacts }: Pick<SyncDeps, 'events' | 'clock' | 'contacts'>,
): void {
  if (arrived.length === 0) return;
  const at = clock.now();
  contacts.meet(arrived.flatMap(({ from }) => from.map((person) => ({ ...person, at, sent: false }))));
  const fresh = arrived.filter(
    ({ flags, internalDate }) =>
      !flags.includes('\\Seen') && !flags.includes('\\Deleted') && internalDate > at - limits.announceMaxAgeMs,
  );
  if (fresh.length === 0) return;
  const newestFirst = fresh.sort((a, b) => b.uid - a.uid);
  const named = newestFirst.slice(0, limits.announceMaxIds);
  events.send('newMail', {
    mailbox,
    messages: named.map(({ uid }) => formatMessageId(account, { mailbox, uidValidity, uid })),
    more: fresh.length - named.length,
  });
}
