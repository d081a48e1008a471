/**
 * Our IMAP server beside Dovecot with the same mails, to a client that reads and throws away: a listing of all, SEARCH
 * TEXT where both found the same, and what many idle connections cost and how soon they hear of new mail.
 */

import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { type RawImap, rawImap } from '../test/support/rawImap.ts';
import { benchMailbox } from './coldList.ts';
import { usual } from './fixtures/fixture.ts';
import { benchUser, type OurServer, startOurServer } from './imapServer/ourServer.ts';
import { substringQueries } from './imapServer/searchQueries.ts';
import { type Bench, type BenchRow, median } from './row.ts';

const listing = 'FETCH 1:* (ENVELOPE FLAGS BODYSTRUCTURE)';
const idleConnections = 5_000;
/** Dovecot reads every mail for each search: no more of them are waited for than take so long, ms. */
const theirSearchMs = 120_000;

export const imapServer: Bench = {
  name: 'imap-server',
  async run({ messages, runs }) {
    await using theirs = await benchMailbox(messages, { shared: true });
    await using ours = await startOurServer(usual.mails(messages));
    const list = await listRows(ours.port, theirs.dovecot.imapPort, runs);
    const search = await searchRows(ours.port, theirs.dovecot.imapPort, messages);
    return [...list, ...search, ...(await idleRows(ours))];
  },
};

async function listRows(ourPort: number, theirPort: number, runs: number): Promise<BenchRow[]> {
  const found: { ours: number; theirs: number }[] = [];
  await drain(ourPort);
  await drain(theirPort);
  for (let run = 0; run < runs; run++) found.push({ theirs: await drain(theirPort), ours: await drain(ourPort) });
  const theirs = median(found.map((one) => one.theirs));
  const rest = { bench: 'imap-server', better: 'lower', runs } as const;
  return [
    {
      ...rest,
      metric: 'list all, ratio to Dovecot',
      value: median(found.map((one) => one.ours / one.theirs)),
      unit: 'x',
      goal: 1.5,
      baseline: 1,
    },
    {
      ...rest,
      metric: 'list all',
      value: median(found.map((one) => one.ours)),
      unit: 'ms',
      goal: theirs * 1.5,
      baseline: theirs,
    },
  ];
}

async function searchRows(ourPort: number, theirPort: number, messages: number): Promise<BenchRow[]> {
  using ours = await selected(ourPort);
  using theirs = await selected(theirPort);
  const firstMs = (await searched(ours, 'the very first')).ms;
  const times: { ours: number; theirs: number }[] = [];
  const ourTimes: number[] = [];
  let waited = 0;
  // Those that are compared are spread over all kinds.
  const queries = substringQueries(messages).map((text, at) => ({ text, order: (at * 7) % 200 }));
  for (const { text } of queries.sort((a, b) => a.order - b.order)) {
    const found = await searched(ours, text);
    ourTimes.push(found.ms);
    if (waited > theirSearchMs) continue;
    const expected = await searched(theirs, text);
    waited += expected.ms;
    if (found.numbers !== expected.numbers) throw new Error(`SEARCH TEXT ${text}: Dovecot finds others`);
    times.push({ ours: found.ms, theirs: expected.ms });
  }
  const baseline = median(times.map((one) => one.theirs));
  const rest = { bench: 'imap-server', better: 'lower', runs: times.length } as const;
  return [
    {
      ...rest,
      metric: 'SEARCH TEXT, ratio to Dovecot',
      value: median(times.map((one) => one.ours / one.theirs)),
      unit: 'x',
      goal: 0.1,
      baseline: 1,
    },
    { ...rest, metric: 'SEARCH TEXT', value: median(ourTimes), unit: 'ms', goal: baseline * 0.1, baseline },
    {
      ...rest,
      metric: 'the first SEARCH TEXT, which makes the digests',
      value: firstMs,
      unit: 'ms',
      goal: messages / 2,
      baseline,
      runs: 1,
    },
  ];
}

async function idleRows({ port, pid }: OurServer): Promise<BenchRow[]> {
  const watchers: Watcher[] = [];
  for (let at = 0; at < idleConnections; at += 50) {
    watchers.push(...(await Promise.all(Array.from({ length: 50 }, () => watcher(port)))));
  }
  const residentMb = resident(pid) / 1_048_576;
  using sender = await rawImap(port, benchUser.address, benchUser.password);
  const slowest: number[] = [];
  for (let run = 0; run < 3; run++) {
    const heard = Promise.all(watchers.map((one) => one.hears(/EXISTS/)));
    const began = performance.now();
    await sender.append('INBOX', [Buffer.from(`Subject: news ${run}\r\n\r\nnews\r\n`)]);
    await heard;
    slowest.push(performance.now() - began);
  }
  for (const { socket } of watchers) socket.destroy();
  const rest = { bench: 'imap-server', better: 'lower', baseline: null } as const;
  return [
    { ...rest, metric: `${idleConnections} idle connections`, value: residentMb, unit: 'MB', goal: 400, runs: 1 },
    {
      ...rest,
      metric: 'new mail at the last of them',
      value: median(slowest),
      unit: 'ms',
      goal: 1_000,
      runs: slowest.length,
    },
  ];
}

interface Watcher {
  readonly socket: Socket;
  hears(pattern: RegExp): Promise<void>;
}

/** A connection that idles in INBOX. */
async function watcher(port: number): Promise<Watcher> {
  const socket = connect({ host: '127.0.0.1', port });
  const hears = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      let heard = '';
      const onData = (chunk: Buffer) => {
        heard += chunk.toString('latin1');
        if (!pattern.test(heard)) return;
        socket.off('data', onData);
        resolve();
      };
      socket.on('data', onData).once('error', reject);
    });
  await hears(/^\* OK/);
  socket.write(`a LOGIN ${benchUser.address} ${benchUser.password}\r\nb SELECT INBOX\r\nc IDLE\r\n`);
  await hears(/\+ idling/);
  return { socket, hears };
}

async function selected(port: number): Promise<RawImap> {
  const client = await rawImap(port, benchUser.address, benchUser.password);
  await client.run('SELECT INBOX');
  return client;
}

async function searched(client: RawImap, text: string): Promise<{ ms: number; numbers: string }> {
  const began = performance.now();
  const said = await client.run(`SEARCH CHARSET UTF-8 TEXT {${Buffer.byteLength(text)}+}\r\n${text}`);
  return { ms: performance.now() - began, numbers: /^\* SEARCH ?(.*)\r$/m.exec(said)?.[1] ?? '' };
}

/** Reads and drops the listing, ms from its command to its reply. */
async function drain(port: number): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port });
  const say = (line: string, end: RegExp) =>
    new Promise<void>((resolve, reject) => {
      let tail = '';
      const onData = (chunk: Buffer) => {
        tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 500))).slice(-1_000);
        if (!end.test(tail)) return;
        socket.off('data', onData);
        resolve();
      };
      socket.on('data', onData).once('error', reject);
      if (line !== '') socket.write(`${line}\r\n`);
    });
  await say('', /OK/);
  await say(`a LOGIN ${benchUser.address} ${benchUser.password}`, /^a OK/m);
  await say('b SELECT INBOX', /^b OK/m);
  const began = performance.now();
  await say(`c ${listing}`, /^c OK/m);
  const took = performance.now() - began;
  socket.destroy();
  return took;
}

/** Bytes of memory that a process holds. */
function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}
