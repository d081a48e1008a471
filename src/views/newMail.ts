import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/dispose.ts';
import { DisposableList } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Notices } from '../host/notices.ts';
import { messageGet } from '../protocol/methods/messageGet.ts';
import type { MailboxId, MessageId, MessageRow } from '../protocol/records.ts';
import { noticeTexts } from '../texts/notices.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { viewTexts } from '../texts/views.ts';
import { isUnread, oneLine } from './messageText.ts';

export interface NewMailOptions {
  readonly engine: EngineCaller;
  readonly notify: Pick<Notices, 'error' | 'info'>;
  readonly clock: Clock;
  readonly t: Translate;
  readonly isWanted: () => boolean;
  /** When the person last typed, ms since 1970. */
  readonly lastTypedAt: () => number;
  readonly open: (row: MessageRow) => Promise<void>;
  readonly showMailbox: (mailbox: MailboxId) => Promise<void>;
}

/** More than this many new messages are told as one. */
const singlyMax = 3;
/** Nothing pops up until nobody has typed for this long, ms. */
export const quietAfterTypingMs = 5_000;
/** The list comes first, ms: VS Code would draw a notice before the rows. Mail that comes meanwhile is told with it. */
const listFirstMs = 400;

/** Tells of new mail, once typing pauses. The engine sends the event only to the window focused last. */
export class NewMailNotices implements Disposable {
  readonly #options: NewMailOptions;
  readonly #resources = new DisposableList();
  #waiting: { readonly mailbox: MailboxId; readonly ids: readonly MessageId[]; readonly more: number }[] = [];
  #timer: Disposable | undefined;

  constructor(options: NewMailOptions) {
    this.#options = options;
    this.#resources.add(
      options.engine.on('newMail', ({ mailbox, messages, more }) => {
        if (!options.isWanted()) return;
        this.#waiting.push({ mailbox, ids: messages, more });
        this.#timer ??= options.clock.after(listFirstMs, () => this.#tellWhenQuiet());
      }),
    );
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#resources.dispose();
  }

  #tellWhenQuiet(): void {
    const { clock, lastTypedAt, notify } = this.#options;
    this.#timer = undefined;
    const waitMs = Math.max(0, lastTypedAt() + quietAfterTypingMs - clock.now());
    if (waitMs > 0) {
      this.#timer = clock.after(waitMs, () => this.#tellWhenQuiet());
      return;
    }
    this.#tell().catch((error) => notify.error(error));
  }

  async #tell(): Promise<void> {
    const { engine, t, notify, open, showMailbox } = this.#options;
    const arrived = this.#waiting.splice(0);
    const ids = arrived.flatMap(({ ids }) => ids);
    const { rows } = await engine.call(messageGet, { ids: ids.slice(0, singlyMax + 1) });
    const unread = rows.filter(isUnread); // What another client has read meanwhile is no news.
    const total = ids.length + arrived.reduce((sum, { more }) => sum + more, 0);
    if (unread.length === 0) return;
    if (total > singlyMax) {
      const mailbox = arrived.at(-1)?.mailbox;
      const actions = mailbox ? [{ label: t(noticeTexts.show), run: () => showMailbox(mailbox) }] : [];
      notify.info(plural(t, noticeTexts.newMessages, total), actions);
      return;
    }
    for (const row of unread) {
      const sender = row.from[0];
      const name = sender ? oneLine(sender.name) || sender.address : t(viewTexts.noSender);
      const subject = oneLine(row.subject) || t(viewTexts.noSubject);
      notify.info(t(noticeTexts.newMessage, { name, subject }), [{ label: t(noticeTexts.open), run: () => open(row) }]);
    }
  }
}
