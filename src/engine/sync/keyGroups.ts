import type { MailboxId } from '../../protocol/records.ts';
import type { MessageKey } from '../store/messageKey.ts';

export interface KeyGroup {
  readonly mailbox: MailboxId;
  readonly uidValidity: number;
  readonly keys: readonly MessageKey[];
}

/** Messages by the mailbox that a command must select for them. */
export function groupByMailbox(keys: readonly MessageKey[]): readonly KeyGroup[] {
  const groups = new Map<string, { mailbox: MailboxId; uidValidity: number; keys: MessageKey[] }>();
  for (const key of keys) {
    const { mailbox, uidValidity } = key;
    const name = `${mailbox}.${uidValidity}`;
    const group = groups.get(name);
    if (group) group.keys.push(key);
    else groups.set(name, { mailbox, uidValidity, keys: [key] });
  }
  return [...groups.values()];
}
