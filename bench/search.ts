/**
 * Full-text search beside mu and notmuch (Debian's maildir-utils and notmuch, where they are installed): the same mails,
 * theirs from a Maildir, ours from cache.db, where they lie once fetched. Each index is made from nothing in every run.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../src/base/clock.ts';
import { silentLogger } from '../src/base/log.ts';
import type { EngineContext } from '../src/engine/context.ts';
import { WorkerPool } from '../src/engine/render/workerPool.ts';
import { answerSearch } from '../src/engine/search/answerSearch.ts';
import { MessageLists } from '../src/engine/store/messageLists.ts';
import { type BilingualMail, bilingualMails } from '../test/support/bilingualMail.ts';
import { projectRoot } from '../test/support/projectRoot.ts';
import { type SearchWorld, searchWorld } from '../test/support/searchWorld.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { type Bench, type BenchRow, median, percentile } from './row.ts';
import { type SearchQuery, searchQueries } from './searchQueries.ts';

/** Mails that are held in memory at once while they are stored. */
const batchSize = 1_000;
const shown = 50;
/** A peer that is slower than this runs once, ms. */
const slowMs = 60_000;

interface Measured {
  readonly times: number[];
  bytes: number;
}

interface Peer {
  readonly name: 'mu' | 'notmuch';
  /** Arguments that do nothing, to see what starting it costs. */
  readonly idle: readonly string[];
  index(): void;
  bytes(): number;
  find(query: SearchQuery): readonly string[];
}

export const search: Bench = {
  name: 'search',
  async run({ messages, runs }) {
    await using folder = await tempFolder('bench-search');
    const mails: BilingualMail[] = [];
    const maildir = join(folder.path, 'maildir');
    for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, part), { recursive: true });
    await using world = searchWorld({ folder: folder.path, pool: workers() });
    for (const mail of bilingualMails({ count: messages })) {
      mails.push(mail);
      writeFileSync(join(maildir, 'cur', fileName(mail)), mail.bytes);
      if (mails.length % batchSize === 0 || mails.length === messages) store(world, mails);
    }
    await world.indexer.settled();
    const peers = peersOf(folder.path, maildir);
    const ours: Measured = { times: [], bytes: 0 };
    const theirs = peers.map((peer) => ({ peer, times: [] as number[], bytes: 0 }));
    for (let run = 0; run < runs; run += 1) {
      for (const one of theirs) {
        if ((one.times[0] ?? 0) > slowMs) continue;
        one.times.push(timeOf(() => one.peer.index()));
        one.bytes = one.peer.bytes();
      }
      ours.times.push(await indexAnew(world));
    }
    ours.bytes = indexBytes(world);
    return [...indexRows(messages, ours, theirs), ...(await searchRows(messages, world, mails, peers))];
  },
};

function workers() {
  const file = pathToFileURL(join(projectRoot, 'src/engine/worker/main.ts'));
  return new WorkerPool({ script: { file }, clock: systemClock, log: silentLogger, workers: 1, waitingMax: 4 });
}

/** Lists and fetches the newest mails; their bytes are not needed after that. */
function store(world: SearchWorld, mails: readonly BilingualMail[]): void {
  const newest = mails.slice(-((mails.length - 1) % batchSize) - 1);
  world.list(newest);
  world.fetch(newest);
}

async function indexAnew(world: SearchWorld): Promise<number> {
  world.index.reset();
  const began = performance.now();
  world.indexer.listed(0, Number.MAX_SAFE_INTEGER);
  await world.indexer.settled();
  return performance.now() - began;
}

/** What the index takes of cache.db: its own pages, and the texts that it is verified against and shown from. */
function indexBytes({ cache }: SearchWorld): number {
  return Number(cache.get(`SELECT sum(pgsize) AS n FROM dbstat WHERE name LIKE 'search%'`)?.['n']);
}

function indexRows(
  messages: number,
  ours: Measured,
  theirs: readonly (Measured & { readonly peer: Peer })[],
): BenchRow[] {
  const rows: BenchRow[] = [];
  const oursMs = median(ours.times);
  for (const { peer, times, bytes } of theirs) {
    const base = { bench: 'search', better: 'lower', baseline: 1, unit: 'x' } as const;
    const index = `index of ${messages} mails`;
    rows.push({
      ...base,
      metric: `${index}, times ${peer.name}`,
      value: oursMs / median(times),
      goal: 0.2,
      runs: times.length,
    });
    if (peer.name === 'mu')
      rows.push({
        ...base,
        metric: `${index} on disk, times ${peer.name}`,
        value: ours.bytes / bytes,
        goal: 0.3,
        runs: 1,
      });
  }
  return rows;
}

/** 200 searches, the newest 50 hits with their words marked, each checked first against a look through every mail. */
async function searchRows(
  messages: number,
  world: SearchWorld,
  mails: readonly BilingualMail[],
  peers: readonly Peer[],
): Promise<BenchRow[]> {
  const queries = searchQueries(mails);
  const context = contextOf(world);
  const find = async (query: string) =>
    (await answerSearch(context, { query, limit: shown, server: false }, new AbortController().signal)).rows;
  const newestFirst = [...mails].reverse();
  for (const { ours, wanted } of queries) {
    const found = (await find(ours)).map(({ uid }) => uid);
    const expected: number[] = [];
    for (const mail of newestFirst) if (expected.length < shown && wanted(mail)) expected.push(mail.number);
    if (found.join() !== expected.join()) throw new Error(`${ours}: found ${found.join()}, not ${expected.join()}`);
  }
  const times: number[] = [];
  const peerTimes = peers.map((peer) => ({ peer, times: [] as number[], idle: [] as number[] }));
  for (const query of queries) {
    const began = performance.now();
    await find(query.ours);
    times.push(performance.now() - began);
    for (const one of peerTimes) {
      one.times.push(timeOf(() => one.peer.find(query)));
      one.idle.push(timeOf(() => void spawnSync(one.peer.name, one.peer.idle)));
    }
  }
  const p95 = percentile(times, 95);
  const base = { bench: 'search', better: 'lower', runs: queries.length } as const;
  const rows: BenchRow[] = [
    { ...base, metric: `search of ${messages} mails, p95`, value: p95, unit: 'ms', goal: 30, baseline: null },
  ];
  for (const { peer, times: all, idle } of peerTimes) {
    const inside = all.map((ms, index) => Math.max(0.1, ms - (idle[index] ?? 0)));
    const metric = `search p95, times ${peer.name}`;
    rows.push({
      ...base,
      metric: `${metric} as a process`,
      value: p95 / percentile(all, 95),
      unit: 'x',
      goal: 0.5,
      baseline: 1,
    });
    rows.push({
      ...base,
      metric: `${metric} without its start`,
      value: p95 / percentile(inside, 95),
      unit: 'x',
      goal: 0.5,
      baseline: 1,
    });
  }
  return rows;
}

/** What a search uses of the engine. */
function contextOf(world: SearchWorld): EngineContext {
  const parts = { searchHits: world.hits, searchIndex: world.index, searchIndexer: world.indexer, clock: systemClock };
  const lists = {
    mailboxes: world.mailboxes,
    messageLists: new MessageLists({ cache: world.cache }),
    accounts: { all: () => [] },
  };
  return { ...parts, ...lists } as unknown as EngineContext;
}

function peersOf(folder: string, maildir: string): readonly Peer[] {
  return [muPeer(folder, maildir), notmuchPeer(folder, maildir)].filter(
    ({ name }) => spawnSync(name, ['--version']).status === 0,
  );
}

function muPeer(folder: string, maildir: string): Peer {
  const home = join(folder, 'mu');
  return {
    name: 'mu',
    idle: ['--version'],
    index() {
      rmSync(home, { recursive: true, force: true });
      run('mu', ['init', `--muhome=${home}`, `--maildir=${maildir}`]);
      run('mu', ['index', `--muhome=${home}`, '--quiet']);
    },
    bytes: () => sizeOf(home),
    find: ({ mu }) =>
      run('mu', ['find', `--muhome=${home}`, `--maxnum=${shown}`, '--sortfield=date', '--reverse', '--fields=s', mu]),
  };
}

function notmuchPeer(folder: string, maildir: string): Peer {
  const config = join(folder, 'notmuch-config');
  const settings = ['[database]', `path=${maildir}`, '[user]', 'name=Bench', 'primary_email=bench@example.test'];
  writeFileSync(
    config,
    `${[...settings, '[new]', 'tags=new', '[search]', '[maildir]', 'synchronize_flags=true'].join('\n')}\n`,
  );
  const env = { NOTMUCH_CONFIG: config };
  return {
    name: 'notmuch',
    idle: ['--version'],
    index() {
      rmSync(join(maildir, '.notmuch'), { recursive: true, force: true });
      run('notmuch', ['new', '--quiet'], env);
    },
    bytes: () => sizeOf(join(maildir, '.notmuch')),
    find: ({ notmuch }) => run('notmuch', ['search', `--limit=${shown}`, '--output=messages', notmuch], env),
  };
}

/** The lines of what it printed. A search that finds nothing is no failure. */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): readonly string[] {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0 && args[0] !== 'find') throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

function timeOf(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function fileName({ number, flags }: BilingualMail): string {
  const letters = flags.map((flag) => (flag === '\\Seen' ? 'S' : 'F')).sort();
  return `${1_000_000_000 + number}.bench:2,${letters.join('')}`;
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
}
