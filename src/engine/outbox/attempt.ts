import { backoffMs } from '../../base/backoff.ts';
import type { Clock } from '../../base/clock.ts';
import { isMailError, MailError, toMailError } from '../../base/errors.ts';
import type { Logger } from '../../base/log.ts';
import type { Random } from '../../base/random.ts';
import { Dialogue, type DialogueLine } from '../../mail/smtp/dialogue.ts';
import type { OutboxId } from '../../protocol/records.ts';
import { readRange, statFile } from '../files.ts';
import type { OutboxStore } from '../store/outbox.ts';
import { hasNoRoom } from './failure.ts';
import { retryPolicy } from './limits.ts';
import type { OutboxItem } from './outboxItem.ts';
import { finish, giveUp, markFinalDot, recover, start } from './transitions.ts';
import type { SubmissionSession, Transport } from './transport.ts';

export interface AttemptDependencies {
  readonly store: OutboxStore;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly pathOf: (id: OutboxId) => string;
  /** Over a connection beside another: where the server does not want a second one, the mail waits as if nothing had been tried. */
  readonly isSide: boolean;
  /** Notes where Sent stands, in step with connecting. Must not throw. */
  readonly beforeLeaving: (item: OutboxItem, signal: AbortSignal) => Promise<void>;
  /** True when another mail of the account is about to leave: the connection is kept for it. */
  readonly isBurst: (item: OutboxItem) => boolean;
  /** The mail's state changed. */
  readonly onChanged: (id: OutboxId) => void;
  /** More was said, or more of it has left. */
  readonly onProgress: (id: OutboxId) => void;
}

/** One mail on its way to the server: from a connection to the server's last word, or to what broke it. */
export class Attempt {
  readonly id: OutboxId;
  readonly #dependencies: AttemptDependencies;
  readonly #abort = new AbortController();
  readonly #dialogue: Dialogue;
  sentBytes = 0;
  #connected = false;
  #dialogueKept = false;

  constructor(id: OutboxId, dependencies: AttemptDependencies) {
    this.id = id;
    this.#dependencies = dependencies;
    this.#dialogue = new Dialogue(dependencies.clock, () => dependencies.onProgress(id));
  }

  /** What was said so far. */
  get lines(): readonly DialogueLine[] {
    return this.#dialogue.lines;
  }

  /** Cuts the connection at once. Only for a mail whose final dot has not been marked. */
  abort(): void {
    this.#abort.abort();
  }

  /**
   * Sends a queued mail and writes what came of it. Returns why it did not get through, if that is so. Throws only what
   * is a defect: then the mail stands where its last write left it.
   */
  async run(item: OutboxItem): Promise<MailError | undefined> {
    const { store, onChanged } = this.#dependencies;
    const dialogue = this.#dialogue;
    store.save(item, start(item));
    onChanged(this.id);
    try {
      return await this.#send(item, dialogue);
    } catch (error) {
      return this.#failed(toMailError(error));
    } finally {
      await this.#keepDialogue();
      onChanged(this.id);
    }
  }

  /** For people to read afterwards: a disk without room for it is no reason to end the engine. */
  async #keepDialogue(): Promise<void> {
    if (this.#dialogueKept) return;
    this.#dialogueKept = true;
    const { store, log } = this.#dependencies;
    try {
      await store.setDialogue(this.id, this.lines);
    } catch (error) {
      if (!hasNoRoom(error)) throw error;
      log.warn('outbox.dialogueNotKept', { id: this.id, error });
    }
  }

  async #send(item: OutboxItem, dialogue: Dialogue): Promise<MailError | undefined> {
    const { transport, pathOf, beforeLeaving, isBurst } = this.#dependencies;
    const signal = this.#abort.signal;
    await statFile(pathOf(this.id)).catch((cause) => {
      throw new MailError('file.missing', { data: { path: pathOf(this.id) }, cause });
    });
    const looked = beforeLeaving(item, signal);
    const session = await transport.open(item.account, { dialogue, signal, keepFor: () => isBurst(item) });
    this.#connected = true;
    await looked;
    return this.#submit(session);
  }

  async #submit(session: SubmissionSession): Promise<MailError | undefined> {
    const { store, clock, random, pathOf, onProgress } = this.#dependencies;
    const item = this.#current();
    if (!item) {
      session.close();
      throw new MailError('engine.cancelled');
    }
    const { verdicts, lost } = await session.submit(
      {
        from: item.returnPath,
        recipients: item.recipients.filter(({ state }) => state === 'pending').map(({ address }) => address),
        size: item.size,
        has8Bit: item.eightBit,
        notify: item.notify,
        envelopeId: item.id,
        bytes: readRange(pathOf(item.id)),
      },
      {
        // On disk before the dot can leave: whatever happens now, nobody takes this mail for unsent.
        beforeFinalDot: (soFar) =>
          store.saveTogether(this.id, (current) => {
            // Asked when it is written: until then a person may take the mail back, and after it nobody can.
            if (current?.state !== 'sending' || this.#abort.signal.aborted) throw new MailError('engine.cancelled');
            return markFinalDot(current, soFar, clock.now());
          }),
        onProgress: (bytes) => {
          this.sentBytes = Math.min(bytes, item.size);
          onProgress(item.id);
        },
      },
      { signal: this.#abort.signal },
    );
    const wait = backoffMs(retryPolicy, item.attempts, random);
    const finished = store.saveTogether(this.id, (current) =>
      current?.state === 'sending' ? finish(current, { verdicts, lost, now: clock.now(), backoffMs: wait }) : current,
    );
    await Promise.all([finished, this.#keepDialogue()]); // One transaction.
    return lost;
  }

  /** Nothing was handed over, or nobody can tell: then the mark decides. */
  #failed(error: MailError): MailError {
    const { store, clock, random, log } = this.#dependencies;
    const item = this.#current();
    const now = clock.now();
    if (!item) return error;
    if (error.code === 'internal') log.error('outbox.attemptFailed', { id: item.id, error: error.cause ?? error });
    if (item.finalDotAt > 0) store.save(item, recover(item, now));
    else if (isPermanent(error)) store.save(item, giveUp(item, error, now));
    else {
      const cancelled = isMailError(error, 'engine.cancelled') || (this.#dependencies.isSide && !this.#connected);
      const wait = cancelled ? 0 : backoffMs(retryPolicy, item.attempts, random);
      store.save(item, finish(item, { verdicts: [], lost: cancelled ? undefined : error, now, backoffMs: wait }));
    }
    return error;
  }

  /** The mail, while this attempt is what it waits for: a person may have cancelled it, or removed its account. */
  #current(): OutboxItem | undefined {
    const item = this.#dependencies.store.find(this.id);
    return item?.state === 'sending' ? item : undefined;
  }
}

/** What the same bytes meet again on every attempt. */
function isPermanent(error: MailError): boolean {
  return isMailError(
    error,
    'send.tooLarge',
    'send.recipientRefused',
    'file.missing',
    'file.unreadable',
    'account.receiveOnly',
  );
}
