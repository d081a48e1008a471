/** A real Postfix for one test: submission with AUTH on free ports of 127.0.0.1, delivery into a test's Dovecot. */
import { chmod, chown, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk, startDaemon } from '../../support/childProcess.ts';
import { freePorts } from '../../support/freePort.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import type { Dovecot } from './dovecot.ts';
import { masterConfig, type PostfixConfig, postfixConfig } from './postfixConfig.ts';
import { connects } from './ready.ts';
import { startRecipientTable } from './recipientTable.ts';

export interface PostfixOptions {
  /** Who knows the users and takes the mail: recipients are its addresses, everybody else is refused with 550. */
  readonly dovecot: Dovecot;
  /** SIZE that is announced; a larger message gets 552. Default 25 MB. */
  readonly messageSizeLimitBytes?: number;
  /** Lines for the end of main.cf. */
  readonly extraConfig?: string;
}

export interface Postfix extends AsyncDisposable {
  /** Submission (RFC 6409): STARTTLS, then AUTH; without TLS no AUTH is offered. */
  readonly submissionPort: number;
  /** Submission with TLS from the first byte (RFC 8314). */
  readonly smtpsPort: number;
  /** As a server on the internet would see it: no AUTH, takes mail for the users only. */
  readonly smtpPort: number;
  readonly ca: string;
  readonly pid: number;
  /** From now on RCPT for this address is answered so (`451 4.3.0 Try later`); undefined: as usual again. */
  answerRecipient(address: string, reply: string | undefined): void;
  log(): Promise<string>;
}

/** Starts Postfix and returns when it greets, about 0.5 s later. Needs root and the Debian package postfix. */
export async function startPostfix(options: PostfixOptions): Promise<Postfix> {
  const { dovecot } = options;
  if (process.getuid?.() !== 0) throw new Error('only root can start Postfix: it keeps accounts of its own apart');
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await tempFolder('pf')).path;
  const recipients = resources.use(await startRecipientTable());
  const [submissionPort = 0, smtpsPort = 0, smtpPort = 0] = await freePorts(3);
  const ports = { submissionPort, smtpsPort, smtpPort };
  await writeSettings({ options, folder, recipientTablePort: recipients.port, ...ports });
  const log = () => readFile(join(folder, 'postfix.log'), 'utf8').catch(() => ''); // Not there before its first line.
  const daemon = resources.use(startDaemon(`${await daemonFolder()}/master`, ['-c', join(folder, 'etc'), '-d']));
  const up = async () => {
    if (!daemon.running()) return 'ended' as const;
    return (await Promise.all(Object.values(ports).map(connects))).every(Boolean) && 'up';
  };
  if ((await waitFor(up, { what: 'Postfix' })) === 'ended') {
    throw new Error(`Postfix did not start\n${daemon.output()}${await log()}`);
  }
  const stack = resources.move();
  return {
    ...ports,
    ca: dovecot.ca,
    pid: daemon.pid,
    answerRecipient: (address, reply) => recipients.answer(address, reply),
    log,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function daemonFolder(): Promise<string> {
  return (await runOk('postconf', ['-h', 'daemon_directory'])).trim();
}

/** What the package's install script makes below /var/spool/postfix, for a queue of our own. */
const QUEUE_FOLDERS = [
  'active',
  'bounce',
  'corrupt',
  'defer',
  'deferred',
  'flush',
  'hold',
  'incoming',
  'private',
  'trace',
];
const QUEUE_GROUP_FOLDERS = ['maildrop', 'public'];

async function writeSettings(config: PostfixConfig): Promise<void> {
  const { folder } = config;
  const [uid, gid, dropGid] = (
    await Promise.all([
      runOk('id', ['-u', 'postfix']),
      runOk('id', ['-g', 'postfix']),
      runOk('getent', ['group', 'postdrop']),
    ])
  ).map((text) => Number(text.split(':')[2] ?? text));
  if (uid === undefined || gid === undefined || dropGid === undefined) throw new Error('no user postfix');
  await chmod(folder, 0o755);
  for (const name of [
    'etc',
    'queue',
    'queue/pid',
    'data',
    ...[...QUEUE_FOLDERS, ...QUEUE_GROUP_FOLDERS].map(inQueue),
  ]) {
    await mkdir(join(folder, name));
  }
  for (const name of ['data', ...QUEUE_FOLDERS.map(inQueue)]) {
    await chown(join(folder, name), uid, gid);
    await chmod(join(folder, name), 0o700);
  }
  for (const [name, mode] of [
    ['maildrop', 0o1730],
    ['public', 0o710],
  ] as const) {
    await chown(join(folder, inQueue(name)), uid, dropGid);
    await chmod(join(folder, inQueue(name)), mode);
  }
  await writeFile(join(folder, 'etc/recipients'), config.options.dovecot.users.map(recipientLine).join(''));
  await writeOldFile(join(folder, 'etc/main.cf'), postfixConfig(config));
  await writeOldFile(join(folder, 'etc/master.cf'), masterConfig(config));
}

/** Postfix waits for two seconds with a configuration that has just been written: somebody may still be at it. */
async function writeOldFile(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await utimes(path, 1_000_000_000, 1_000_000_000);
}

function inQueue(name: string): string {
  return `queue/${name}`;
}

function recipientLine({ address }: { address: string }): string {
  return `${address} ok\n`;
}
