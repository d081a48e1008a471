import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Actor, audited } from '../people/trail.ts';
import type { QueuedRecipient, QueuePage, QueueState } from '../store/queue.ts';
import type { Store } from '../store/store.ts';
import type { Relay } from './relay.ts';

/** A recipient of a mail in the queue, with what is to be known of the mail. Times in ms since 1970. */
export interface QueueEntry {
  readonly id: number;
  /** The same for all recipients of one mail. */
  readonly messageId: number;
  /** Empty for a report. */
  readonly from: string;
  readonly to: string;
  readonly state: QueueState;
  readonly attempts: number;
  readonly size: number;
  readonly queuedAt: number;
  readonly nextAttemptAt: number;
  readonly expiresAt: number;
  /** What the other server said last, or why none was reached. */
  readonly reply: string;
}

/** What administrators do with mail on its way to other servers. Each change leaves a line in the audit trail. */
export class QueueAdministration {
  readonly #store: Store;
  readonly #relay: Relay;
  readonly #clock: Clock;

  constructor({ store, relay, clock }: { readonly store: Store; readonly relay: Relay; readonly clock: Clock }) {
    this.#store = store;
    this.#relay = relay;
    this.#clock = clock;
  }

  /** Newest first. */
  list(page: QueuePage): { readonly entries: readonly QueueEntry[]; readonly total: number } {
    const { recipients, total } = this.#store.queue.page(page);
    const entries = recipients.map(({ message, ...one }) => ({
      ...{ id: one.id, messageId: one.messageId, from: message.returnPath, to: one.address, state: one.state },
      ...{ attempts: one.attempts, size: message.size, queuedAt: message.queuedAt },
      ...{ nextAttemptAt: one.nextAttemptAt, expiresAt: message.expiresAt, reply: one.reply },
    }));
    return { entries, total };
  }

  /** It stays until it is released, while other mail leaves. Throws `server.noSuchThing`, as all here. */
  hold(actor: Actor, id: number): void {
    this.#change(actor, 'queue.hold', id, (one) => ({ ...one, state: 'held' }));
  }

  /** Held mail goes on as if it were new. */
  release(actor: Actor, id: number): void {
    this.#change(actor, 'queue.release', id, (one) => ({ ...one, state: 'queued', nextAttemptAt: this.#clock.now() }));
  }

  /** At once, whenever it would have been tried again; held mail too. */
  retry(actor: Actor, id: number): void {
    this.#change(actor, 'queue.retry', id, (one) => ({ ...one, state: 'queued', nextAttemptAt: this.#clock.now() }));
  }

  /** Gives the recipient up, and tells the sender. Throws `server.queueBusy` while it is being handed over. */
  async bounce(actor: Actor, id: number): Promise<void> {
    await this.#giveUp(actor, 'queue.bounce', id, { tells: true, removed: false });
  }

  /** Takes it out of the queue; the sender hears of it if `tells`. Throws `server.queueBusy`. */
  async remove(actor: Actor, id: number, { tells }: { readonly tells: boolean }): Promise<void> {
    await this.#giveUp(actor, 'queue.remove', id, { tells, removed: true });
  }

  #change(actor: Actor, action: string, id: number, change: (one: QueuedRecipient) => QueuedRecipient): void {
    const one = this.#waiting(id);
    audited(this.#store, actor, { action, target: one.address, details: { id } }, () =>
      this.#store.queue.settle(change(one)),
    );
    this.#relay.wake();
  }

  async #giveUp(
    actor: Actor,
    action: string,
    id: number,
    { tells, removed }: { readonly tells: boolean; readonly removed: boolean },
  ): Promise<void> {
    const one = this.#waiting(id);
    const message = this.#store.queue.message(one.messageId);
    if (!message) throw new MailError('server.noSuchThing');
    if (this.#relay.isInFlight(id)) throw new MailError('server.queueBusy', { retry: 'later' });
    const reply = `5.7.0 given up by the administration; at last: ${one.reply || 'not tried yet'}`;
    audited(this.#store, actor, { action, target: one.address, details: { id, tells } }, () =>
      this.#store.queue.settle({ ...one, state: 'held' }),
    );
    await this.#relay.settlement.settle(message, [{ ...one, state: 'bounced', reply, removed, quiet: !tells }]);
    this.#relay.wake(); // A report may be for another server.
  }

  #waiting(id: number): QueuedRecipient {
    const one = this.#store.queue.recipient(id);
    if (!one || one.state === 'delivered' || one.state === 'bounced') throw new MailError('server.noSuchThing');
    return one;
  }
}
