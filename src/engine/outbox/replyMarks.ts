import { isMailError } from '../../base/errors.ts';
import { messageId } from '../../protocol/records.ts';
import type { MessageLists } from '../store/messageLists.ts';
import type { Actions } from '../sync/actions.ts';
import { flagOperations, perAccount } from '../sync/chosenMessages.ts';
import type { MessageSources } from '../sync/messageSources.ts';
import type { ReplyMarks } from './afterSending.ts';

interface JournalParts {
  readonly actions: Actions;
  readonly messageLists: MessageLists;
  readonly messageSources: MessageSources;
}

/** `\Answered` (RFC 9051 §2.3.2) and `$Forwarded` (RFC 5788) as operations of the journal: shown at once, then replayed. */
export function replyMarksOver(journal: () => JournalParts): ReplyMarks {
  return {
    mark({ account, answers, forwards }) {
      const { actions, messageLists, messageSources } = journal();
      const batch = actions.newBatch();
      // The answered mail may lie in several mailboxes, and in Sent where one answers oneself.
      const answered = messageLists.withMessageIds(account, answers.slice(-1));
      actions.add(account, batch, flagOperations(answered, ['\\Answered'], []));
      for (const id of forwards) {
        try {
          for (const [owner, chosen] of perAccount(messageSources, [messageId.parse(id)]))
            actions.add(owner, batch, flagOperations(chosen, ['$Forwarded'], []));
        } catch (error) {
          if (!isMailError(error, 'message.unknown', 'message.gone', 'engine.badRequest')) throw error; // It went meanwhile.
        }
      }
    },
  };
}
