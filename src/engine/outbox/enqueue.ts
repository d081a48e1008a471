import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { type AttachmentFile, type OutboxId, outboxId } from '../../protocol/records.ts';
import { splitDraft } from '../compose/splitDraft.ts';
import { removeFile, statFile, writeDurably } from '../files.ts';
import type { AccountStore } from '../store/accounts.ts';
import type { OutboxStore } from '../store/outbox.ts';
import type { BuildWishes, BuiltMessage, MessageBuilder } from './builtMessage.ts';
import { outboxMaxItems } from './limits.ts';
import { newRecipient, type OutboxItem } from './outboxItem.ts';
import type { SizeGuard } from './sizeGuard.ts';

export interface EnqueueRequest {
  /** Where the draft lies, a URI; empty when there is none. */
  readonly draft: string;
  readonly text: string;
  readonly files: readonly AttachmentFile[];
  readonly undoMs: number;
  /** In place of what the draft says of it, ms. */
  readonly sendAt?: number | undefined;
  /** What to do with attachments that make the mail larger than the server takes; absent: say so. */
  readonly large?: 'zip' | 'split' | undefined;
  /** Sends a draft that was sent before. */
  readonly again?: boolean | undefined;
  /** What the mail may not leave without, decided while it is written: it is on its way once this has resolved. */
  readonly cleared?: Promise<void> | undefined;
}

interface EnqueueDependencies {
  readonly store: OutboxStore;
  readonly accounts: AccountStore;
  readonly build: MessageBuilder;
  readonly sizes: Pick<SizeGuard, 'maxBytes'>;
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

  /**
   * The mails that a draft became: one, or several where it was to be split. Throws `draft.*`, `draft.alreadyQueued`,
   * `draft.alreadySent`, `send.tooLarge` (`data.size`, `maxBytes`; nothing has left), `account.receiveOnly`, `store.full`,
   * `store.tooBusy`.
   */
  async enqueue(request: EnqueueRequest): Promise<readonly OutboxItem[]> {
    const { draft, text, again = false } = request;
    const digest = createHash('sha256').update(text).digest('hex');
    const key = `${draft}\n${digest}`;
    this.#assertOnce(draft, digest, again);
    if (draft !== '') this.#building.add(key);
    const written: Written[] = [];
    try {
      await this.#writeAll(request, written);
      const items = written.map((one, index) =>
        this.#itemOf(one, request, index === 0 ? digest : `${digest}/${index}`),
      );
      await request.cleared;
      await this.#dependencies.store.insert(items);
      return items;
    } catch (error) {
      for (const { id } of written) await removeFile(this.#dependencies.pathOf(id));
      throw error;
    } finally {
      this.#building.delete(key);
    }
  }

  /** A mail of our own making, with no draft and no copy in Sent: a receipt. Throws as {@link enqueue} does. */
  async enqueueBuilt(message: BuiltMessage): Promise<OutboxItem> {
    const { store, pathOf } = this.#dependencies;
    const written = await this.#put(message);
    try {
      const item = this.#itemOf(written, { draft: '', undoMs: 0 }, '');
      await store.insert([item]);
      store.setSentCopy(item.id, 'none');
      return item;
    } catch (error) {
      await removeFile(pathOf(written.id));
      throw error;
    }
  }

  #assertOnce(draft: string, digest: string, again: boolean): void {
    const known = this.#dependencies.store.draftState(draft, digest);
    if (known === 'onItsWay' || this.#building.has(`${draft}\n${digest}`))
      throw new MailError('draft.alreadyQueued', { retry: 'afterUser', data: { draft } });
    if (known === 'sent' && !again) throw new MailError('draft.alreadySent', { retry: 'afterUser', data: { draft } });
  }

  /** Puts the mails of a draft on disk. `done` has them also where a later one fails. */
  async #writeAll({ text, files, sendAt, large }: EnqueueRequest, done: Written[]): Promise<void> {
    const { sizes, pathOf } = this.#dependencies;
    const whole = await this.#write(text, files, { sendAt, zips: large === 'zip' });
    done.push(whole);
    const { size } = whole.measured;
    const maxBytes = await sizes.maxBytes(whole.message.account, size);
    if (maxBytes === 0 || size <= maxBytes) return;
    const data = { size, maxBytes, zipped: large === 'zip' };
    if (large !== 'split') throw new MailError('send.tooLarge', { retry: 'afterUser', data });
    const shares = splitDraft(text, files, { maxBytes, builtBytes: size, sizeOf: await sizesOf(files) });
    if (shares.length < 2) throw new MailError('send.tooLarge', { retry: 'afterUser', data });
    await removeFile(pathOf(whole.id));
    done.pop();
    for (const share of shares) done.push(await this.#write(share.text, share.files, { sendAt }));
    const over = done.find(({ measured }) => measured.size > maxBytes);
    if (over)
      throw new MailError('send.tooLarge', { retry: 'afterUser', data: { size: over.measured.size, maxBytes } });
  }

  async #write(text: string, files: readonly AttachmentFile[], wishes: BuildWishes): Promise<Written> {
    this.#assertRoom();
    return this.#put(await this.#dependencies.build(text, files, wishes));
  }

  #assertRoom(): void {
    if (this.#dependencies.store.count() >= outboxMaxItems) throw new MailError('store.tooBusy', { retry: 'later' });
  }

  async #put(message: BuiltMessage): Promise<Written> {
    const { accounts, random, pathOf } = this.#dependencies;
    this.#assertRoom();
    const { config } = accounts.get(message.account);
    if (!config.smtp)
      throw new MailError('account.receiveOnly', { retry: 'afterUser', data: { address: config.address } });
    const id = outboxId.parse(`o${randomId(random)}`);
    const measured = new Measured(message.open());
    await writeDurably(pathOf(id), measured.chunks());
    return { id, message, measured };
  }

  #itemOf(
    { id, message, measured }: Written,
    { draft, undoMs }: Pick<EnqueueRequest, 'draft' | 'undoMs'>,
    digest: string,
  ): OutboxItem {
    return itemOf(id, message, { now: this.#dependencies.clock.now(), undoMs, draft, digest, written: measured });
  }
}

/** A mail on disk that has no row yet. */
interface Written {
  readonly id: OutboxId;
  readonly message: BuiltMessage;
  readonly measured: Measured;
}

async function sizesOf(files: readonly AttachmentFile[]): Promise<(file: AttachmentFile) => number> {
  const sizes = new Map<string, number>();
  for (const { path } of files) sizes.set(path, (await statFile(path)).size);
  return ({ path }) => sizes.get(path) ?? 0;
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
      this.eightBit ||= !isAscii(chunk);
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
  const { sendAt = 0, notify = '', receipt = false } = message;
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
    ...{ createdAt: now, queuedAt: now, dueAt, sendAt, notify, receipt },
    ...{ attempts: 0, finalDotAt: 0, deferredSince: 0, finishedAt: 0, failure: null },
    ...{ sentCopy: 'pending', sentUidValidity: 0, sentUidNext: 0 },
    draft,
    draftDigest: digest,
    answers: message.answers,
    forwards: message.forwards,
    marked: false,
  };
}
