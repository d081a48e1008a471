/**
 * A known mailbox brought in step again, on a connection that stands: by QRESYNC after 50 changes, and by a sweep of all
 * flags. Counted from the answer to SELECT.
 */
import { readFile } from 'node:fs/promises';
import { silentLogger } from '../src/base/log.ts';
import { syncMailbox } from '../src/engine/sync/mailboxSync.ts';
import { createImapConnection } from '../src/mail/imap/connection.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import { type Dovecot, hideCapabilities } from '../test/live/servers/dovecot.ts';
import { type RawImap, rawImap } from '../test/support/rawImap.ts';
import { dovecotAccount, syncWorld } from '../test/support/syncWorld.ts';
import { rawDrain } from './coldList.ts';
import { startSeededDovecot, usual } from './fixtures/fixture.ts';
import { type Bench, median } from './row.ts';

const user = { address: 'bench@example.test', password: 'secret' };
const rounds = 9;

interface Resynced {
  readonly ms: number;
  readonly commands: number;
  readonly drainMs: number;
}

export const resync: Bench = {
  name: 'resync',
  async run({ messages }) {
    const byQresync = await resynced(messages, undefined);
    const bySweep = await resynced(messages, hideCapabilities('CONDSTORE', 'QRESYNC'));
    const middle = (found: readonly Resynced[], value: (one: Resynced) => number) => median(found.map(value));
    const base = { bench: 'resync', better: 'lower', runs: rounds } as const;
    return [
      {
        ...base,
        metric: `50 changes in ${messages} messages (QRESYNC), beyond the server's SELECT`,
        ...{ value: middle(byQresync, ({ ms }) => ms), unit: 'ms', goal: 25, baseline: null },
      },
      {
        ...base,
        metric: 'the same, round trips',
        ...{ value: middle(byQresync, ({ commands }) => commands), unit: 'x', goal: 2, baseline: null },
      },
      {
        ...base,
        metric: `flags sweep of ${messages} messages without CONDSTORE, times the raw drain`,
        ...{ value: middle(bySweep, ({ ms, drainMs }) => ms / drainMs), unit: 'x', goal: 1.5, baseline: 1 },
      },
    ];
  },
};

/** Lists the mailbox once; then, again and again, another client changes 50 messages and the cache follows. */
async function resynced(messages: number, capability: string | undefined): Promise<readonly Resynced[]> {
  const source = { user, fixture: usual, messages };
  await using dovecot = await startSeededDovecot({ ...source, ...(capability && { capability }) });
  await using world = await syncWorld({ password: user.password });
  const account = world.addAccount(dovecotAccount(dovecot, user.address));
  await world.call(mailboxSync, { account });
  await world.context.sync.stop(); // From here on only the connection below looks.
  const { id } = await world.mailbox('INBOX');
  const said: string[] = [];
  const connection = await connected(dovecot, said);
  using other = await rawImap(dovecot.imapPort, user.address, user.password);
  await other.run('SELECT INBOX');
  // SELECT is the server's time: after a change elsewhere Dovecot reads the folder anew.
  const select = connection.select.bind(connection);
  let selectMs = 0;
  connection.select = async (path) => {
    const began = performance.now();
    const selected = await select(path);
    selectMs = performance.now() - began;
    return selected;
  };
  const options = { signal: new AbortController().signal, onRows() {}, onArrived() {} };
  const found: Resynced[] = [];
  for (let round = 0; round < rounds; round++) {
    await changeFifty(other, round);
    const drainMs = await rawDrain({ dovecot, user }, 'UID FETCH 1:* (UID FLAGS)');
    said.length = 0;
    const began = performance.now();
    const { changed } = await syncMailbox(connection, world.context.mailboxes.get(id), world.context, options);
    found.push({ ms: performance.now() - began - selectMs, commands: said.length, drainMs });
    if (!changed) throw new Error('the changes were not seen');
  }
  await connection.logout();
  const [here] = found.slice(-1);
  const left = world.context.messages.countOf(world.context.mailboxes.get(id).number);
  if (!here || left !== messages - rounds * 10) throw new Error(`${left} messages are left`);
  return found.slice(1); // The first one opens the mailbox.
}

/** 40 marked, 10 removed. */
async function changeFifty(other: RawImap, round: number): Promise<void> {
  const from = 1 + round * 50;
  await other.run(`UID STORE ${from}:${from + 39} +FLAGS.SILENT (bench${round})`);
  await other.run(`UID STORE ${from + 40}:${from + 49} +FLAGS.SILENT (\\Deleted)`);
  await other.run(`UID EXPUNGE ${from + 40}:${from + 49}`);
}

async function connected(dovecot: Dovecot, said: string[]) {
  const connection = createImapConnection({
    endpoint: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
    trust: { exceptions: [], ca: await readFile(dovecot.ca, 'utf8') },
    ...{ user: user.address, secret: user.password, log: silentLogger, clientVersion: '0.0.0' },
    tap: { stage() {}, client: (line) => said.push(line), server() {}, row() {} },
  });
  await connection.connect();
  return connection;
}
