/** Takes waiting operations to the server, in order, and its answers into the stores. */
import { MailError, toMailError } from '../../base/errors.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { isRefusal } from '../../mail/imap/refusal.ts';
import { storeFlags } from '../../mail/imap/store.ts';
import { uidExpunge } from '../../mail/imap/uidExpunge.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import { keyText, type MessageKey } from '../store/messageKey.ts';
import type { Move, Operation } from '../store/operations.ts';
import { groupByMailbox } from './keyGroups.ts';
import { type LostMessages, Renumbered, rematch, requireNumbering } from './renumbered.ts';
import { replayMove } from './replayMove.ts';
import type { SyncDeps } from './syncDeps.ts';

/**
 * Until nothing waits. What the server refuses is taken back and told; a line that breaks throws and leaves the operation
 * for the next connection. Messages of a mailbox that was numbered anew are looked for first, once; what can't be found
 * again is told. Gives the mailboxes that changed.
 */
export async function replayOperations(
  connection: ImapConnection,
  account: AccountId,
  deps: SyncDeps,
): Promise<ReadonlySet<MailboxId>> {
  const touched = new Set<MailboxId>();
  const lost: LostMessages = new Set();
  for (;;) {
    const run = leadingRun(deps.operations.waiting(account));
    const [operation] = run;
    if (!operation) return touched;
    for (const { target, messages } of run) {
      for (const { now } of messages) if (now) touched.add(now.mailbox);
      if (target) touched.add(target);
    }
    try {
      const whole = { ...operation, messages: run.flatMap(({ messages }) => messages) };
      const moves = await perform(connection, withoutLost(whole, lost), deps);
      for (const one of run) finish(one, moves, lost, deps);
    } catch (error) {
      if (error instanceof Renumbered) {
        await rematch(connection, account, error.mailbox, lost, deps);
        continue;
      }
      const failure = toMailError(error);
      if (!isRefusal(failure) || failure.retry === 'later') throw failure;
      for (const one of run) refuse(one, failure, deps);
    }
  }
}

/** The first operation, and those right behind it that make the same change to flags in the same mailbox: one STORE. */
function leadingRun(waiting: readonly Operation[]): readonly Operation[] {
  const [first] = waiting;
  if (!first) return [];
  const change = changeOf(first);
  const end = waiting.findIndex((operation) => change === undefined || changeOf(operation) !== change);
  return end < 0 ? waiting : waiting.slice(0, Math.max(1, end));
}

/** What a change of flags does and where, as text; undefined for anything that must go by itself. */
function changeOf({ kind, add, remove, messages }: Operation): string | undefined {
  const places = new Set(messages.map(({ now }) => now && `${now.mailbox}.${now.uidValidity}`));
  return kind === 'flag' && places.size === 1 ? JSON.stringify([...places, add, remove]) : undefined;
}

function perform(connection: ImapConnection, operation: Operation, deps: SyncDeps): Promise<readonly Move[]> {
  if (operation.kind === 'move') return replayMove(connection, operation, deps);
  return operation.kind === 'flag'
    ? replayFlag(connection, operation, deps)
    : replayExpunge(connection, operation, deps);
}

async function replayFlag(connection: ImapConnection, operation: Operation, deps: SyncDeps): Promise<readonly Move[]> {
  await inEachMailbox(connection, operation, deps, (uids) => storeFlags(connection, uids, operation));
  return [];
}

/** For good, where the server can remove single messages (UIDPLUS); else they stay, marked and hidden. */
async function replayExpunge(
  connection: ImapConnection,
  operation: Operation,
  deps: SyncDeps,
): Promise<readonly Move[]> {
  const moves: Move[] = [];
  await inEachMailbox(connection, operation, deps, async (uids, keys) => {
    await storeFlags(connection, uids, { add: ['\\Deleted'], remove: [] });
    if (!connection.has('UIDPLUS')) return;
    await uidExpunge(connection, uids);
    moves.push(...keys.map((from) => ({ from, to: undefined })));
  });
  return moves;
}

/** Selects each mailbox of the operation's messages. Throws `Renumbered` before it touches one of another numbering. */
async function inEachMailbox(
  connection: ImapConnection,
  operation: Operation,
  { mailboxes }: SyncDeps,
  act: (uids: readonly number[], keys: readonly MessageKey[]) => Promise<void>,
): Promise<void> {
  for (const { mailbox, uidValidity, keys } of groupByMailbox(operation.messages.flatMap(({ now }) => now ?? []))) {
    requireNumbering(mailbox, uidValidity, await connection.select(mailboxes.get(mailbox).path));
    await act(
      keys.map(({ uid }) => uid),
      keys,
    );
  }
}

function withoutLost(operation: Operation, lost: LostMessages): Operation {
  if (lost.size === 0) return operation;
  return { ...operation, messages: operation.messages.filter(({ now }) => now && !lost.has(keyText(now))) };
}

/** The server has it: first the cache learns, then the journal forgets. A crash between asks the server again. */
function finish(operation: Operation, done: readonly Move[], lost: LostMessages, deps: SyncDeps): void {
  const { operations, messages, onSettled } = deps;
  const keys = operation.messages.flatMap(({ now }) => now ?? []);
  const found = new Set(done.flatMap(({ from, to }) => (to ? [keyText(from)] : [])));
  const gone = keys.filter((key) => lost.has(keyText(key)) && !found.has(keyText(key)));
  const moves = [...done, ...gone.map((from) => ({ from, to: undefined }))];
  try {
    operations.lift(operation, moves);
    messages.write('operation.done', () => {
      if (operation.kind === 'flag') messages.changeFlags(keys, operation);
      if (operation.kind === 'expunge') messages.changeFlags(keys, { add: ['\\Deleted'], remove: [] });
      messages.rename(moves);
    });
    operations.settle(operation, 'done', moves);
  } catch (error) {
    operations.reload();
    throw error;
  }
  const failure = gone.length > 0 ? new MailError('operation.lost', { data: { count: gone.length } }) : undefined;
  if (failure) tell(operation, gone.length, failure, deps);
  onSettled(operation, failure);
}

/** The server said no: what was shown as done is taken back. */
function refuse(operation: Operation, failure: MailError, deps: SyncDeps): void {
  const { operations, messages, onSettled } = deps;
  const keys = operation.messages.flatMap(({ now }) => now ?? []);
  try {
    operations.lift(operation);
    messages.write('operation.refused', () => messages.reshow(keys));
    operations.settle(operation, 'refused');
  } catch (error) {
    operations.reload();
    throw error;
  }
  tell(operation, operation.messages.length, failure, deps);
  onSettled(operation, failure);
}

function tell({ account, kind }: Operation, count: number, failure: MailError, { events }: SyncDeps): void {
  events.send('operationRefused', {
    account,
    kind: kind === 'expunge' ? 'delete' : kind,
    messages: count,
    code: failure.code,
    serverSaid: String(failure.data['serverSaid'] ?? ''),
  });
}
