/** A message on its way into a mailbox: its bytes are kept first, then the journal names them, then it is shown. */
import type { Clock } from '../../base/clock.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { readMessage } from '../../mail/mime/read.ts';
import type { BatchId } from '../../protocol/records.ts';
import { readWhole } from '../files.ts';
import type { MailboxState } from '../store/mailboxState.ts';
import type { MessageStore } from '../store/messages.ts';
import type { ProvisionalStore } from '../store/provisional.ts';
import { provisionalUidValidity } from '../store/provisionalKey.ts';
import type { Actions } from './actions.ts';
import type { AppendFiles } from './appendFiles.ts';
import { appendMaxBytes } from './limits.ts';
import { messageRow } from './messageRow.ts';

export interface AppendDeps {
  readonly actions: Actions;
  readonly appends: AppendFiles;
  readonly provisional: ProvisionalStore;
  readonly messages: MessageStore;
  readonly clock: Clock;
}

/** Throws `file.missing`, `file.unreadable`, `message.tooLarge`. */
export async function appendToMailbox(
  { actions, appends, provisional, messages, clock }: AppendDeps,
  target: MailboxState,
  { file, flags }: { readonly file: string; readonly flags: readonly string[] },
): Promise<BatchId> {
  const bytes = await readWhole(file, appendMaxBytes);
  const path = await appends.keep(bytes);
  // As FETCH will tell it, so that what is shown does not change when the server has it.
  const facts = { uid: 0, size: bytes.length, flags, internalDate: clock.now() };
  const row = messageRow(readMessage(bytesSource(bytes)), facts);
  const batch = actions.newBatch();
  const key = { mailbox: target.id, uidValidity: provisionalUidValidity, uid: 0 }; // The journal names it.
  const named = { key, messageId: row.messageId, size: row.size };
  const operation = { kind: 'append' as const, target: target.id, path, add: flags, remove: [], messages: [named] };
  actions.add(target.account, batch, [operation], {
    show: (added) =>
      messages.write('append.show', () => {
        for (const one of added) provisional.layNew(one, row);
      }),
  });
  return batch;
}
