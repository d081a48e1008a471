/** What was shown as done and will not be: out of the view first, then out of the journal. */
import type { MailboxStateStore } from '../store/mailboxState.ts';
import type { MessageStore } from '../store/messages.ts';
import type { Operation, OperationStore } from '../store/operations.ts';
import type { ProvisionalStore } from '../store/provisional.ts';
import { provisionalKey } from '../store/provisionalKey.ts';
import type { AppendFiles } from './appendFiles.ts';

export interface TakeBackDeps {
  readonly operations: OperationStore;
  readonly messages: MessageStore;
  readonly mailboxes: MailboxStateStore;
  readonly provisional: ProvisionalStore;
  readonly appends: AppendFiles;
}

/** Refused by the server, or dropped by the person. What else waits for messages that never came to be finds none. */
export function takeBack(operation: Operation, state: 'refused' | 'dropped', deps: TakeBackDeps): void {
  const { operations, messages, mailboxes, provisional, appends } = deps;
  const isNew = operation.kind === 'copy' || operation.kind === 'append';
  const moves = isNew
    ? operation.messages.flatMap(({ position }) => {
        const from = provisionalKey(operation, position);
        return from ? { from, to: undefined } : [];
      })
    : [];
  try {
    operations.lift(operation, moves);
    if (operation.kind === 'createMailbox' && operation.target !== null) mailboxes.forget(operation.target);
    messages.write(`operation.${state}`, () => {
      if (isNew) provisional.retract(operation);
      else messages.reshow(operation.messages.flatMap(({ now }) => now ?? []));
    });
    operations.settle(operation, state, moves);
  } catch (error) {
    operations.reload();
    throw error;
  }
  if (operation.kind === 'append') appends.forget(operation.path);
}
