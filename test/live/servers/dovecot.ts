/** A real Dovecot of its own for one test: IMAP, POP3 and LMTP on free ports of 127.0.0.1, virtual users, Maildir. */
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, runOk, startDaemon } from '../../support/childProcess.ts';
import { freePorts } from '../../support/freePort.ts';
import { deliverByLmtp } from '../../support/lmtp.ts';
import { startProxy } from '../../support/proxy.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { waitFor } from '../../support/waitFor.ts';
import { makeCertificates } from './certificates.ts';
import { type DovecotConfig, dovecotConfig, passwordFile } from './dovecotConfig.ts';
import { connects } from './ready.ts';

export interface MailUser {
  /** Also the user name to log in with. */
  readonly address: string;
  /** Any text, non-ASCII too. */
  readonly password: string;
}

export interface DovecotOptions {
  readonly users: readonly MailUser[];
  /**
   * `offered` (default): TLS and STARTTLS, and passwords in the clear as well, which Dovecot allows from this machine;
   * `required`: no password without TLS, `LOGINDISABLED` before STARTTLS; `none`: no TLS at all.
   */
  readonly tls?: 'offered' | 'required' | 'none';
  /** What the server claims after CAPABILITY; default all it can. See `hideCapabilities` to take some out. */
  readonly capability?: string;
  /** Makes Drafts, Sent, Trash, Junk and Archive with their SPECIAL-USE marks. Default true. */
  readonly specialUse?: boolean;
  /** UTF-8 file names of mailboxes and so on stay as they are: these lines go to the end of dovecot.conf. */
  readonly extraConfig?: string;
  /** Certificate of localhost unless the test wants another: names, days of validity. */
  readonly certificate?: { readonly names?: readonly string[]; readonly days?: number };
}

export interface Dovecot extends AsyncDisposable {
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
  readonly lmtpPort: number;
  /** Where Postfix asks whether a password is right. */
  readonly saslPort: number;
  /** PEM file of the CA that signed the server's certificate. */
  readonly ca: string;
  /** Certificate with its CA, and key, for another server of the same test. */
  readonly certificate: string;
  readonly key: string;
  readonly users: readonly MailUser[];
  readonly pid: number;
  /** Folder of a user's Maildir++. */
  maildir(address: string): string;
  /** Who owns the files in it; undefined when it is the user of the test. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** Delivers one message into INBOX (or what a sieve says) by LMTP, as a mail from outside would come. */
  deliver(address: string, bytes: Uint8Array, from?: string): Promise<void>;
  /** `doveadm` with this server's configuration, for what IMAP alone can't do. */
  doveadm(...args: string[]): Promise<string>;
  log(): string;
}

/** What Debian 12's Dovecot claims once somebody has logged in. */
const CAPABILITY =
  'IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS ' +
  'THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 ' +
  'CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY ' +
  'PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE';

/** All that Dovecot claims but these, for `capability`: a server without MOVE, CONDSTORE and so on. */
export function hideCapabilities(...hidden: string[]): string {
  return CAPABILITY.split(' ')
    .filter((name) => !hidden.includes(name))
    .join(' ');
}

/** Starts Dovecot and returns when IMAP and LMTP answer, about 0.3 s later. Needs the Debian packages of dovecot. */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await tempFolder('dc')).path;
  const { ca, certificate, key } = await makeCertificates(folder, options.certificate);
  const owner = process.getuid?.() === 0 ? await systemUser('nobody') : undefined;
  const [imapPort = 0, imapsPort = 0, pop3Port = 0, pop3sPort = 0, lmtpPort = 0, saslPort = 0] = await freePorts(6);
  const ports = { imapPort, imapsPort, pop3Port, pop3sPort, lmtpPort, saslPort };
  const group = (await runOk('id', ['-gn'])).trim();
  await writeSettings({ options, folder, certificate, key, owner, group, ...ports });
  const config = join(folder, 'dovecot.conf');
  const daemon = resources.use(startDaemon('/usr/sbin/dovecot', ['-F', '-c', config]));
  await waitUntilUp(daemon, [imapPort, lmtpPort]);
  const strangers = options.tls === 'required' ? await portsForStrangers(resources, { imapPort, pop3Port }) : {};
  const stack = resources.move();
  return {
    ...ports,
    ...strangers,
    ...{ ca, certificate, key, owner, users: options.users, pid: daemon.pid },
    maildir: (address) => join(folder, 'mail', address),
    deliver: (address, bytes, from) => deliverByLmtp(lmtpPort, address, bytes, from),
    doveadm: (...args) => runOk('doveadm', ['-c', config, ...args]),
    log: () => daemon.output(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/**
 * Dovecot takes passwords in the clear from the address it listens on itself, whatever its settings say. Through these
 * ports it sees its clients come from another address.
 */
async function portsForStrangers<Name extends string>(
  resources: AsyncDisposableStack,
  ports: Readonly<Record<Name, number>>,
): Promise<Partial<Record<Name, number>>> {
  const strange: Partial<Record<Name, number>> = {};
  for (const name in ports) {
    const proxy = resources.use(await startProxy({ targetPort: ports[name], localAddress: '127.0.0.2' }));
    strange[name] = proxy.port;
  }
  return strange;
}

async function writeSettings(config: DovecotConfig): Promise<void> {
  const { folder, owner, options } = config;
  const mail = join(folder, 'mail');
  await mkdir(mail);
  if (owner) {
    await chown(mail, owner.uid, owner.gid);
    await chmod(folder, 0o755); // Mail processes run as another user there.
  }
  await writeFile(join(folder, 'passwd'), passwordFile(options.users), { mode: 0o644 });
  await writeFile(join(folder, 'dovecot.conf'), dovecotConfig(config));
}

async function waitUntilUp(daemon: Daemon, ports: readonly number[]): Promise<void> {
  const up = async () => {
    if (!daemon.running()) return 'ended' as const;
    const answers = await Promise.all(ports.map(connects));
    return answers.every(Boolean) && 'up';
  };
  if ((await waitFor(up, { what: 'Dovecot' })) === 'ended')
    throw new Error(`Dovecot did not start\n${daemon.output()}`);
}

/** Numbers of a system user: Dovecot refuses to touch mail as root. */
async function systemUser(name: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([runOk('id', ['-u', name]), runOk('id', ['-g', name])]);
  return { uid: Number(uid), gid: Number(gid) };
}
