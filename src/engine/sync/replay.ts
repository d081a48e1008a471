/** Takes waiting operations to the server, in order, and its answers into the stores. */
import { MailError, toMailError } from '../../base/errors.ts';
import type { ImapConnection } from '../../mail/imap/connection.ts';
import { isRefusal } from '../../mail/imap/refusal.ts';
import { storeFlags } from '../../mail/imap/store.ts';
import { uidExpunge } from '../../mail/imap/uidExpunge.ts';
import type { AccountId, MailboxId } from '../../protocol/records.ts';
import { keyText, type MessageKey } from '../store/messageKey.ts';
import type { Move, Operation } from '../store/operations.ts';
import { provisionalKey } from '../store/provisionalKey.ts';
import { groupByMailbox } from './keyGroups.ts';
import { missingFrom } from './presence.ts';
import { type LostMessages, Renumbered, rematch, requireNumbering } from './renumbered.ts';
import { replayAppend } from './replayAppend.ts';
import { replayCopy } from './replayCopy.ts';
import { isMailboxChange, replayMailbox, takeOverMailbox } from './replayMailbox.ts';
import { replayMove } from './replayMove.ts';
import { Selection } from './selection.ts';
import type { SyncDeps } from './syncDeps.ts';
import { takeBack } from './takeBack.ts';

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
  const selection = new Selection(connection);
  const performer: Performer = {
    perform: (operation) => perform(connection, selection, operation, deps),
    rematch: (mailbox, lost) => rematch(connection, account, mailbox, lost, deps),
  };
  return replayBy(performer, account, deps);
}

/** Who does what the journal says: a server, or the mailboxes that are kept here. */
export interface Performer {
  /** Throws refusals, `Renumbered`, and what leaves the operation to the next attempt. */
  perform(operation: Operation): Promise<Outcome>;
  /** Finds the messages of a mailbox that was numbered anew; adds those that can't be found to `lost`. */
  rematch(mailbox: MailboxId, lost: LostMessages): Promise<void>;
}

/** {@link replayOperations}, whoever performs them. */
export async function replayBy(
  performer: Performer,
  account: AccountId,
  deps: SyncDeps,
): Promise<ReadonlySet<MailboxId>> {
  const touched = new Set<MailboxId>();
  const lost: LostMessages = new Set();
  const skipped = new Map<string, Operation>();
  try {
    while (await replayNext(performer, account, { touched, lost, skipped }, deps));
  } finally {
    tellSkipped(skipped, deps);
  }
  return touched;
}

interface Replayed {
  readonly touched: Set<MailboxId>;
  readonly lost: LostMessages;
  /** Messages that were not where they were, with the first operation that missed each. */
  readonly skipped: Map<string, Operation>;
}

/** One run of operations that go as one; false when nothing waits. */
async function replayNext(
  performer: Performer,
  account: AccountId,
  { touched, lost, skipped }: Replayed,
  deps: SyncDeps,
): Promise<boolean> {
  const run = leadingRun(deps.operations.waiting(account));
  const [operation] = run;
  if (!operation) return false;
  for (const { target, messages } of run) {
    for (const { now } of messages) if (now) touched.add(now.mailbox);
    if (target) touched.add(target);
  }
  try {
    const whole = { ...operation, messages: run.flatMap(({ messages }) => messages) };
    const outcome = await performer.perform(withoutLost(whole, lost));
    for (const key of outcome.skipped ?? []) if (!skipped.has(keyText(key))) skipped.set(keyText(key), operation);
    finish(run, outcome, lost, deps);
  } catch (error) {
    if (error instanceof Renumbered) {
      await performer.rematch(error.mailbox, lost);
      return true;
    }
    const failure = toMailError(error);
    if (!isFinal(failure)) throw failure;
    for (const one of run) refuse(one, failure, deps);
  }
  return true;
}

/** One note for all that was skipped, however many actions it was part of. */
function tellSkipped(skipped: ReadonlyMap<string, Operation>, deps: SyncDeps): void {
  const [first] = skipped.values();
  if (first) tell(first, skipped.size, new MailError('operation.skipped'), deps);
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

/** What the server's answer means for cache and journal. */
export interface Outcome {
  readonly moves: readonly Move[];
  /** Messages that another program had moved or deleted: they stay as it left them. */
  readonly skipped?: readonly MessageKey[];
  readonly copies?: ReadonlyMap<number, MessageKey>;
}

async function perform(
  connection: ImapConnection,
  selection: Selection,
  operation: Operation,
  deps: SyncDeps,
): Promise<Outcome> {
  if (operation.kind === 'move') return replayMove(connection, operation, deps);
  if (operation.kind === 'copy') return { moves: [], ...(await replayCopy(connection, operation, deps)) };
  if (operation.kind === 'append') return { moves: await replayAppend(connection, operation, deps) };
  if (operation.kind === 'flag') return replayFlag(connection, selection, operation, deps);
  if (operation.kind === 'expunge') return replayExpunge(connection, selection, operation, deps);
  await replayMailbox(connection, operation, deps);
  return { moves: [] };
}

async function replayFlag(
  connection: ImapConnection,
  selection: Selection,
  operation: Operation,
  deps: SyncDeps,
): Promise<Outcome> {
  const store = (uids: readonly number[]) => storeFlags(connection, uids, operation);
  const skipped = await inEachMailbox(connection, selection, operation, deps, store);
  return { moves: goneTo(skipped), skipped };
}

/**
 * For good, where the server can remove single messages (UIDPLUS); else they stay, marked and hidden. What is gone already
 * is as it was wanted.
 */
async function replayExpunge(
  connection: ImapConnection,
  selection: Selection,
  operation: Operation,
  deps: SyncDeps,
): Promise<Outcome> {
  const moves: Move[] = [];
  const gone = await inEachMailbox(connection, selection, operation, deps, async (uids, keys) => {
    await storeFlags(connection, uids, { add: ['\\Deleted'], remove: [] });
    if (!connection.has('UIDPLUS')) return;
    await uidExpunge(connection, uids);
    moves.push(...goneTo(keys));
  });
  return { moves: [...moves, ...goneTo(gone)] };
}

/**
 * Selects each mailbox of the operation's messages and acts on those that are there; gives those that are not. Throws
 * `Renumbered` before it touches one of another numbering.
 */
async function inEachMailbox(
  connection: ImapConnection,
  selection: Selection,
  operation: Operation,
  deps: SyncDeps,
  act: (uids: readonly number[], keys: readonly MessageKey[]) => Promise<void>,
): Promise<readonly MessageKey[]> {
  const gone: MessageKey[] = [];
  for (const group of groupByMailbox(operation.messages.flatMap(({ now }) => now ?? []))) {
    const selected = await selection.of(deps.mailboxes.get(group.mailbox).path);
    requireNumbering(group.mailbox, group.uidValidity, selected);
    const missing = await missingFrom(connection, group, selected, deps);
    const there = group.keys.filter((key) => !missing.has(keyText(key)));
    for (const key of group.keys) if (missing.has(keyText(key))) gone.push(key);
    const uids = there.map(({ uid }) => uid);
    if (uids.length > 0) await act(uids, there);
  }
  return gone;
}

function goneTo(keys: readonly MessageKey[]): readonly Move[] {
  return keys.map((from) => ({ from, to: undefined }));
}

function withoutLost(operation: Operation, lost: LostMessages): Operation {
  if (lost.size === 0) return operation;
  return { ...operation, messages: operation.messages.filter(({ now }) => now && !lost.has(keyText(now))) };
}

/** The server has a run: first the cache learns, then the journal forgets. A crash between asks the server again. */
function finish(
  run: readonly Operation[],
  { moves: done, copies, skipped = [] }: Outcome,
  lost: LostMessages,
  deps: SyncDeps,
): void {
  const { operations, messages } = deps;
  const keys = run.flatMap((operation) => operation.messages.flatMap(({ now }) => now ?? []));
  const found = new Set(done.flatMap(({ from, to }) => (to ? [keyText(from)] : [])));
  const moves = [...done, ...goneTo(keys.filter((key) => lost.has(keyText(key)) && !found.has(keyText(key))))];
  const [first] = run;
  if (!first) return;
  const copied = copies ? copyMoves(first, copies) : [];
  try {
    operations.liftAll(run, [...moves, ...copied]);
    if (isMailboxChange(first)) takeOverMailbox(first, deps);
    messages.write('operation.done', () => {
      if (first.kind === 'flag') messages.changeFlags(keys, first);
      if (first.kind === 'expunge') messages.changeFlags(keys, { add: ['\\Deleted'], remove: [] });
      messages.rename([...moves, ...copied]);
    });
    if (copies) operations.settleCopy(first, copies, copied);
    else operations.settleAll(run, 'done', moves);
  } catch (error) {
    operations.reload();
    throw error;
  }
  if (first.kind === 'append') deps.appends.forget(first.path);
  const missed = new Set(skipped.map(keyText));
  for (const operation of run) tellLost(operation, { found, lost, missed }, deps);
}

/** From the names that waiting copies had to those that the server gave; what it did not tell comes with the next sync. */
function copyMoves(operation: Operation, copies: ReadonlyMap<number, MessageKey>): readonly Move[] {
  return operation.messages.flatMap(({ position }) => {
    const from = provisionalKey(operation, position);
    return from ? { from, to: copies.get(position) } : [];
  });
}

interface Ends {
  readonly found: ReadonlySet<string>;
  readonly lost: LostMessages;
  readonly missed: ReadonlySet<string>;
}

/** Who waits for an operation hears of messages lost, and of one that did nothing because all were gone. */
function tellLost(operation: Operation, { found, lost, missed }: Ends, deps: SyncDeps): void {
  const texts = operation.messages.flatMap(({ now }) => (now ? keyText(now) : []));
  const count = texts.filter((text) => lost.has(text) && !found.has(text)).length;
  const failure = count > 0 ? new MailError('operation.lost', { data: { count } }) : undefined;
  if (failure) tell(operation, count, failure, deps);
  const allMissed = texts.length > 0 && texts.every((text) => missed.has(text));
  deps.onSettled(operation, failure ?? (allMissed ? new MailError('operation.skipped') : undefined));
}

/** The server said no: what was shown as done is taken back. */
function refuse(operation: Operation, failure: MailError, deps: SyncDeps): void {
  takeBack(operation, 'refused', deps);
  tell(operation, operation.messages.length, failure, deps);
  deps.onSettled(operation, failure);
}

function tell({ account, kind }: Operation, count: number, failure: MailError, { events }: SyncDeps): void {
  events.send('operationRefused', {
    account,
    kind: toldAs[kind],
    messages: count,
    code: failure.code,
    serverSaid: String(failure.data['serverSaid'] ?? ''),
  });
}

const toldAs = {
  flag: 'flag',
  move: 'move',
  copy: 'copy',
  expunge: 'delete',
  append: 'append',
  createMailbox: 'mailbox',
  renameMailbox: 'mailbox',
  deleteMailbox: 'mailbox',
} as const;

/** A server's no, and what no server is needed for to know that it can't be done. */
function isFinal(failure: MailError): boolean {
  return failure.retry !== 'later' && (isRefusal(failure) || /^(file|message)\./.test(failure.code));
}
