import type { Disposable } from '../../base/dispose.ts';
import { parseEvent } from '../../protocol/events.ts';
import type { AccountId, DeliveryMark, MessageRow, OutboxId } from '../../protocol/records.ts';
import type { EngineEvents } from '../events.ts';
import type { EngineService } from '../service.ts';
import type { MailboxStateStore } from '../store/mailboxState.ts';
import type { StoryStore } from '../store/stories.ts';

export interface SentRowsDependencies {
  readonly stories: Pick<StoryStore, 'marks' | 'nameOf'>;
  readonly mailboxes: Pick<MailboxStateStore, 'all' | 'find'>;
  readonly events: EngineEvents;
}

/**
 * Rows of Sent say what became of their mail. The rows are in cache.db and the stories in user.db: they are joined where
 * rows are listed, and when a story takes a turn, Sent is told to be listed anew.
 */
export class SentRows implements EngineService {
  readonly #dependencies: SentRowsDependencies;
  readonly #told = new Map<OutboxId, DeliveryMark>();
  #listening: Disposable | undefined;

  constructor(dependencies: SentRowsDependencies) {
    this.#dependencies = dependencies;
  }

  start(): void {
    this.#listening = this.#dependencies.events.on(({ name, payload }) => {
      if (name !== 'outboxChanged') return;
      const { id } = parseEvent('outboxChanged', payload);
      if (id !== null) this.#changed(id);
    });
  }

  async stop(): Promise<void> {
    this.#listening?.dispose();
  }

  /** The same rows; those of mail of ours in Sent with their mark. */
  marked(rows: readonly MessageRow[]): readonly MessageRow[] {
    const { stories, mailboxes } = this.#dependencies;
    const isSent = new Map<string, boolean>();
    for (const { mailbox } of rows)
      if (!isSent.has(mailbox)) isSent.set(mailbox, mailboxes.find(mailbox)?.specialUse === 'sent');
    const sent = Map.groupBy(
      rows.filter(({ mailbox }) => isSent.get(mailbox)),
      ({ account }) => account,
    );
    if (sent.size === 0) return rows;
    const marks = new Map<AccountId, ReadonlyMap<string, DeliveryMark>>();
    for (const [account, own] of sent)
      marks.set(
        account,
        stories.marks(
          account,
          own.map(({ messageId }) => messageId),
        ),
      );
    return rows.map((row) => {
      const mark = isSent.get(row.mailbox) ? marks.get(row.account)?.get(row.messageId) : undefined;
      return mark ? { ...row, delivery: mark } : row;
    });
  }

  #changed(id: OutboxId): void {
    const { stories, mailboxes, events } = this.#dependencies;
    const mail = stories.nameOf(id);
    if (!mail) return;
    const mark = stories.marks(mail.account, [mail.messageId]).get(mail.messageId);
    if (mark === this.#told.get(id)) return;
    if (mark) this.#told.set(id, mark);
    else this.#told.delete(id);
    for (const { id: mailbox, specialUse } of mailboxes.all(mail.account))
      if (specialUse === 'sent') events.send('messagesChanged', { mailbox });
  }
}
