import type { Choice } from '../host/prompts.ts';
import type { MailboxRecord, MessageRow } from '../protocol/records.ts';
import type { Translate } from '../texts/translate.ts';
import { mailboxIcon, mailboxName } from './mailboxTree.ts';
import type { MailSnapshot } from './mailState.ts';

/** Folders that can take the messages: of their account, other than the one they all lie in. */
export function targetMailboxes(
  t: Translate,
  { mailboxes }: MailSnapshot,
  rows: readonly MessageRow[],
): Choice<MailboxRecord>[] {
  const accounts = new Set<string>(rows.map(({ account }) => account));
  const sources = new Set<string>(rows.map(({ mailbox }) => mailbox));
  return mailboxes
    .filter(({ account, selectable }) => selectable && accounts.has(account))
    .filter(({ id }) => sources.size > 1 || !sources.has(id))
    .map((mailbox) => {
      const label = mailboxName(t, mailbox);
      const description = mailbox.path === mailbox.name ? '' : mailbox.path;
      return { label, description, value: mailbox, icon: mailboxIcon(mailbox) };
    });
}
