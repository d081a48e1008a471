/**
 * The cold list of a mailbox over TLS, beside the raw drain of the same FETCH in the same run: how much time is ours.
 * Ours: the wire by the bulk hook and every row in cache.db, newest first. Raw: the same bytes read and thrown away.
 */
import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { ImapConnection } from '../src/mail/imap/connection.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import type { Dovecot } from '../test/live/servers/dovecot.ts';
import { dovecotAccount, syncWorld } from '../test/support/syncWorld.ts';
import { type Fixture, startSeededDovecot, usual } from './fixtures/fixture.ts';
import { median } from './row.ts';

// As the engine itself does (engine/main.ts): its code runs in this process here.
setFlagsFromString('--no-allocation-site-pretenuring');

export interface ColdList {
  /** SELECT sent to the last row committed, ms: the listing of one mailbox on a connection that has signed in. */
  readonly oursMs: number;
  /** SELECT sent to the first 50 rows committed, ms. */
  readonly firstRowsMs: number;
  /** The same FETCH in one command, its bytes thrown away, ms. */
  readonly rawDrainMs: number;
  /** Medians of each run's own ratio to the drain right before it: what others do on the machine weighs on both. */
  readonly ratio: number;
  readonly firstRowsRatio: number;
}

export interface BenchMailbox extends AsyncDisposable {
  readonly dovecot: Dovecot;
  readonly user: { readonly address: string; readonly password: string };
  readonly messages: number;
}

export const listItems =
  '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES)])';

/** A Dovecot with so many mails in INBOX, usual ones unless told, whose caches are warm. Needs its Debian packages. */
export async function benchMailbox(
  messages: number,
  { fixture = usual, shared = false }: { readonly fixture?: Fixture; readonly shared?: boolean } = {},
): Promise<BenchMailbox> {
  const user = { address: 'bench@example.test', password: 'secret' };
  const dovecot = await startSeededDovecot({ user, fixture, messages, shared });
  const mailbox = { dovecot, user, messages, [Symbol.asyncDispose]: () => dovecot[Symbol.asyncDispose]() };
  await rawDrain(mailbox); // Dovecot's caches answer all alike from then on.
  return mailbox;
}

export async function coldList(mailbox: BenchMailbox, runs: number): Promise<ColdList> {
  const found: Run[] = [];
  for (let run = 0; run < runs; run++) {
    const rawDrainMs = await rawDrain(mailbox);
    found.push({ rawDrainMs, ...(await oursOnce(mailbox)) });
  }
  const middle = (value: (one: Run) => number) => median(found.map(value));
  return {
    oursMs: middle(({ oursMs }) => oursMs),
    firstRowsMs: middle(({ firstRowsMs }) => firstRowsMs),
    rawDrainMs: middle(({ rawDrainMs }) => rawDrainMs),
    ratio: middle(({ oursMs, rawDrainMs }) => oursMs / rawDrainMs),
    firstRowsRatio: middle(({ firstRowsMs, rawDrainMs }) => firstRowsMs / rawDrainMs),
  };
}

interface Run {
  readonly rawDrainMs: number;
  readonly oursMs: number;
  readonly firstRowsMs: number;
}

async function oursOnce({ dovecot, user, messages: count }: BenchMailbox): Promise<Omit<Run, 'rawDrainMs'>> {
  await using world = await syncWorld({ password: user.password });
  const { messages, mailboxes } = world.context;
  const inbox = () => mailboxes.all().find(({ specialUse }) => specialUse === 'inbox');
  const at = { selected: 0, firstRows: 0, listed: 0 };
  const { select } = ImapConnection.prototype;
  const write = messages.write.bind(messages);
  ImapConnection.prototype.select = function (path) {
    if (path === 'INBOX') at.selected ||= performance.now();
    return select.call(this, path);
  };
  // Only the first write with rows and the one that ends the listing are looked at: the rest runs as it is.
  messages.write = (name, change) => {
    const result = write(name, change);
    if (name !== 'mailbox.sync' || at.listed > 0) return result;
    const number = inbox()?.number ?? 0;
    if (at.firstRows === 0 && messages.countOf(number) >= 50) at.firstRows = performance.now();
    else if (inbox()?.listed) at.listed = performance.now();
    return result;
  };
  try {
    const account = world.addAccount(dovecotAccount(dovecot, user.address));
    await world.call(mailboxSync, { account });
  } finally {
    ImapConnection.prototype.select = select;
  }
  const found = messages.countOf(inbox()?.number ?? 0);
  if (found !== count) throw new Error(`${found} of ${count} messages are listed`);
  return { oursMs: at.listed - at.selected, firstRowsMs: at.firstRows - at.selected };
}

/** Reads and drops what the server sends for one command, by default the FETCH that a listing asks for, ms. */
export async function rawDrain(
  { dovecot, user }: Pick<BenchMailbox, 'dovecot' | 'user'>,
  command = `FETCH 1:* ${listItems}`,
): Promise<number> {
  const ca = await readFile(dovecot.ca);
  const socket = connect({ host: '127.0.0.1', port: dovecot.imapsPort, servername: 'localhost', ca });
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
      socket.once('close', () => reject(new Error('the connection ended early')));
      if (line !== '') socket.write(`${line}\r\n`);
    });
  await say('', /OK/);
  await say(`a LOGIN ${user.address} ${user.password}`, /^a OK/m);
  await say('b SELECT INBOX', /^b OK/m);
  const began = performance.now();
  await say(`c ${command}`, /^c OK/m);
  const took = performance.now() - began;
  socket.destroy();
  return took;
}
