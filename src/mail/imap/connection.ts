/**
 * One IMAP connection, and the only door to imapflow. imapflow dials, signs in, parses and keeps the line in order;
 * what this project asks of a server goes through `command`, because imapflow's own message commands answer a
 * refusal and a lost line alike with `false` (seen in 2.10.2).
 *
 * The bulk-listing hook: while `bulkFetch` runs, untagged FETCH responses are handed on as bytes and never reach
 * imapflow's framing and parser; see docs/decisions/0031-bulk-listing-hook.md.
 */
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { encodePath } from 'imapflow/lib/tools.js';
import { type Clock, systemClock } from '../../base/clock.ts';
import { MailError } from '../../base/errors.ts';
import type { Endpoint } from '../net/endpoint.ts';
import type { WireTap } from '../net/wireTap.ts';
import { FetchCutter, isUntaggedFetch, passFetchLines, type TakeRun } from '../wire/imap/fetchCutter.ts';
import { believable, CommandBounds } from './commandBounds.ts';
import type { Argument, Response, UntaggedHandlers } from './commandParts.ts';
import { connectError } from './connectError.ts';
import { flowOptions, type ImapConnectionOptions } from './flowOptions.ts';
import * as limits from './limits.ts';
import { imapError } from './refusal.ts';

export type { Argument, Response, Token, Tokens, UntaggedHandlers } from './commandParts.ts';
export type { ImapConnectionOptions } from './flowOptions.ts';

/** A connection that is not yet made: call `connect`. */
export function createImapConnection(options: ImapConnectionOptions): ImapConnection {
  return new ImapConnection(new BulkFlow(flowOptions(options)), options);
}

/** A mailbox as SELECT described it. No UIDVALIDITY = 0; no mod-sequences = undefined. */
export interface SelectedMailbox {
  readonly path: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly exists: number;
  readonly highestModSeq: bigint | undefined;
  readonly readOnly: boolean;
  /** What the server calls it under any path (RFC 8474); '' where it does not tell. */
  readonly mailboxId: string;
}

/**
 * Takes one untagged FETCH as it came: the line with its literals inline, or with their bytes apart in order. False when
 * it is not of the listing: then imapflow has it, and what it tells counts as a change.
 */
export type BulkRow = (line: Uint8Array, literals?: readonly Uint8Array[]) => boolean;

/** `takeRun` is asked before `onRow` wherever a response begins, and must not throw. */
export interface BulkOptions {
  readonly untagged?: UntaggedHandlers;
  readonly takeRun?: TakeRun;
}

export class ImapConnection {
  readonly #flow: BulkFlow;
  readonly #endpoint: Endpoint;
  readonly #closed: Promise<void>;
  readonly #tap: WireTap | undefined;
  readonly #bounds: CommandBounds;
  readonly #clock: Clock;
  #selected: SelectedMailbox | undefined;
  #changed = false;
  #open = true;
  #onChange: () => void = () => {};

  /** Use {@link createImapConnection}. Listens for errors before there can be one. */
  constructor(flow: BulkFlow, { endpoint, log, tap, clock = systemClock }: ImapConnectionOptions) {
    this.#flow = flow;
    this.#tap = tap;
    this.#clock = clock;
    this.#bounds = new CommandBounds({ clock, close: () => this.close() });
    flow.onBytes = (count) => this.#bounds.hear(count);
    this.#endpoint = endpoint;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closed = promise;
    flow.on('close', () => {
      this.#open = false;
      this.#selected = undefined;
      resolve();
      this.#onChange();
    });
    // A 'close' follows, and the command under way is rejected, mostly without the reason (seen in 2.10.2).
    flow.on('error', (error: unknown) => {
      log.warn('imap.error', { host: endpoint.host, error });
      this.#bounds.note(imapError(error));
    });
    for (const name of ['exists', 'expunge', 'flags'] as const) {
      flow.on(name, () => this.#noteChange());
    }
  }

  #noteChange(): void {
    this.#changed = true;
    this.#onChange();
  }

  /**
   * Connects, secures the line and signs in. Throws `net.*`, or `auth.refused` with the server's words in `serverSaid` and
   * its response code (RFC 5530) in `responseCode`. Aborting closes the connection and throws `engine.cancelled`.
   */
  async connect({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    const onAbort = () => this.#flow.close();
    if (signal?.aborted) throw new MailError('engine.cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await this.#bounds.run(() => this.#flow.connect(), { maxMs: limits.signInMaxMs });
    } catch (error) {
      if (signal?.aborted) throw new MailError('engine.cancelled');
      throw connectError(error, this.#endpoint, this.#flow.byeReason || '');
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  get isOpen(): boolean {
    return this.#open && this.#flow.usable;
  }

  /** Resolves once the connection has ended, for whatever reason. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  get selected(): SelectedMailbox | undefined {
    return this.#selected;
  }

  /** Grows with everything that the server says. */
  get heard(): number {
    return this.#bounds.heardInAll;
  }

  /** True for a capability that the server offers, in upper case. */
  has(capability: string): boolean {
    return this.#flow.capabilities.has(capability) || this.#flow.enabled.has(capability);
  }

  /** True when the server sends EXPUNGE as VANISHED and tells what went since a mod-sequence (RFC 7162). */
  get hasQresync(): boolean {
    return this.#flow.enabled.has('QRESYNC');
  }

  /** True once strings go as UTF-8 without a word about it (RFC 6855 §3). */
  get takesUtf8(): boolean {
    return this.#flow.enabled.has('UTF8=ACCEPT');
  }

  /** Whether the server spoke of changes in the selected mailbox since the last time this was asked. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** The server has spoken of no change since SELECT, or since {@link takeChanged}. */
  get isUnchanged(): boolean {
    return !this.#changed;
  }

  /** Selects a mailbox, or asks for its present state when it is selected already. Throws `mailbox.gone`, `mailbox.refused`. */
  async select(path: string): Promise<SelectedMailbox> {
    const folders = internalsOf(this.#flow).folders;
    if (!folders.has(path)) folders.set(path, { path }); // Else imapflow asks LIST first.
    this.#selected = undefined;
    this.#changed = false;
    const opened = await this.#ask(() => this.#flow.mailboxOpen(path));
    this.#selected = {
      path,
      uidValidity: Number(opened.uidValidity ?? 0),
      uidNext: opened.uidNext ?? 0,
      exists: believable(opened.exists),
      highestModSeq: opened.noModseq ? undefined : opened.highestModseq,
      readOnly: opened.readOnly === true,
      mailboxId: objectIdOf(opened.mailboxId),
    };
    return this.#selected;
  }

  /** Sends one command, ending IDLE first, and gives its tagged OK. Throws coded refusals, `net.closed`, `net.timeout`. */
  async command(name: string, args: readonly Argument[], untagged: UntaggedHandlers = {}): Promise<Response> {
    const flow = internalsOf(this.#flow);
    return this.#ask(async () => {
      if (flow.preCheck) await flow.preCheck();
      const { response, next } = await flow.exec(name, args.length > 0 ? args : false, { untagged });
      next();
      return response;
    });
  }

  /** A command whose untagged FETCH responses go to `onRow` as bytes. What `onRow` throws ends the call, after the response. */
  async bulkFetch(
    name: 'FETCH' | 'UID FETCH' | 'UID STORE',
    args: readonly Argument[],
    onRow: BulkRow,
    { untagged = {}, takeRun }: BulkOptions = {},
  ): Promise<void> {
    let failure: unknown;
    const hook: BulkRow = (line, literals) => {
      this.#tap?.row(line.length);
      if (failure !== undefined) return true;
      try {
        return onRow(line, literals);
      } catch (error) {
        failure = error ?? new Error('a row was refused');
        return true;
      }
    };
    // Set before the command leaves: it may sit in imapflow's queue behind another one, whose FETCH rows (flags that
    // changed) then come here as well and are told apart by what they hold.
    this.#flow.bulkRow = hook;
    this.#flow.bulkRun = takeRun && ((chunk, from) => takeRun(chunk, from, (bytes) => this.#tap?.row(bytes)));
    try {
      await this.command(name, args, untagged);
    } finally {
      if (this.#flow.bulkRow === hook) this.#flow.bulkRow = this.#flow.bulkRun = undefined;
    }
    if (failure !== undefined) throw failure;
  }

  /** What the next message of a mailbox will be called. Throws `mailbox.gone`, `mailbox.refused`. */
  async status(path: string): Promise<{ readonly uidValidity: number; readonly uidNext: number }> {
    const status = await this.#ask(() => this.#flow.status(path, { uidNext: true, uidValidity: true }));
    if (!status) throw new MailError('net.closed', { retry: 'later' });
    return { uidValidity: Number(status.uidValidity ?? 0), uidNext: status.uidNext ?? 0 };
  }

  /** Mailboxes with their counts, as imapflow's LIST gathers them. */
  async listMailboxes(): Promise<Awaited<ReturnType<ImapFlow['list']>>> {
    const statusQuery = {
      messages: true,
      uidNext: true,
      uidValidity: true,
      unseen: true,
      highestModseq: true,
      size: true,
    };
    return this.#ask(() => this.#flow.list({ statusQuery }));
  }

  /** Waits in IDLE (or asks by NOOP) until the server speaks of a change, the line ends or `signal` aborts. */
  async idle({ signal }: { signal: AbortSignal }): Promise<void> {
    const { promise: woken, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    this.#onChange = wake;
    const idles = this.has('IDLE');
    const run = (chunk: Uint8Array, from: number) => passFetchLines(chunk, from, () => this.#noteChange());
    // A server that trickles is not waited for by imapflow's own.
    const timer = this.#clock.after(idles ? limits.idleReissueMs : limits.noopIntervalMs, wake);
    signal.addEventListener('abort', wake, { once: true });
    try {
      if (this.#changed || !this.isOpen || signal.aborted) return;
      if (!idles) {
        await woken;
        if (this.isOpen && !signal.aborted) await this.command('NOOP', []).catch(() => {}); // As below.
        return;
      }
      this.#bounds.reset();
      this.#flow.bulkRun = run;
      const ended = this.#flow.idle().then(wake, wake);
      await woken;
      const flow = internalsOf(this.#flow);
      const end = async () => {
        if (flow.preCheck && this.isOpen) await flow.preCheck();
        await ended;
      };
      await this.#ask(end).catch(() => {}); // A line that ends here tells by `closed`.
    } finally {
      timer.dispose();
      this.#onChange = () => {};
      if (this.#flow.bulkRun === run) this.#flow.bulkRun = undefined;
      signal.removeEventListener('abort', wake);
    }
  }

  /** A mailbox name as this server takes it: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 once that is enabled. */
  pathArgument(path: string): Argument {
    return { type: 'STRING', value: encodePath(this.#flow, path) };
  }

  /** One piece of a message's source; shorter than asked for at its end, undefined when the message is gone. */
  async fetchPiece(uid: number, start: number, maxLength: number): Promise<Uint8Array | undefined> {
    const items = { uid: true, source: { start, maxLength } };
    const found = await this.#ask(() => this.#flow.fetchOne(String(uid), items, { uid: true }));
    return found === false ? undefined : (found.source ?? new Uint8Array());
  }

  /** UID → the first bytes of each message of a set of UIDs, `maxLength` at most. */
  async fetchBeginnings(set: string, maxLength: number): Promise<ReadonlyMap<number, Uint8Array>> {
    const items = { uid: true, source: { start: 0, maxLength } };
    const found = await this.#ask(() => this.#flow.fetchAll(set, items, { uid: true }));
    return new Map(found.map(({ uid, source }) => [uid, source ?? new Uint8Array()]));
  }

  /** Stores a message. Throws `mailbox.overQuota`, `mailbox.gone`. The UID where the server tells (UIDPLUS), else 0. */
  async append(
    path: string,
    bytes: Uint8Array,
    flags: readonly string[],
    date: Date | undefined,
  ): Promise<{ uidValidity: number; uid: number }> {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const done = await this.#ask(() => this.#flow.append(path, content, [...flags], date));
    const { uidValidity = 0, uid = 0 } = done || {};
    return { uidValidity: Number(uidValidity), uid };
  }

  /** Says goodbye, and closes at once when the server does not answer. */
  async logout(): Promise<void> {
    await this.#ask(() => this.#flow.logout()).catch(() => {}); // The line is already gone: that is what was wanted.
    this.close();
  }

  close(): void {
    this.#open = false;
    this.#flow.close();
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#bounds.run(work, { exists: this.#selected?.exists ?? 0 });
    } catch (error) {
      throw imapError(error);
    }
  }
}

/** What imapflow keeps to itself and this door uses. A unit test fails when a new version lacks one of them. */
interface Internals {
  readonly enabled: Set<string>;
  readonly folders: Map<string, { path: string }>;
  readonly preCheck?: (() => Promise<void>) | false;
  exec(
    command: string,
    attributes: readonly Argument[] | false,
    options: { untagged: UntaggedHandlers },
  ): Promise<{ response: Response; next: () => void }>;
  handleResponse(data: StreamItem): Promise<boolean>;
  /** Where the bytes of the server go in, after TLS and inflation. */
  readonly streamer: {
    _transform(chunk: Uint8Array, encoding: BufferEncoding, done: (error?: Error | null) => void): void;
  };
}

interface StreamItem {
  readonly payload: Uint8Array;
  readonly literals: readonly Uint8Array[];
}

export class BulkFlow extends ImapFlow {
  bulkRow: BulkRow | undefined;
  bulkRun: ((chunk: Uint8Array, from: number) => number) | undefined;
  /** Told of all that comes, before any of it is kept; false: what comes is dropped. */
  onBytes: (count: number) => boolean = () => true;
  /** Rows that the cutter took from the bytes; a test fails when a listing has none. */
  rowsCut = 0;
  hookCalls = 0;

  constructor(options: ImapFlowOptions) {
    super(options);
    // Before imapflow frames the bytes: its stream hands each response over by a promise and two turns of the event loop.
    const { streamer } = internalsOf(this);
    const cutter = new FetchCutter({ heldMaxBytes: limits.heldResponseMaxBytes });
    const frame = streamer._transform.bind(streamer);
    const take = (response: Uint8Array) => {
      const taken = this.bulkRow?.(response) ?? false;
      if (taken) this.rowsCut++;
      return taken;
    };
    streamer._transform = (chunk, encoding, done) => {
      if (!this.onBytes(chunk.length)) return done();
      const passed = cutter.push(chunk, this.bulkRow && take, this.bulkRun);
      const [first, ...more] = passed;
      if (first) frame(more.length === 0 ? first : Buffer.concat(passed), encoding, done);
      else done();
    };
  }

  /** imapflow's own method, called for each response; not in its types. Here come rows too long to hold back. */
  async handleResponse(data: StreamItem): Promise<boolean> {
    this.hookCalls++;
    if (!this.onBytes(limits.responseCostBytes)) return true;
    if (this.bulkRow && isUntaggedFetch(data.payload) && this.bulkRow(data.payload, data.literals)) return true;
    return internalsOf(ImapFlow.prototype).handleResponse.call(this, data);
  }
}

/** RFC 8474 §7. What else stands there (Cyrus 3.6 tells rubbish in STATUS) is no name. */
function objectIdOf(value: unknown): string {
  return typeof value === 'string' && /^[\w-]{1,255}$/.test(value) ? value : '';
}

function internalsOf(flow: object): Internals {
  return flow as Internals; // The library door: imapflow marks these @internal and leaves them out of its types.
}
