import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startDovecot } from '../test/live/servers/dovecot.ts';
import { startPostfix } from '../test/live/servers/postfix.ts';
import { connects } from '../test/live/servers/ready.ts';
import { runOk, startDaemon } from '../test/support/childProcess.ts';
import { freePorts } from '../test/support/freePort.ts';
import { startLocalServer, user as userCommand } from '../test/support/localServer.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { waitFor } from '../test/support/waitFor.ts';
import { type Bench, median, timed } from './row.ts';

const user = { address: 'bench@example.test', password: 'secret' };
const connections = 32;
const mailsMin = 2_000;

/**
 * Mails taken over kept connections, each in lock-step as programs send: by Postfix's own load generator (smtp-source),
 * the same against all. Beside Postfix, which has a mail in its queue on disk before it says 250 and hands it to Dovecot
 * meanwhile, ours has it in the mailbox; beside Postfix's smtp-sink, which throws away, ours keeps it for who catches all.
 */
export const smtpServer: Bench = {
  name: 'smtp-server',
  async run({ messages, runs }) {
    const mails = Math.max(mailsMin, Math.min(messages, 10_000) / 2);
    const rounds = Math.min(runs, 3);
    const delivery = await besidePostfix(mails, rounds);
    const caught = await besideSink(mails, rounds);
    const base = { bench: 'smtp-server', runs: rounds } as const;
    return [
      {
        ...{
          ...base,
          metric: 'rate of mails accepted over kept connections, on disk before 250, times Postfix',
          unit: 'x',
        },
        ...{ goal: 2, better: 'higher', baseline: 1, value: median(delivery.map(({ ours, theirs }) => theirs / ours)) },
      },
      {
        ...{ ...base, metric: 'mails accepted a second over kept connections, on disk before 250', unit: '/s' },
        ...{ goal: 1_000, better: 'higher', baseline: null },
        value: median(delivery.map(({ ours }) => (mails * 1_000) / ours)),
      },
      {
        ...{ ...base, metric: 'rate of mails caught in the sandbox, times smtp-sink, which keeps none', unit: 'x' },
        ...{ goal: 0.5, better: 'higher', baseline: 1, value: median(caught.map(({ ours, theirs }) => theirs / ours)) },
      },
      {
        ...{ ...base, metric: 'peak memory of the server under that load', unit: 'MB' },
        ...{ goal: 120, better: 'lower', baseline: null, value: Math.max(...caught.map(({ peakMb }) => peakMb)) },
      },
    ];
  },
};

interface Round {
  /** Milliseconds. */
  readonly ours: number;
  readonly theirs: number;
  readonly peakMb: number;
}

async function besidePostfix(mails: number, rounds: number): Promise<readonly Round[]> {
  await using dovecot = await startDovecot({ users: [user] });
  await using postfix = await startPostfix({ dovecot });
  await using folder = await tempFolder();
  // Signing in is not in the figure, and smtp-source cannot: strangers may write to who lives here.
  await userCommand(folder.path, ['add', user.address, '--password-stdin'], user.password);
  const args = ['--mx', '0'];
  await using server = await startLocalServer({ data: folder.path, args, program: 'server.cjs' });
  const { mx = 0 } = server.ports;
  await load(mx, 200, user.address);
  await load(postfix.smtpPort, 200, user.address);
  const results: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const [ours = 0] = await timed(1, () => load(mx, mails, user.address));
    const [theirs = 0] = await timed(1, () => load(postfix.smtpPort, mails, user.address));
    results.push({ ours, theirs, peakMb: 0 });
    // What it still hands to Dovecot would slow down whoever is measured next.
    const all = 200 + (round + 1) * mails;
    await waitFor(async () => (await postfix.log()).split(': removed').length > all, {
      ...{ what: 'Postfix to deliver what it took', timeoutMs: 300_000, everyMs: 250 },
    });
  }
  return results;
}

async function besideSink(mails: number, rounds: number): Promise<readonly Round[]> {
  const [port = 0] = await freePorts(1);
  await using _sink = startDaemon('/usr/sbin/smtp-sink', ['-u', 'nobody', `127.0.0.1:${port}`, '1000']);
  await waitFor(() => connects(port), { what: 'the sink' });
  await using folder = await tempFolder();
  await using server = await startLocalServer({
    data: folder.path,
    args: ['--smtp', '0', '--sandbox'],
    program: 'server.cjs',
  });
  await load(server.ports.smtp, 200, 'warm@nowhere.test');
  const results: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const [ours = 0] = await timed(1, () => load(server.ports.smtp, mails, 'someone@nowhere.test'));
    const [theirs = 0] = await timed(1, () => load(port, mails, 'someone@nowhere.test'));
    results.push({ ours, theirs, peakMb: await peakMemory(server.child.pid ?? 0) });
  }
  await server.stop();
  assertStored(join(folder.path, 'mail.db'), 200 + rounds * mails);
  return results;
}

async function load(port: number, mails: number, to: string): Promise<void> {
  const count = ['-s', String(connections), '-m', String(mails), '-l', '2000', '-d'];
  await runOk('/usr/sbin/smtp-source', [...count, '-f', 'app@elsewhere.test', '-t', to, `127.0.0.1:${port}`]);
}

async function peakMemory(pid: number): Promise<number> {
  const status = await runOk('cat', [`/proc/${pid}/status`]);
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

/** A rate of mails that were lost would be no figure. */
function assertStored(path: string, expected: number): void {
  using db = new DatabaseSync(path);
  const found = Number(db.prepare('SELECT count(*) AS count FROM message').get()?.['count']);
  if (found !== expected) throw new Error(`${found} of ${expected} mails are stored`);
}
