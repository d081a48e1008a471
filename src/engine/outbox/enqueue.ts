import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { type AttachmentFile, type OutboxId, outboxId } from '../../protocol/records.ts';
import { removeFile, writeDurably } from '../files.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { OutboxStore } from '../store/outbox.ts';
import type { BuiltMessage, MessageBuilder } from './builtMessage.ts';
import { outboxMaxItems } from './limits.ts';
import { newRecipient, type OutboxItem } from './outboxItem.ts';

export interface EnqueueRequest {
  /** Where the draft lies, a URI; empty when there is none. */
  readonly draft: string;
  readonly text: string;
  readonly files: readonly AttachmentFile[];
  readonly undoMs: number;
  /** In place of what the draft says of it, ms. */
  readonly sendAt?: number | undefined;
  /** Sends a draft that was sent before. */
  readonly again?: boolean | undefined;
}

interface EnqueueDependencies {
  readonly store: OutboxStore;
  readonly accounts: AccountStore;
  readonly build: MessageBuilder;
  readonly clock: Clock;
  readonly random: Random;
  readonly pathOf: (id: OutboxId) => string;
}

/** Makes drafts into mail that waits: built once, on disk whole, and only then in the list. */
export class Enqueuer {
  readonly #dependencies: EnqueueDependencies;
  /** Drafts that are being built: two windows may ask in the same moment. */
  readonly #building = new Set<string>();

  constructor(dependencies: EnqueueDependencies) {
    this.#dependencies = dependencies;
  }

  /** Throws `draft.*`, `draft.alreadyQueued`, `draft.alreadySent`, `account.receiveOnly`, `store.full`, `store.tooBusy`. */
  async enqueue(request: EnqueueRequest): Promise<OutboxItem> {
    const { draft, text, again = false } = request;
    const digest = createHash('sha256').update(text).digest('hex');
    const key = `${draft}\n${digest}`;
    this.#assertOnce(draft, digest, again);
    if (draft !== '') this.#building.add(key);
    try {
      return await this.#build(request, digest);
    } finally {
      this.#building.delete(key);
    }
  }

  #assertOnce(draft: string, digest: string, again: boolean): void {
    const known = this.#dependencies.store.draftState(draft, digest);
    if (known === 'onItsWay' || this.#building.has(`${draft}\n${digest}`))
      throw new MailError('draft.alreadyQueued', { retry: 'afterUser', data: { draft } });
    if (known === 'sent' && !again) throw new MailError('draft.alreadySent', { retry: 'afterUser', data: { draft } });
  }

  async #build({ draft, text, files, undoMs, sendAt }: EnqueueRequest, digest: string): Promise<OutboxItem> {
    const { store, accounts, build, clock, random, pathOf } = this.#dependencies;
    if (store.count() >= outboxMaxItems) throw new MailError('store.tooBusy', { retry: 'later' });
    const message = await build(text, files, { sendAt });
    const { config } = accounts.get(message.account);
    if (!config.smtp)
      throw new MailError('account.receiveOnly', { retry: 'afterUser', data: { address: config.address } });
    const id = outboxId.parse(`o${randomId(random)}`);
    const written = new Measured(message.open());
    await writeDurably(pathOf(id), written.chunks());
    const item = itemOf(id, message, { now: clock.now(), undoMs, draft, digest, written });
    try {
      store.insert(item);
    } catch (error) {
      await removeFile(pathOf(id));
      throw error;
    }
    return item;
  }
}

/** Counts bytes on their way, and notices those above 127. */
class Measured {
  readonly #bytes: AsyncIterable<Uint8Array>;
  size = 0;
  eightBit = false;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#bytes = bytes;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#bytes) {
      this.size += chunk.length;
      this.eightBit ||= chunk.some((byte) => byte > 127);
      yield chunk;
    }
  }
}

interface Facts {
  readonly now: number;
  readonly undoMs: number;
  readonly draft: string;
  readonly digest: string;
  readonly written: Measured;
}

function itemOf(id: OutboxId, message: BuiltMessage, { now, undoMs, draft, digest, written }: Facts): OutboxItem {
  const { sendAt = 0, notify = '' } = message;
  const dueAt = Math.max(now + undoMs, sendAt);
  return {
    id,
    account: message.account,
    state: dueAt > now ? 'held' : 'queued',
    subject: message.subject,
    messageId: message.messageId,
    returnPath: message.envelope.from,
    size: written.size,
    eightBit: written.eightBit,
    recipients: message.envelope.to.map(newRecipient),
    ...{ createdAt: now, queuedAt: now, dueAt, sendAt, notify },
    ...{ attempts: 0, finalDotAt: 0, deferredSince: 0, finishedAt: 0, failure: null },
    ...{ sentCopy: 'pending', sentUidValidity: 0, sentUidNext: 0 },
    draft,
    draftDigest: digest,
    answers: message.answers,
    forwards: message.forwards,
    marked: false,
  };
}
