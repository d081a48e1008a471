/** From the messages that a person chose to the operations that the journal takes. */
import { isMailError } from '../../base/errors.ts';
import type { AccountId, MailboxId, MessageId } from '../../protocol/records.ts';
import type { StoredMessage } from '../store/messageLists.ts';
import type { NewOperation } from '../store/operations.ts';
import type { MessageSources } from './messageSources.ts';

/** The chosen messages by account. Ones that went meanwhile are left out; throws `message.unknown` when none is left. */
export function perAccount(
  sources: MessageSources,
  ids: readonly MessageId[],
): ReadonlyMap<AccountId, readonly StoredMessage[]> {
  const found = new Map<number, StoredMessage>();
  let missing: unknown;
  for (const id of ids) {
    try {
      const message = sources.find(id);
      found.set(message.rowId, message);
    } catch (error) {
      if (!isMailError(error, 'message.unknown', 'message.gone')) throw error;
      missing = error;
    }
  }
  if (found.size === 0 && missing !== undefined) throw missing;
  return Map.groupBy(found.values(), ({ row }) => row.account);
}

/** One operation for each different change that the flags really make: so that Undo brings back just what was. */
export function flagOperations(
  chosen: readonly StoredMessage[],
  add: readonly string[],
  remove: readonly string[],
): readonly NewOperation[] {
  const groups = new Map<string, { add: readonly string[]; remove: readonly string[]; messages: StoredMessage[] }>();
  for (const message of chosen) {
    const has = new Set(message.row.flags.map((flag) => flag.toLowerCase()));
    const adds = add.filter((flag) => !has.has(flag.toLowerCase()));
    const removes = remove.filter((flag) => has.has(flag.toLowerCase()));
    if (adds.length + removes.length === 0) continue;
    const name = `${adds.join(' ')}|${removes.join(' ')}`;
    const group = groups.get(name);
    if (group) group.messages.push(message);
    else groups.set(name, { add: adds, remove: removes, messages: [message] });
  }
  return [...groups.values()].map((group) => ({
    ...group,
    kind: 'flag',
    target: null,
    messages: group.messages.map(named),
  }));
}

/** Leaves out what is there already. */
export function moveOperations(chosen: readonly StoredMessage[], target: MailboxId): readonly NewOperation[] {
  const messages = chosen.filter(({ row }) => row.mailbox !== target).map(named);
  return messages.length === 0 ? [] : [{ kind: 'move', target, add: [], remove: [], messages }];
}

/** A copy beside the original in its own mailbox is what it says. */
export function copyOperations(chosen: readonly StoredMessage[], target: MailboxId): readonly NewOperation[] {
  return chosen.length === 0 ? [] : [{ kind: 'copy', target, add: [], remove: [], messages: chosen.map(named) }];
}

export function expungeOperations(chosen: readonly StoredMessage[]): readonly NewOperation[] {
  return chosen.length === 0
    ? []
    : [{ kind: 'expunge', target: null, add: [], remove: [], messages: chosen.map(named) }];
}

function named({ key, row }: StoredMessage) {
  return { key, messageId: row.messageId, size: row.size };
}
