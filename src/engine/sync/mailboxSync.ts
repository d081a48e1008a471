/**
 * Brings one mailbox in step with its server: the first listing newest first, later only what differs (RFC 7162 where
 * offered, else a sweep of the flags). A failure throws and leaves what is known; it is never read as "empty".
 */
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { ImapConnection, SelectedMailbox } from '../../mail/imap/connection.ts';
import {
  type FlagRow,
  fetchAllFlags,
  fetchFlags,
  fetchList,
  fetchListBytes,
  type ListResponse,
} from '../../mail/imap/fetchList.ts';
import { allCriteria, uidSearch } from '../../mail/imap/search.ts';
import { packUids, packUidsInPieces } from '../../mail/imap/uidSet.ts';
import { FetchReader } from '../../mail/wire/imap/fetchResponse.ts';
import type { InStep, MailboxState, MailboxStateStore } from '../store/mailboxState.ts';
import type { MessageStore, NewMessage } from '../store/messages.ts';
import { ServerFlags } from './flagSweep.ts';
import { firstPageRows, rowsWaitingMaxBytes, windowMaxRows, windowMinRows } from './limits.ts';
import { type RowWriter, rowWriter } from './rowWriter.ts';
import { RowMaker } from './toRow.ts';
import { WaitingBytes } from './waitingBytes.ts';

export interface MailboxSyncContext {
  readonly mailboxes: MailboxStateStore;
  readonly messages: MessageStore;
  readonly clock: Clock;
}

export interface MailboxSyncOptions {
  readonly signal: AbortSignal;
  /** After the first page, then every {@link rowsPerNews} rows: rows in the cache, rows on the server. */
  readonly onRows: (done: number, total: number) => void;
  /**
   * Messages that came since the last time and are in the cache now; none in a first listing. Told as soon as they are
   * written: a line that breaks afterwards does not take the news along.
   */
  readonly onArrived: (messages: readonly NewMessage[], uidValidity: number) => void;
}

export interface MailboxSynced {
  readonly changed: boolean;
  /** Something changed that `onRows` did not tell: flags, what went, that the listing is whole. */
  readonly untold: boolean;
}

/** Throws `mailbox.gone`, `net.*`, `engine.cancelled`. */
export async function syncMailbox(
  connection: ImapConnection,
  known: MailboxState,
  context: MailboxSyncContext,
  options: MailboxSyncOptions,
): Promise<MailboxSynced> {
  const selected = await connection.select(known.path);
  const forgotten = await isNumberedAnew(connection, known, selected, context);
  if (forgotten) context.messages.write('mailbox.newValidity', () => context.messages.forget(known.number));
  const state = forgotten ? context.mailboxes.get(known.id) : known;
  const pass = new MailboxPass(connection, state, selected, context, options);
  const synced = await pass.run();
  return { changed: synced.changed || forgotten, untold: synced.untold || forgotten };
}

/**
 * UIDs mean nothing under another UIDVALIDITY (RFC 9051 §2.3.1.1). A server that has none (Exmail, 2024) is asked for some
 * known messages instead: one that has another Message-ID now gives it away.
 */
async function isNumberedAnew(
  connection: ImapConnection,
  { uidNext, uidValidity, number }: MailboxState,
  selected: SelectedMailbox,
  { messages }: MailboxSyncContext,
): Promise<boolean> {
  if (uidNext === 0) return false;
  if (uidValidity !== selected.uidValidity || uidValidity !== 0) return uidValidity !== selected.uidValidity;
  const probes = messages.probes(number);
  if (probes.size === 0) return false;
  let differs = false;
  await fetchList(connection, { set: packUids([...probes.keys()]), by: 'uid' }, ({ uid, envelope }) => {
    differs ||= probes.has(uid) && probes.get(uid) !== envelope.messageId;
  });
  return differs;
}

class MailboxPass {
  readonly #reader = new FetchReader();
  readonly #maker = new RowMaker();
  readonly #connection: ImapConnection;
  readonly #state: MailboxState;
  readonly #selected: SelectedMailbox;
  readonly #context: MailboxSyncContext;
  readonly #options: MailboxSyncOptions;
  /** How many messages a sweep of this pass found; the cache has just those since. */
  #swept: number | undefined;

  constructor(
    connection: ImapConnection,
    state: MailboxState,
    selected: SelectedMailbox,
    context: MailboxSyncContext,
    options: MailboxSyncOptions,
  ) {
    this.#connection = connection;
    this.#state = state;
    this.#selected = selected;
    this.#context = context;
    this.#options = options;
  }

  async run(): Promise<MailboxSynced> {
    if (this.#state.listed && this.#state.uidNext > 0) return this.#update();
    const changed = this.#state.uidNext === 0 ? await this.#listAll() : await this.#sweep();
    return { changed, untold: changed };
  }

  /**
   * The first listing: windows of message numbers from the newest down, each twice as large as the one before, so that
   * the first rows are there at once and later the server hardly ever waits to be asked. Rows are written as they come
   * in. One that stops halfway goes on by a sweep.
   */
  async #listAll(): Promise<boolean> {
    const { exists } = this.#selected;
    this.#write(() => this.#noteStep(false));
    const rows = this.#listingWriter(0, exists);
    let size = firstPageRows;
    for (let high = exists; high > 0; ) {
      const low = Math.max(1, high - size + 1);
      await this.#fetchBytes(`${low}:${high}`, 'sequence', rows);
      if (high === exists) rows.flush();
      size = Math.min(windowMaxRows, Math.max(2 * size, windowMinRows));
      high = low - 1;
    }
    rows.flush();
    this.#write(() => this.#noteStep(true));
    return true;
  }

  /** Compares all UIDs and flags with the cache's and mends the difference: for servers without CONDSTORE, and after a break. */
  async #sweep(): Promise<boolean> {
    const server = new ServerFlags();
    await fetchAllFlags(this.#connection, (uid, flags) => server.add(uid, flags));
    const { messages } = this.#context;
    const mailbox = { number: this.#state.number, uidValidity: this.#selected.uidValidity };
    const { missing, gone, changed, digests } = server.compare(mailbox, messages);
    if (gone.length + changed.length > 0) {
      this.#write(() => {
        this.#takeFlags(changed);
        this.#remove(gone);
      });
    }
    messages.swept.note(mailbox.number, digests);
    this.#swept = server.size;
    await this.#fetchMissing(missing, server.size);
    this.#write(() => this.#noteStep(true));
    return missing.length + gone.length + changed.length > 0;
  }

  async #fetchMissing(missing: readonly number[], total: number): Promise<void> {
    const newestFirst = [...missing].sort((a, b) => b - a);
    const rows = this.#listingWriter(total - missing.length, total);
    for (let at = 0; at < newestFirst.length; at += windowMinRows) {
      for (const { set } of packUidsInPieces(newestFirst.slice(at, at + windowMinRows), uidRangesMax)) {
        await this.#fetchBytes(set, 'uid', rows);
      }
    }
    rows.flush();
  }

  async #update(): Promise<MailboxSynced> {
    const arrived = await this.#takeNew();
    const { highestModSeq } = this.#selected;
    const since = this.#state.highestModSeq;
    // Only new mail and no other change since: HIGHESTMODSEQ alone can't tell, so it is asked.
    const changed =
      highestModSeq === undefined || since === ''
        ? await this.#sweep()
        : highestModSeq.toString() !== since && (await this.#takeChanges(BigInt(since)));
    const removed = await this.#removeUnseen();
    this.#write(() => this.#noteStep(true));
    return { changed: changed || removed || arrived > 0, untold: changed || removed };
  }

  /** How many came. */
  async #takeNew(): Promise<number> {
    const { uidNext, number } = this.#state;
    const { uidNext: serverUidNext, uidValidity } = this.#selected;
    if (serverUidNext !== 0 && serverUidNext <= uidNext) return 0;
    const unknown = new Set<number>();
    const arrived: NewMessage[] = [];
    const { onRows } = this.#options;
    const write = (part: readonly NewMessage[]) => {
      this.#put(part);
      arrived.push(...part.filter(({ uid }) => unknown.has(uid)));
    };
    const rows = rowWriter({ known: 0, total: 0, write, onRows });
    try {
      // `n:*` also gives the last message when it is below n (RFC 9051 §9 seq-range).
      await this.#fetchRows(`${uidNext}:*`, (row) => {
        if (row.uid < uidNext) return;
        if (!this.#context.messages.has(number, uidValidity, row.uid)) unknown.add(row.uid);
        rows.add(row);
      });
      rows.flush();
    } finally {
      if (arrived.length > 0) this.#options.onArrived(arrived, uidValidity);
    }
    return arrived.length;
  }

  async #takeChanges(since: bigint): Promise<boolean> {
    const { rows, vanished } = await fetchFlags(this.#connection, since);
    return this.#write(() => this.#takeFlags(rows) + this.#remove(vanished) > 0);
  }

  /** Without QRESYNC the server does not tell what went: found by comparing when the numbers don't match. */
  async #removeUnseen(): Promise<boolean> {
    const { messages } = this.#context;
    const here = this.#swept ?? messages.countOf(this.#state.number);
    if (here === this.#selected.exists) return false;
    const server = new Set(await uidSearch(this.#connection, allCriteria));
    // An answer that contradicts EXISTS is no ground to remove anything: the next pass asks again.
    if (server.size < this.#selected.exists) return false;
    const known = messages.uids(this.#state.number, this.#selected.uidValidity);
    const missing = [...server].filter((uid) => uid < this.#selected.uidNext && !known.has(uid));
    const removed = this.#write(() => this.#remove([...known].filter((uid) => !server.has(uid))));
    await this.#fetchMissing(missing, server.size);
    return removed + missing.length > 0;
  }

  async #fetchRows(set: string, onRow: (row: NewMessage) => void): Promise<void> {
    this.#assertWanted();
    await fetchList(this.#connection, { set, by: 'uid' }, (row) => onRow(this.#maker.row(row)));
    this.#assertWanted();
  }

  async #fetchBytes(set: string, by: 'uid' | 'sequence', rows: RowWriter<ListResponse>): Promise<void> {
    this.#assertWanted();
    await fetchListBytes(this.#connection, { set, by }, rows.add);
    this.#assertWanted();
  }

  #assertWanted(): void {
    if (this.#options.signal.aborted) throw new MailError('engine.cancelled');
  }

  /**
   * For many rows: each is read from its bytes when it is written. As objects they would wait for their transaction in
   * the small heap of the engine, which moves what waits about: a third of a listing's time.
   */
  #listingWriter(known: number, total: number): RowWriter<ListResponse> {
    const { onRows } = this.#options;
    const waiting = new WaitingBytes(rowsWaitingMaxBytes);
    const write = (part: readonly ListResponse[]) => {
      this.#put(this.#read(part));
      waiting.clear();
    };
    const rows = rowWriter({ known, total, write, onRows });
    return {
      add: (response) => rows.add({ ...response, line: waiting.keep(response.line) }, bytesIn(response)),
      flush: rows.flush,
    };
  }

  *#read(responses: readonly ListResponse[]): Generator<NewMessage> {
    for (const { line, literals } of responses) {
      const row = this.#reader.read(line, literals);
      if (row.uid > 0) yield this.#maker.row(row);
    }
  }

  #put(rows: Iterable<NewMessage>): void {
    this.#assertWanted();
    this.#write(() => this.#context.messages.put(this.#state, this.#selected.uidValidity, rows));
  }

  #takeFlags(rows: readonly FlagRow[]): number {
    return this.#context.messages.putFlags(this.#state.id, this.#selected.uidValidity, rows.map(withoutRecent));
  }

  #remove(uids: readonly number[]): number {
    return this.#context.messages.remove(this.#state.number, this.#selected.uidValidity, uids);
  }

  #write<T>(change: () => T): T {
    return this.#context.messages.write('mailbox.sync', () => {
      // An account removed while it syncs takes its mailboxes along: then there is nothing left to write to.
      if (!this.#context.mailboxes.byNumber(this.#state.number)) throw new MailError('account.removed');
      return change();
    });
  }

  #noteStep(listed: boolean): void {
    const { uidValidity, uidNext, highestModSeq, exists } = this.#selected;
    assert(uidNext >= 0 && exists >= 0, 'SELECT gives counts');
    const modSeq = highestModSeq?.toString() ?? '';
    const step: InStep = {
      ...{ uidValidity, listed, highestModSeq: modSeq },
      uidNext: Math.max(1, uidNext, listed ? this.#state.uidNext : 0),
      syncedAt: listed ? this.#context.clock.now() : this.#state.syncedAt,
    };
    this.#context.mailboxes.setInStep(this.#state.number, step);
    this.#context.mailboxes.setServer(this.#state.number, { total: exists, uidNext, modSeq });
  }
}

/** Ranges in one UID FETCH. */
const uidRangesMax = 400;

function bytesIn({ line, literals = [] }: ListResponse): number {
  return literals.reduce((sum, { length }) => sum + length, line.length);
}

/** \Recent is of the session, not of the message; IMAP4rev2 has dropped it. */
function withoutRecent({ uid, flags }: FlagRow): FlagRow {
  return { uid, flags: flags.filter((flag) => flag !== '\\Recent') };
}
