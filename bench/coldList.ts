/**
 * The cold list of a mailbox over TLS, beside the raw drain of the same FETCH in the same run: how much time is ours.
 * Ours: the wire by the bulk hook and every row in cache.db, newest first. Raw: the same bytes read and thrown away.
 */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import { startDovecot } from '../test/live/servers/dovecot.ts';
import { manyMessages, seedMailbox } from '../test/support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../test/support/syncWorld.ts';

export interface ColdList {
  readonly messages: number;
  /** SELECT to the last row committed, ms: the listing of one mailbox on a connection that has signed in. */
  readonly oursMs: number;
  /** From an account that was never seen: connection, sign-in, LIST, INBOX listed, ms. */
  readonly wholeMs: number;
  /** The same FETCH in one command, its bytes thrown away, ms. */
  readonly rawDrainMs: number;
  readonly ratio: number;
  readonly residentBytes: number;
}

/** Medians of `runs`. Needs the Debian packages of Dovecot. */
export async function coldList({
  messages = 10_000,
  runs = 5,
}: {
  messages?: number;
  runs?: number;
} = {}): Promise<ColdList> {
  const user = { address: 'bench@example.test', password: 'secret' };
  await using dovecot = await startDovecot({ users: [user] });
  seedMailbox({ dovecot, address: user.address }, manyMessages({ count: messages }));
  const drain = { port: dovecot.imapsPort, ca: dovecot.ca, user };
  await rawDrain(drain); // Warms Dovecot's caches, which answer both alike from then on.
  const [raw, ours, whole]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < runs; run += 1) {
    raw.push(await rawDrain(drain));
    const took = await oursOnce(dovecot, user);
    ours.push(took.listMs);
    whole.push(took.wholeMs);
  }
  const [rawDrainMs, oursMs, wholeMs] = [median(raw), median(ours), median(whole)];
  return {
    messages,
    oursMs,
    wholeMs,
    rawDrainMs,
    ratio: oursMs / rawDrainMs,
    residentBytes: process.memoryUsage.rss(),
  };
}

type Server = Awaited<ReturnType<typeof startDovecot>>;
interface User {
  readonly address: string;
  readonly password: string;
}

async function oursOnce(dovecot: Server, user: User): Promise<{ listMs: number; wholeMs: number }> {
  await using world = await syncWorld({ password: user.password });
  const listed: { began: number; ended: number } = { began: 0, ended: 0 };
  const { messages } = world.context;
  const write = messages.write.bind(messages);
  // The first write of a listing notes that it has begun, right after SELECT; the last one that it is whole.
  messages.write = (name, change) => {
    if (name === 'mailbox.sync' && listed.began === 0) listed.began = performance.now();
    const result = write(name, change);
    if (name === 'mailbox.sync' && !isListed()) listed.ended = performance.now();
    return result;
  };
  const isListed = () =>
    listed.ended > 0 &&
    world.context.mailboxes.all().some(({ specialUse, listed: done }) => specialUse === 'inbox' && done);
  const began = performance.now();
  const account = world.addAccount(dovecotAccount(dovecot, user.address));
  await world.call(mailboxSync, { account });
  return { listMs: listed.ended - listed.began, wholeMs: performance.now() - began };
}

/** Reads and drops what the server sends for the one FETCH that a listing asks for. */
async function rawDrain({
  port,
  ca,
  user,
}: {
  readonly port: number;
  readonly ca: string;
  readonly user: User;
}): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: await readFile(ca) });
  const say = (line: string, end: RegExp) =>
    new Promise<void>((resolve, reject) => {
      let tail = '';
      const onData = (chunk: Buffer) => {
        tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 4_000))).slice(-8_000);
        if (!end.test(tail)) return;
        socket.off('data', onData);
        resolve();
      };
      socket.on('data', onData);
      socket.once('error', reject);
      if (line !== '') socket.write(`${line}\r\n`);
    });
  await say('', /OK/);
  await say(`a LOGIN ${user.address} ${user.password}`, /^a OK/m);
  await say('b SELECT INBOX', /^b OK/m);
  const began = performance.now();
  await say(`c FETCH 1:* ${listItems}`, /^c OK/m);
  const took = performance.now() - began;
  socket.destroy();
  return took;
}

const listItems = '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES)])';

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
