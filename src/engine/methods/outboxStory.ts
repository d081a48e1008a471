import { outboxStory } from '../../protocol/methods/outboxStory.ts';
import { handle } from '../handler.ts';

/** What lies in INBOX or Junk is not our copy, whatever its Message-ID says: anybody can write one. */
export const handleOutboxStory = handle(outboxStory, ({ outbox, stories, mailboxes, messageSources }, { id }) => {
  const { row } = messageSources.find(id);
  const use = mailboxes.find(row.mailbox)?.specialUse;
  const isOurs = row.messageId !== '' && use !== 'inbox' && use !== 'junk';
  return { sendings: isOurs ? outbox.records(stories.sentAs(row.account, [row.messageId]).slice(-100)) : [] };
});
