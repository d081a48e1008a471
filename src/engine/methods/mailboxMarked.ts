import { markedMaxMessages } from '../../protocol/limits.ts';
import { mailboxMarked } from '../../protocol/methods/mailboxMarked.ts';
import { handle } from '../handler.ts';

export const handleMailboxMarked = handle(mailboxMarked, ({ mailboxes, messageLists }, { mailbox }) => ({
  rows: messageLists.marked(mailboxes.get(mailbox).number, markedMaxMessages),
}));
