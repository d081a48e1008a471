/**
 * A person, an engine and its servers in one process: the network is a proxy on loopback that cuts and holds at a given
 * byte, time is a clock that moves when nothing else does, chance comes from a seed.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { systemRandom } from '../../src/base/random.ts';
import type { MachineAddresses } from '../../src/mail/net/machineAddresses.ts';
import { outboxResolve } from '../../src/protocol/methods/outboxResolve.ts';
import type { AccountConfig, AccountId } from '../../src/protocol/records.ts';
import { type CertificateSet, certificates } from '../../src/server/certificate.ts';
import { type Proxy as FaultyLine, startProxy } from '../support/proxy.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { type VirtualClock, virtualClock } from '../support/virtualClock.ts';
import { assertConsistent, assertNoErrorAsEmpty, Ledger, type ServerTruth } from './assertConsistent.ts';
import { type MailServer, person, startMailServer } from './mailServer.ts';
import { type SimEngine, type SimEngineOptions, startSimEngine } from './simEngine.ts';

/** What the IMAP server offers beyond the base: all that ours can, no MOVE, or neither MOVE nor UIDPLUS. */
/** `sweep`: what differs is found by comparing all, as on a server without CONDSTORE and LIST-STATUS. */
export type Offer = 'all' | 'noMove' | 'bare' | 'sweep';

export interface SimWorldOptions {
  readonly seed: number;
  readonly offer?: Offer;
  /** IMAP over TLS: the lines then see what is encrypted. */
  readonly secure?: boolean;
  /** By which addresses the machine is reached; default always the same. */
  readonly addresses?: MachineAddresses;
}

export interface SimWorld extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly server: MailServer;
  readonly smtp: ScriptedSmtp;
  readonly lines: { readonly imap: FaultyLine; readonly smtp: FaultyLine };
  readonly ledger: Ledger;
  /** By mailbox: so many rows at least are to be seen at any moment from now on, whatever breaks. */
  readonly alwaysShown: Map<string, number>;
  /** The engine that runs now. */
  readonly engine: SimEngine;
  readonly account: AccountId;
  /** Starts an engine on the files that the last one left, which must have ended; one that died left them as they were then. */
  start(options?: Pick<SimEngineOptions, 'diesAt' | 'isFullAt' | 'prepare'>): Promise<SimEngine>;
  /** Its files: those of the engine that runs, or of the next one. */
  readonly folder: string;
  /** Lets things run, and time pass when nothing moves, until `probe` holds. */
  until(probe: () => boolean | Promise<boolean>, what: string): Promise<void>;
  /** Lets time pass until there is an answer. */
  answer<T>(asked: Promise<T>): Promise<T>;
  /** Until the account is online and nothing waits: journal, outbox and copies for Sent. */
  settled(): Promise<void>;
  /** Asks for a pass over all mailboxes, again after each broken line. */
  inStep(): Promise<void>;
  /** The same, and then judges. */
  assertHealed(): Promise<void>;
  /** Judges what a settled engine shows now, before it has looked at all mailboxes again. */
  assertConsistent(): Promise<void>;
}

/** Simulated time that a world may take to heal: a day holds every back-off there is. */
const healMaxMs = 24 * 3_600_000;
/** Real time in which something must move, before time is let pass. */
const quietMs = 3;
/** A look at the lists costs as much as all else that happens in that time. */
const looksEvery = 4;

export async function startSimWorld({
  seed,
  offer = 'all',
  secure = false,
  addresses,
}: SimWorldOptions): Promise<SimWorld> {
  await using resources = new AsyncDisposableStack();
  const clock = virtualClock();
  const folder = await memoryFolder();
  resources.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const set = secure ? oneCertificate() : undefined;
  const tls = set && createSecureContext({ cert: set.certificate + set.ca, key: set.key });
  const server = resources.use(await startMailServer(clock.now, tls));
  const smtp = resources.use(await startScriptedSmtp());
  const lines = {
    imap: resources.use(await startProxy({ targetPort: server.port })),
    smtp: resources.use(await startProxy({ targetPort: smtp.port })),
  };
  hide(lines.imap, offer);
  const config: AccountConfig = {
    ...{ address: person, name: 'Ann Example', auth: 'password' },
    imap: { host: 'localhost', port: lines.imap.port, security: secure ? 'tls' : 'none' },
    smtp: { host: 'localhost', port: lines.smtp.port, security: 'none' },
    ...(secure ? { ca: join(folder, 'ca.pem') } : {}),
  };
  const first = join(folder, 'image0');
  if (set) await writeFile(join(folder, 'ca.pem'), set.ca);
  const now: { engine?: SimEngine; account?: AccountId | undefined; starts: number; folder: string } = {
    ...{ starts: 0, folder: first },
  };
  resources.defer(async () => now.engine?.stop());
  const moved = () => [lines.imap, lines.smtp].map(bytesOf).join(' ') + (now.engine?.events.length ?? 0);
  const stack = resources.move();
  const world: SimWorld = {
    ...{ clock, server, smtp, lines, ledger: new Ledger(), alwaysShown: new Map() },
    get engine() {
      if (!now.engine) throw new Error('no engine runs');
      return now.engine;
    },
    get account() {
      if (!now.account) throw new Error('no engine runs');
      return now.account;
    },
    get folder() {
      return now.folder;
    },
    async start(options = {}) {
      if (now.engine?.dead) now.folder = join(folder, `image${now.starts}`);
      const next = { seed: seed * 1_000 + now.starts++, image: join(folder, `image${now.starts}`) };
      now.engine = await startSimEngine({ folder: now.folder, clock, addresses, ...options, ...next });
      now.account = now.engine.account(config) ?? now.engine.account(config); // A disk may be full for a moment.
      return now.engine;
    },
    async until(probe, what) {
      const begun = clock.now();
      const look = onlooker(world);
      for (let before = ''; ; ) {
        if (await probe()) return;
        await sleep(quietMs);
        const after = moved();
        look(after !== before);
        if (after === before) await clock.advance(nextStep(clock.now() - begun));
        before = after;
        if (clock.now() - begun > healMaxMs) throw new Error(`seed ${seed}: a day passed in vain for ${what}`);
      }
    },
    async answer(asked) {
      let over = false;
      const done = () => {
        over = true;
      };
      asked.then(done, done);
      await world.until(() => over, 'an answer');
      return asked;
    },
    settled: () => world.until(() => isSettled(world), 'nothing to wait any more'),
    inStep: () => passOver(world),
    assertHealed: () => assertHealed(world, offer),
    assertConsistent: () => judge(world, offer),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
  return world;
}

async function judge(world: SimWorld, offer: Offer): Promise<void> {
  const { engine, ledger, server } = world;
  assert.ok(!engine.failures.has('internal'), 'what went wrong has a code of its own');
  const truth = offer === 'bare' ? withoutMarked(server.truth) : server.truth;
  const sent = (messageId: string) => copiesSent(world, messageId);
  await assertConsistent({ engine, truth, ledger, copiesSent: sent, databases: engine.context });
}

function copiesSent({ smtp }: SimWorld, messageId: string): number {
  return smtp.accepted.filter((mail) => mail.messageId === messageId).length;
}

async function assertHealed(world: SimWorld, offer: Offer): Promise<void> {
  const healed = async () => {
    await world.settled();
    await passOver(world);
    await world.settled();
    await judge(world, offer);
  };
  await healed();
  const doubts = world.engine.context.outbox.list().filter(({ state }) => state === 'inDoubt');
  for (const { id, messageId } of doubts) {
    // The person knows from the other side whether it arrived.
    const decision = copiesSent(world, messageId) > 0 ? 'arrived' : 'sendAgain';
    await world.engine.call(outboxResolve, { id, decision });
  }
  if (doubts.length > 0) await healed();
}

/** A line is cut once or twice; who needs more has a clock that ran ahead of a starved machine, or an engine that is wrong. */
const passesMax = 200;

/** A pass over all mailboxes, again after each broken line. */
async function passOver(world: SimWorld): Promise<void> {
  let done = false;
  for (let passes = 0; !done; passes += 1) {
    assert.ok(passes < passesMax, `${passes} passes over all mailboxes, and none came to its end`);
    const pass = world.engine.context.sync
      .get(world.account)
      .sync({ signal: new AbortController().signal, onProgress: () => {} })
      .then(
        () => true,
        () => false, // A line that broke once more: asked again.
      );
    done = await world.answer(pass);
  }
}

/** Without UIDPLUS what is gone for the person stays on the server, marked, and is shown nowhere. */
function withoutMarked(truth: ServerTruth): ServerTruth {
  return {
    async read() {
      const all = await truth.read();
      const kept = [...all].map(
        ([path, messages]) => [path, messages.filter(({ flags }) => !flags.includes('\\Deleted'))] as const,
      );
      return new Map(kept);
    },
  };
}

function isSettled({ engine, account }: SimWorld): boolean {
  if (engine.dead) return true;
  const { context } = engine;
  if (context.accountStates.get(account).state !== 'online') return false;
  if (context.operations.waiting().length > 0) return false;
  return context.outbox
    .list()
    .every(({ state, sentCopy }) => state === 'inDoubt' || (state === 'sent' && sentCopy !== 'pending'));
}

/** Looks at the lists again and again, as a person does: a look may wait for the clock, so nothing waits for a look. */
function onlooker(world: SimWorld): (hasMoved: boolean) => void {
  let looking = false;
  let moves = 0;
  let failure: { readonly error: unknown } | undefined;
  return (hasMoved) => {
    if (failure) throw failure.error;
    const { engine } = world;
    if (looking || engine.dead || !hasMoved || moves++ % looksEvery !== 0) return;
    looking = true;
    const onError = (error: unknown) => {
      if (error instanceof assert.AssertionError) failure = { error };
    };
    void assertNoErrorAsEmpty(engine, world.alwaysShown)
      .catch(onError) // Anything else is an engine that ended meanwhile.
      .finally(() => {
        looking = false;
      });
  };
}

/** Steps grow, so that a long back-off is waited out in few of them. */
function nextStep(waitedMs: number): number {
  return Math.round(Math.max(1_000, Math.min(60_000, waitedMs / 4)));
}

function bytesOf({ connections }: FaultyLine): number {
  return connections.reduce(
    (sum, one) => sum + one.passedBytes('client') + one.passedBytes('server'),
    connections.length,
  );
}

function hide(line: FaultyLine, offer: Offer): void {
  const always = { from: 'server', times: Number.POSITIVE_INFINITY } as const;
  if (offer === 'all') return;
  if (offer === 'sweep') {
    line.rule({ ...always, at: { text: /\[HIGHESTMODSEQ \d+\]/ }, act: { replace: '[NOMODSEQ]' } });
    for (const name of ['LIST-STATUS', 'CONDSTORE', 'QRESYNC']) {
      line.rule({ ...always, at: { text: new RegExp(`(?<=CAPABILITY [^\\r\\n]*) ${name}\\b`) }, act: { replace: '' } });
    }
    return;
  }
  line.rule({ ...always, at: { text: /(?<=CAPABILITY [^\r\n]*) MOVE\b/ }, act: { replace: '' } });
  if (offer !== 'bare') return;
  line.rule({ ...always, at: { text: /(?<=CAPABILITY [^\r\n]*) UIDPLUS\b/ }, act: { replace: '' } });
  line.rule({ ...always, at: { text: /\[(?:COPYUID|APPENDUID) [^\]]*\] / }, act: { replace: '' } });
}

/** In memory where there is such a place: thousands of runs sync thousands of times. */
async function memoryFolder(): Promise<string> {
  return mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'mr-sim-'));
}

/** One for all worlds of this process: valid by the machine's clock, which TLS goes by. */
const oneCertificate: () => CertificateSet = (() => {
  let made: CertificateSet | undefined;
  return () => {
    made ??= certificates({}, { now: Date.now(), random: systemRandom, hosts: ['localhost'] });
    return made;
  };
})();
