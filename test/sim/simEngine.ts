/** The whole engine in this process on a clock of the test's, made to die at any write and to start again on its files. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type Disposable, disposable } from '../../src/base/dispose.ts';
import { isMailError, MailError } from '../../src/base/errors.ts';
import { createLogger, silentLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { buildEngine } from '../../src/engine/build.ts';
import type { EngineContext } from '../../src/engine/context.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { ensureFolder } from '../../src/engine/files.ts';
import type { Handler } from '../../src/engine/handler.ts';
import { handlers } from '../../src/engine/methods/index.ts';
import { profileAt } from '../../src/engine/profile.ts';
import type { Database } from '../../src/engine/store/database.ts';
import { closeCache } from '../../src/engine/store/open.ts';
import type { MachineAddresses } from '../../src/mail/net/machineAddresses.ts';
import type { Method } from '../../src/protocol/method.ts';
import type { AccountConfig, AccountId } from '../../src/protocol/records.ts';
import type { VirtualClock } from '../support/virtualClock.ts';
import type { EngineView } from './assertConsistent.ts';

/** One transaction, seen from outside. */
export interface WriteMoment {
  readonly file: 'user' | 'cache';
  readonly name: string;
  /** `before`: nothing of it is on disk; `after`: all of it is, and the caller doesn't know yet. */
  readonly when: 'before' | 'after';
}

export interface SimEngineOptions {
  readonly folder: string;
  readonly clock: VirtualClock;
  readonly seed: number;
  /** By which addresses the machine is reached. */
  readonly addresses?: MachineAddresses | undefined;
  /** Asked at each write: true: the process is gone from this moment on. */
  readonly diesAt?: ((moment: WriteMoment) => boolean) | undefined;
  /** Asked at each write: true: the disk is full for this one. What is not caught ends the engine, as a process would. */
  readonly isFullAt?: ((moment: WriteMoment) => boolean) | undefined;
  /** Runs when the databases are open and nothing works yet. */
  readonly prepare?: ((context: EngineContext) => void) | undefined;
  /** Where its files are copied in the moment it dies: what this process still does to its own doesn't count. */
  readonly image?: string | undefined;
}

export interface SimEngine extends EngineView, AsyncDisposable {
  readonly context: EngineContext;
  readonly events: readonly EngineEvent[];
  /** Codes of what kept the account from its server, or a mailbox from being listed, so far. */
  readonly failures: ReadonlySet<string>;
  /** Whether it died at a write, as `diesAt` wanted. */
  readonly dead: boolean;
  /** Signs one account up, or finds it, and hands its password over. Undefined: it died over it. */
  account(config: AccountConfig): AccountId | undefined;
  /** The rest of an orderly end: finishes what is connected, says LOGOUT. */
  stop(): Promise<void>;
}

/** Thrown by the write at which the engine dies, and by each one after. */
export class Died extends Error {}

/** Builds it as `engine/engine.ts` does, without clients and without the local server. Throws `store.…`. */
export async function startSimEngine(options: SimEngineOptions): Promise<SimEngine> {
  const { folder, clock, seed, diesAt, isFullAt, image } = options;
  const profile = profileAt(folder);
  await ensureFolder(profile.temporaryFolder);
  const log = process.env['MAILROOM_TEST_LOG']
    ? createLogger((_, line) => process.stderr.write(`${line}\n`), clock.now)
    : silentLogger;
  const { context } = buildEngine({
    ...{ profile, clock, log, version: '0.0.0', serverProgram: join(folder, 'none'), onIdle: () => {} },
    random: seededRandom(seed),
    addresses: options.addresses,
  });
  const events: EngineEvent[] = [];
  const failures = new Set<string>();
  context.events.on((event) => {
    events.push(event);
    for (const { id } of event.name === 'accountsChanged' ? context.accounts.all() : []) {
      const { failure } = context.accountStates.get(id);
      if (failure) failures.add(failure.code);
    }
    for (const { code } of context.mailboxFailures.values()) failures.add(code);
  });
  const onDeath = () => image && cpSync(folder, image, { recursive: true });
  options.prepare?.(context);
  const power = { dead: false };
  if (diesAt) mortal(context, power, diesAt, onDeath);
  if (isFullAt) fillable(context, isFullAt);
  const alive = (work: () => void, onFull = () => {}) => {
    try {
      if (!power.dead) work();
    } catch (error) {
      if (isMailError(error, 'store.full')) onFull();
      else if (!(error instanceof Died)) throw error;
    }
  };
  /** A service that can't start ends the process. */
  const end = () => {
    power.dead = true;
    onDeath();
  };
  alive(() => context.sync.start(), end);
  alive(() => context.outbox.start(), end);
  const state = { stopped: false };
  const unheard = diesAt || isFullAt ? takeUnheard(power, onDeath) : undefined;
  const stop = async () => {
    if (state.stopped) return;
    state.stopped = true;
    const hurry = new AbortController();
    if (power.dead) hurry.abort();
    const ends = Promise.all([context.sync.stop(), context.outbox.stop({ signal: hurry.signal })]);
    await untilSettled(ends, clock, hurry);
    context.user.close();
    if (power.dead) context.cache.close();
    else closeCache(profile, context.cache);
    unheard?.dispose();
  };
  return {
    context,
    events,
    failures,
    get dead() {
      return power.dead;
    },
    account(config) {
      const found = context.accounts.all().find((one) => one.config.address === config.address);
      let id = found?.id;
      alive(() => {
        id ??= context.accounts.add(config);
        for (const service of ['imap', 'smtp'] as const) context.secrets.provide({ account: id, service }, 'secret');
        if (!found) context.accountStates.signal('added', id);
      });
      return id;
    },
    call: (method, params) => call(context, method, params),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function call<P, R>(context: EngineContext, method: Method<P, R>, params: P): Promise<R> {
  const handler = handlers.find((one): one is Handler => one.method.name === method.name);
  if (!handler) throw new Error(`no handler for ${method.name}`);
  const answer = await handler.run(context, params, { signal: new AbortController().signal, progress: () => {} });
  return method.result.parse(answer);
}

/** What still waits at the end waits by the clock, which stands still unless somebody turns it. */
async function untilSettled(ends: Promise<unknown>, clock: VirtualClock, hurry: AbortController): Promise<void> {
  let done = false;
  const settled = ends.finally(() => {
    done = true;
  });
  for (let turn = 0; !done; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (turn === 50) hurry.abort();
    if (turn > 50) await clock.advance(1_000);
  }
  await settled.catch((error) => {
    if (!(error instanceof Died)) throw error;
  });
}

/** What nobody catches ends the engine's process: so it does here. After its death nobody hears anything. */
function takeUnheard(power: { dead: boolean }, onDeath: () => void): Disposable {
  const before = process.listeners('unhandledRejection');
  const onUnheard = (error: unknown, promise: Promise<unknown>) => {
    if (power.dead) return;
    if (error instanceof assert.AssertionError) for (const listener of before) listener(error, promise);
    power.dead = true;
    onDeath();
  };
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', onUnheard);
  return disposable(() => {
    process.off('unhandledRejection', onUnheard);
    for (const listener of before) process.on('unhandledRejection', listener);
  });
}

/** One write finds no room, as SQLITE_FULL would say. */
function fillable({ user, cache }: EngineContext, isFullAt: (moment: WriteMoment) => boolean): void {
  for (const [file, db] of [
    ['user', user],
    ['cache', cache],
  ] as const) {
    const write = db.write.bind(db);
    db.write = (name, change) => {
      if (isFullAt({ file, name, when: 'before' })) throw new MailError('store.full', { retry: 'afterUser' });
      return write(name, change);
    };
  }
}

/** From the moment that `diesAt` picks, nothing reaches either database: as if the process were gone. */
function mortal(
  { user, cache }: EngineContext,
  state: { dead: boolean },
  diesAt: (moment: WriteMoment) => boolean,
  onDeath: () => void,
): void {
  const die = (moment: WriteMoment) => {
    if (!state.dead && diesAt(moment)) {
      state.dead = true;
      onDeath();
    }
    if (state.dead) throw new Died(`died ${moment.when} ${moment.file} ${moment.name}`);
  };
  const guard = (file: WriteMoment['file'], db: Database) => {
    const write = db.write.bind(db);
    db.write = (name, change) => {
      die({ file, name, when: 'before' });
      const result = write(name, change);
      die({ file, name, when: 'after' });
      return result;
    };
  };
  guard('user', user);
  guard('cache', cache);
}
