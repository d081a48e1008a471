/**
 * A real Cyrus IMAP of its own for one test, on a free port of 127.0.0.1, in a temporary folder: a second opinion beside
 * Dovecot. It runs as whoever runs the test; as root it becomes `nobody`, because Cyrus refuses to be root.
 */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { cyrusProgram } from '../../support/availability.ts';
import { runOk, startDaemon } from '../../support/childProcess.ts';
import { freePorts } from '../../support/freePort.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { connects } from './ready.ts';

export interface CyrusOptions {
  readonly users: readonly { readonly name: string; readonly password: string }[];
  /** The largest message that it takes, bytes; default all. */
  readonly messageMaxBytes?: number;
}

export interface Cyrus extends AsyncDisposable {
  readonly imapPort: number;
  log(): string;
}

/** Starts Cyrus and returns when IMAP answers. Mailboxes Drafts, Sent, Trash, Junk and Archive come with the first login. */
export async function startCyrus({ users, messageMaxBytes = 0 }: CyrusOptions): Promise<Cyrus> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await tempFolder('cy')).path;
  const [imapPort = 0] = await freePorts(1);
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? 'nobody' : userInfo().username;
  for (const part of ['config/socket', 'config/proc', 'config/db', 'spool', 'run'])
    await mkdir(join(folder, part), { recursive: true });
  const settings = join(folder, 'imapd.conf');
  await writeFile(settings, imapdConf(folder, owner, messageMaxBytes));
  await writeFile(join(folder, 'cyrus.conf'), await cyrusConf(settings, imapPort));
  const auth = join(folder, 'auth');
  resources.use(await answerPasswords(auth, users));
  if (isRoot) await runOk('chown', ['-R', owner, folder]);
  if (isRoot) await chmod(dirname(auth), 0o755);
  const args = ['-C', settings, '-M', join(folder, 'cyrus.conf'), '-p', join(folder, 'run', 'master.pid'), '-D'];
  const daemon = resources.use(startDaemon('/usr/sbin/cyrmaster', args));
  const up = async () => (daemon.running() ? (await connects(imapPort)) && 'up' : 'ended');
  if ((await waitFor(up, { what: 'Cyrus' })) === 'ended') throw new Error(`Cyrus did not start\n${daemon.output()}`);
  const stack = resources.move();
  return { imapPort, log: () => daemon.output(), [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function imapdConf(folder: string, owner: string, messageMaxBytes: number): string {
  const special = ['Drafts', 'Sent', 'Trash', 'Junk', 'Archive'];
  return [
    `configdirectory: ${folder}/config`,
    'defaultpartition: default',
    `partition-default: ${folder}/spool`,
    `proc_path: ${folder}/run/proc`,
    `mboxname_lockpath: ${folder}/run/lock`,
    ...['idle', 'lmtp', 'notify'].map((name) => `${name}socket: ${folder}/config/socket/${name}`),
    `cyrus_user: ${owner}`,
    'servername: localhost',
    'allowplaintext: yes',
    'sasl_mech_list: PLAIN',
    'sasl_pwcheck_method: saslauthd',
    `sasl_saslauthd_path: ${folder}/auth`,
    'unixhierarchysep: yes',
    'altnamespace: yes',
    'autocreate_quota: 0',
    `maxmessagesize: ${messageMaxBytes}`,
    `autocreate_inbox_folders: ${special.join('|')}`,
    ...special.map((name) => `xlist-${name.toLowerCase()}: ${name}`),
    '',
  ].join('\n');
}

async function cyrusConf(settings: string, imapPort: number): Promise<string> {
  const [imapd, idled] = await Promise.all([cyrusProgram('imapd'), cyrusProgram('idled')]);
  const recover = `${await cyrusProgram('ctl_cyrusdb')} -C ${settings} -r`;
  return `START {
  recover cmd="${recover}"
}
DAEMON {
  idled cmd="${idled} -C ${settings}"
}
SERVICES {
  imap cmd="${imapd} -C ${settings}" listen="127.0.0.1:${imapPort}" prefork=1
}
EVENTS {
}
`;
}

/**
 * What `saslauthd` is to Cyrus, on a Unix socket: four strings come (user, password, service, realm), each behind its
 * length in two bytes; a string that begins with OK or NO goes back.
 */
async function answerPasswords(path: string, users: CyrusOptions['users']): Promise<AsyncDisposable> {
  const server = createServer((socket) => {
    let heard = Buffer.alloc(0);
    socket.on('error', () => {}); // The mail server ended meanwhile.
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      const words = countedStrings(heard);
      if (words.length < 4) return;
      const known = users.some(({ name, password }) => name === words[0] && password === words[1]);
      socket.end(Buffer.concat([Buffer.from([0, 2]), Buffer.from(known ? 'OK' : 'NO')]));
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await chmod(path, 0o666);
  return {
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function countedStrings(bytes: Buffer): string[] {
  const words: string[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    words.push(bytes.toString('utf8', at + 2, end));
    at = end;
  }
  return words;
}
