/** What a person does to messages: durable in user.db, then shown from cache.db, then on its way to the server. */
import { isMailError, MailError } from '../../base/errors.ts';
import { type Random, randomId } from '../../base/random.ts';
import { type AccountId, type BatchId, batchId, type Failure, type MailboxId } from '../../protocol/records.ts';
import type { EngineEvents } from '../events.ts';
import type { MailboxStateStore } from '../store/mailboxState.ts';
import type { MessageKey } from '../store/messageKey.ts';
import { type MessageStore, uniqueKeys } from '../store/messages.ts';
import type { NewOperation, Operation, OperationStore } from '../store/operations.ts';
import type { ProvisionalStore } from '../store/provisional.ts';
import { provisionalKey } from '../store/provisionalKey.ts';
import type { AppendFiles } from './appendFiles.ts';
import { showNewMailbox } from './mailboxOverlay.ts';
import { isMailboxChange } from './replayMailbox.ts';
import { takeBack } from './takeBack.ts';

export interface ActionsDeps {
  readonly operations: OperationStore;
  readonly messages: MessageStore;
  readonly mailboxes: MailboxStateStore;
  readonly provisional: ProvisionalStore;
  readonly appends: AppendFiles;
  readonly events: EngineEvents;
  readonly random: Random;
  /** Something waits for this account's server. */
  readonly replay: (account: AccountId) => void;
  /** Tries to reach the account's server now. */
  readonly connect: (account: AccountId) => void;
  /** What keeps the account from its server. */
  readonly failureOf: (account: AccountId) => Failure | null;
}

export class Actions {
  readonly #deps: ActionsDeps;
  readonly #waiting = new Map<number, ((error: Error | undefined) => void)[]>();

  constructor(deps: ActionsDeps) {
    this.#deps = deps;
  }

  newBatch(): BatchId {
    return batchId.parse(`b${randomId(this.#deps.random)}`);
  }

  /** Records and shows a change; both are done when it returns. The server follows. `show`: instead of the usual way. */
  add(
    account: AccountId,
    batch: BatchId,
    operations: readonly NewOperation[],
    { show = (added: readonly Operation[]) => this.#show(added) } = {},
  ): void {
    const wanted = operations.filter((operation) => operation.messages.length > 0 || isMailboxChange(operation));
    if (wanted.length === 0) return;
    const added = this.#deps.operations.add(account, batch, wanted);
    try {
      show(added);
    } catch (error) {
      // The intent is durable and the server will have it: a cache without room is no reason to say that it failed.
      if (!isMailError(error, 'store.full', 'store.tooBusy', 'store.damaged')) throw error;
    }
    this.#tell(account, added);
    this.#deps.replay(account);
  }

  /**
   * At start: user.db and cache.db are two files, so the engine may have ended between their commits. Whatever waits, and
   * whatever is shown otherwise than the server has it, is laid out anew; doing so twice changes nothing.
   */
  showMissed(): void {
    const { operations, messages, mailboxes, provisional } = this.#deps;
    const waiting = operations.waiting();
    for (const operation of waiting) if (operation.kind === 'createMailbox') showNewMailbox(operation, mailboxes);
    const keys = uniqueKeys([...waiting.flatMap((operation) => keysOf(operation)), ...messages.overlaid()]);
    if (keys.length === 0 && !provisional.hasAny() && waiting.length === 0) return;
    messages.write('operation.showMissed', () => {
      messages.reshow(keys);
      provisional.layMissed(waiting);
    });
  }

  /**
   * Returns once the server has all of a batch. Throws the refusal of the first that it refused, `account.offline` when the
   * server can't be reached (the batch stays on its way), `engine.cancelled`.
   */
  async wait(batch: BatchId, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    const waiting = this.#deps.operations.ofBatch(batch).filter(({ state }) => state === 'pending' || state === 'sent');
    const lost = Promise.withResolvers<never>();
    const accounts = new Set(waiting.map(({ account }) => account));
    const listener = this.#deps.events.on(({ name }) => {
      const offline =
        name === 'accountsChanged'
          ? [...accounts].find((account) => this.#deps.failureOf(account) !== null)
          : undefined;
      if (offline === undefined) return;
      const reason = this.#deps.failureOf(offline)?.code ?? '';
      lost.reject(new MailError('account.offline', { retry: 'later', data: { account: offline, reason } }));
    });
    for (const account of accounts) this.#deps.connect(account);
    try {
      for (const { id } of waiting) await Promise.race([this.#settled(id, signal), lost.promise]);
    } finally {
      listener.dispose();
    }
  }

  /** An operation ended; wakes who waits for it. */
  settled({ id }: { readonly id: number }, error: Error | undefined): void {
    const waiting = this.#waiting.get(id) ?? [];
    this.#waiting.delete(id);
    for (const done of waiting) done(error);
  }

  /**
   * Takes a batch back: what has not left is dropped, what the server has is reversed by new operations. Gives the number
   * of messages. Throws `operation.unknown`, `operation.notUndoable` for what is deleted for good.
   */
  undo(batch: BatchId): number {
    const { operations } = this.#deps;
    const all = operations.ofBatch(batch);
    if (all.length === 0) throw new MailError('operation.unknown', { data: { batch } });
    const gone = all.filter(({ state }) => state === 'done' || state === 'sent');
    if (gone.some(({ kind }) => kind === 'expunge' || kind === 'deleteMailbox'))
      throw new MailError('operation.notUndoable');
    const reverseBatch = this.newBatch();
    let undone = 0;
    for (const operation of [...all].reverse()) {
      if (operation.state === 'pending') this.#drop(operation);
      else if (operation.state === 'done' || operation.state === 'sent')
        this.add(operation.account, reverseBatch, reversed(operation));
      else continue;
      undone += operation.messages.length;
    }
    return undone;
  }

  #drop(operation: Operation): void {
    takeBack(operation, 'dropped', this.#deps);
    this.#tell(operation.account, [operation]);
    this.settled(operation, new MailError('engine.cancelled'));
  }

  #show(operations: readonly Operation[]): void {
    const { messages, mailboxes, provisional } = this.#deps;
    for (const operation of operations) if (operation.kind === 'createMailbox') showNewMailbox(operation, mailboxes);
    messages.write('operation.show', () => {
      messages.reshow(operations.flatMap((operation) => keysOf(operation)));
      for (const operation of operations) if (operation.kind === 'copy') provisional.layCopies(operation);
    });
  }

  #tell(account: AccountId, operations: readonly Operation[]): void {
    const touched = new Set<MailboxId>();
    for (const { target, messages } of operations) {
      if (target) touched.add(target);
      for (const { now } of messages) if (now) touched.add(now.mailbox);
    }
    for (const mailbox of touched) this.#deps.events.send('messagesChanged', { mailbox });
    this.#deps.events.send('mailboxesChanged', { account });
  }

  #settled(id: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const { state } = this.#deps.operations.get(id);
      if (state !== 'pending' && state !== 'sent')
        return state === 'done' ? resolve() : reject(new MailError('mailbox.refused'));
      const done = (error: Error | undefined) => (error ? reject(error) : resolve());
      signal.addEventListener('abort', () => reject(new MailError('engine.cancelled')), { once: true });
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), done]);
    });
  }
}

function keysOf({ messages }: Operation): readonly MessageKey[] {
  return messages.flatMap(({ now }) => now ?? []);
}

/** The operations that bring messages back to where and what they were; grouped by where each came from. */
function reversed(operation: Operation): readonly NewOperation[] {
  const { kind, add, remove, target } = operation;
  const named = operation.messages.flatMap(({ now, acted, messageId, size }) =>
    now ? { key: now, acted, messageId, size } : [],
  );
  const none = { target: null, add: [], remove: [] };
  if (kind === 'flag') return [{ kind, target: null, add: remove, remove: add, messages: named }];
  if (kind === 'append') return [{ ...none, kind: 'expunge', messages: named }];
  if (kind === 'copy') return [{ ...none, kind: 'expunge', messages: copiesOf(operation) }];
  if (kind === 'renameMailbox') {
    return [{ ...none, kind, target, path: operation.oldPath, oldPath: operation.path, messages: [] }];
  }
  // What was made is deleted again only as empty as it was.
  if (kind === 'createMailbox')
    return [{ ...none, kind: 'deleteMailbox', target, path: operation.path, targetUidNext: 1, messages: [] }];
  const origins = [...new Set(named.map(({ acted }) => acted.mailbox))];
  return origins.map((origin) => ({
    ...{ kind: 'move' as const, target: origin, add: [], remove: [] },
    messages: named.filter(({ acted }) => acted.mailbox === origin),
  }));
}

/** A settled copy names the copies. Of one that is on its way they have provisional names, which follow; never the originals. */
function copiesOf(operation: Operation): NewOperation['messages'] {
  return operation.messages.flatMap(({ position, now, messageId, size }) => {
    const key = operation.state === 'done' ? now : provisionalKey(operation, position);
    return key ? { key, messageId, size } : [];
  });
}
