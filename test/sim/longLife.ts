/** A week in the life of one engine: mail comes, is listed, searched, opened, marked, answered and deleted; lines break. */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { silentLogger } from '../../src/base/log.ts';
import { ThreadLinker } from '../../src/engine/threads/linker.ts';
import { ImapConnection } from '../../src/mail/imap/connection.ts';
import type { Method } from '../../src/protocol/method.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { messageCounts } from '../../src/protocol/methods/messageCounts.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageRead } from '../../src/protocol/methods/messageRead.ts';
import { messageSearch } from '../../src/protocol/methods/messageSearch.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import type { MailboxRecord } from '../../src/protocol/records.ts';
import { portOf } from '../support/freePort.ts';
import { message } from '../support/message.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { type VirtualClock, virtualClock } from '../support/virtualClock.ts';
import { waitFor } from '../support/waitFor.ts';
import { type MailServer, person, startMailServer } from './mailServer.ts';
import { type SimEngine, startSimEngine } from './simEngine.ts';

/** What there is of each thing that could be left behind; by name. */
export type Census = Readonly<Record<string, number>>;

export interface LongLife extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly engine: SimEngine;
  /** How often IDLE was begun, and how often a line was made. */
  readonly idles: number;
  readonly lines: number;
  /** One turn of {@link turnMs}: everything that a person and a server do in that time. */
  turn(): Promise<void>;
  /** Counts, after what can be collected was collected. */
  census(): Census;
}

/** Simulated time of one turn: 56 are a week. */
export const turnMs = 3 * 3_600_000;
/** Between two steps of the clock, real time in which the lines say what they have to. */
const stepMs = 10 * 60_000;
const quietMs = 3;
/** Mails that INBOX holds: the oldest goes for each that comes. */
const held = 30;

export async function startLongLife(): Promise<LongLife> {
  await using resources = new AsyncDisposableStack();
  const clock = virtualClock();
  const folder = await mkdtemp(join(tmpdir(), 'mr-life-'));
  resources.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = resources.use(await startMailServer(clock.now));
  const smtp = resources.use(await startScriptedSmtp());
  const relay = resources.use(await startRelay(server.port));
  const idle = resources.use(countIdle());
  const engine = resources.use(await startSimEngine({ folder, clock, seed: 7 }));
  const { context } = engine;
  const linker = new ThreadLinker({ threads: context.threads, events: context.events, clock, log: silentLogger });
  resources.defer(async () => {
    await linker.stop();
    await context.searchIndexer.stop();
  });
  context.searchIndexer.start();
  linker.start();
  const account = engine.account({
    ...{ address: person, name: 'Ann Example', auth: 'password' },
    imap: { host: 'localhost', port: relay.port, security: 'none' },
    smtp: { host: 'localhost', port: smtp.port, security: 'none' },
  });
  assert.ok(account);
  const life = { clock, server, smtp, relay, engine, turns: 0 };
  await waitFor(() => context.accountStates.get(account).state === 'online', { what: 'the account to be online' });
  const stack = resources.move();
  return {
    ...{ clock, engine },
    get idles() {
      return idle.begun;
    },
    get lines() {
      return relay.made;
    },
    turn: () => turn(life),
    census: () => censusOf(life, folder),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

interface Life {
  readonly clock: VirtualClock;
  readonly server: MailServer;
  readonly smtp: ScriptedSmtp;
  readonly relay: Relay;
  readonly engine: SimEngine;
  turns: number;
}

async function turn(life: Life): Promise<void> {
  const { engine, server, clock, relay } = life;
  life.turns += 1;
  const number = life.turns;
  const messageId = `<life-${number}@example.test>`;
  const date = new Date(clock.now());
  server.append('INBOX', message({ subject: `Turn ${number}`, messageId, date, text: `Text ${number}.\n` }));
  const inbox = await mailbox(life, 'INBOX');
  const row = await until(
    life,
    async () => {
      const { rows } = await ask(life, messageList, { mailbox: inbox.id, limit: 50 });
      return rows.find((one) => one.messageId === messageId);
    },
    `mail ${number} in the list`,
  );
  await ask(life, messageCounts, { mailbox: inbox.id, spans: [{ from: clock.now() - turnMs, to: clock.now() }] });
  await engine.call(messageRead, { id: row.id }); // Not by the clock, which would give its worker up.
  await ask(life, messageFlag, { ids: [row.id], add: number % 2 ? ['\\Seen'] : ['\\Flagged'], remove: [] });
  await ask(life, messageSearch, { query: queryOf(number), limit: 50 });
  if (number % 2 === 0) await send(life, number);
  await shrink(life, inbox);
  for (let past = 0; past < turnMs; past += stepMs) {
    await clock.advance(stepMs);
    await quiet(relay);
  }
  if (number % 4 === 0) {
    relay.cutAll();
    await sleep(quietMs);
    await clock.advance(stepMs); // The back-off.
    const [account] = engine.context.accounts.all();
    assert.ok(account);
    const isBack = () => engine.context.accountStates.get(account.id).state === 'online';
    await until(life, isBack, 'the lines to be back');
  }
}

/** Until nobody says anything any more: a clock that ran ahead of a busy machine would time its commands out. */
async function quiet(relay: Relay): Promise<void> {
  for (let before = -1; before !== relay.passed; ) {
    before = relay.passed;
    await sleep(quietMs);
  }
}

/** Searches as people write them: hardly one has the form of another. */
function queryOf(number: number): string {
  const parts = [
    'is:unread',
    'is:flagged',
    'has:attachment',
    'larger:1k',
    'in:INBOX',
    'Turn',
    'from:ann',
    '-subject:x',
  ];
  const chosen = parts.filter((_, index) => (number >> index) & 1);
  return [...chosen, 'text', ...Array.from({ length: number % 5 }, (_, index) => `w${index} OR v${index}`)].join(' ');
}

async function send(life: Life, number: number): Promise<void> {
  const text = `---\nfrom: ${person}\nto: bob@example.test\nsubject: Sent ${number}\n---\n\nHello\n`;
  // Not by the clock, which would give the worker up that looks through it.
  await life.engine.call(outboxEnqueue, { draft: `file:///sent-${number}.mail.md`, text, files: [], undoMs: 0 });
  const isSent = () => life.engine.context.outbox.list().every(({ state }) => state === 'sent' || state === 'failed');
  await until(life, isSent, 'the mail to be sent');
}

/** The oldest mail goes: by the person to Trash, or by another client. What lies in Trash and Sent goes likewise. */
async function shrink(life: Life, inbox: MailboxRecord): Promise<void> {
  const { server, turns } = life;
  const [oldest] = server.uids('INBOX');
  if (server.uids('INBOX').length > held && oldest !== undefined) {
    if (turns % 2) server.expunge('INBOX', [oldest]);
    else {
      const { rows } = await ask(life, messageList, { mailbox: inbox.id, limit: 100 });
      const last = rows.at(-1);
      if (last) await ask(life, messageDelete, { ids: [last.id] });
    }
  }
  for (const path of ['Trash', 'Sent']) {
    const uids = server.uids(path);
    if (uids.length > held) server.expunge(path, uids.slice(0, uids.length - held));
  }
}

async function mailbox(life: Life, path: string): Promise<MailboxRecord> {
  return until(
    life,
    async () => (await ask(life, mailboxList, {})).mailboxes.find((one) => one.path === path),
    `the mailbox ${path}`,
  );
}

/** Asks the engine as a client does. */
function ask<P, R>(life: Life, method: Method<P, R>, params: P): Promise<R> {
  let answer: { readonly settled: Promise<R> } | undefined;
  const asked = life.engine.call(method, params);
  const note = () => {
    answer = { settled: asked };
  };
  asked.then(note, note);
  return until(life, () => answer, method.name).then(({ settled }) => settled);
}

/** Lets time pass while something is waited for: a wait may be one for the clock. */
async function until<T>(
  { clock }: Life,
  probe: () => T | Promise<T>,
  what: string,
): Promise<Exclude<T, undefined | false>> {
  for (let turn = 0; turn < 10_000; turn += 1) {
    const found = await probe();
    if (found !== undefined && found !== false) return found as Exclude<T, undefined | false>;
    await sleep(turn < 5 ? 0 : quietMs);
    if (turn > 5) await clock.advance(Math.min(50 * turn, 2_000));
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Counts how often a line waits in IDLE. */
function countIdle(): Disposable & { readonly begun: number } {
  const { idle } = ImapConnection.prototype;
  const state = { begun: 0 };
  ImapConnection.prototype.idle = function (options) {
    state.begun += 1;
    return idle.call(this, options);
  };
  return {
    get begun() {
      return state.begun;
    },
    [Symbol.dispose]: () => {
      ImapConnection.prototype.idle = idle;
    },
  };
}

interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Lines so far, and pieces of bytes that went through them. */
  readonly made: number;
  readonly passed: number;
  cutAll(): void;
}

/** A line that can break and remembers nothing: test/support/proxy.ts keeps every byte, which would look like a leak. */
async function startRelay(targetPort: number): Promise<Relay> {
  const open = new Set<Socket>();
  const state = { made: 0, passed: 0 };
  const server = createServer((client) => {
    state.made += 1;
    const upstream = connect({ host: '127.0.0.1', port: targetPort });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('data', () => {
        state.passed += 1;
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: portOf(server),
    get made() {
      return state.made;
    },
    get passed() {
      return state.passed;
    },
    cutAll() {
      for (const socket of open) socket.resetAndDestroy();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const collect: () => void = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
})();

function censusOf({ clock, engine, smtp }: Life, folder: string): Census {
  // What tests keep for themselves isn't the engine's.
  for (const kept of [engine.events, smtp.accepted]) (kept as unknown[]).length = 0;
  collect();
  const counts: Record<string, number> = { timers: clock.pending };
  for (const kind of [AbortSignal, Promise, Function, Map, Set, Uint8Array, ImapConnection, StatementSync]) {
    counts[kind.name] = queryObjects(kind, { format: 'count' });
  }
  for (const resource of process.getActiveResourcesInfo()) counts[resource] = (counts[resource] ?? 0) + 1;
  const [listened] = [process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0)];
  counts['process listeners'] = listened ?? 0;
  counts['heap, KB'] = Math.round(process.memoryUsage().heapUsed / 1_024);
  if (process.platform === 'linux') counts['open files'] = readdirSync('/proc/self/fd').length;
  for (const name of ['user.db', 'user.db-wal', 'cache.db', 'cache.db-wal']) {
    counts[`${name}, KB`] = Math.round((statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0) / 1_024);
  }
  return counts;
}
