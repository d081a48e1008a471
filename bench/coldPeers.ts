/** What other programs take for the same cold list: imapflow's own fetch, and neomutt with an empty header cache. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { runOk } from '../test/support/childProcess.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import type { BenchMailbox } from './coldList.ts';
import { timed } from './row.ts';

/** The same fields by imapflow's fetch, its rows thrown away, ms: nothing is stored. */
export async function imapflowOnce({ dovecot, user, messages }: BenchMailbox): Promise<number> {
  const flow = new ImapFlow({
    ...{ host: 'localhost', port: dovecot.imapsPort, secure: true, logger: false },
    auth: { user: user.address, pass: user.password },
    tls: { ca: await readFile(dovecot.ca) },
  });
  await flow.connect();
  try {
    const began = performance.now();
    await flow.mailboxOpen('INBOX');
    let rows = 0;
    const items = { uid: true, flags: true, internalDate: true, size: true, envelope: true, bodyStructure: true };
    for await (const row of flow.fetch('1:*', { ...items, headers: ['references'] })) if (row.uid > 0) rows++;
    if (rows !== messages) throw new Error(`imapflow gave ${rows} of ${messages} messages`);
    return performance.now() - began;
  } finally {
    flow.close();
  }
}

/** With an empty header cache, from its start until it has opened the mailbox and left again, ms; the cache is written, as ours is. */
export async function neomuttOnce(mailbox: BenchMailbox): Promise<number> {
  await using folder = await tempFolder('nm');
  return await opensByNeomutt(mailbox, folder.path);
}

/** The same with a header cache that knows the mailbox, each run's ms. */
export async function neomuttAgain(mailbox: BenchMailbox, runs: number): Promise<readonly number[]> {
  await using folder = await tempFolder('nm');
  await opensByNeomutt(mailbox, folder.path);
  return await timed(runs, async () => {
    await opensByNeomutt(mailbox, folder.path);
  });
}

async function opensByNeomutt({ dovecot, user, messages }: BenchMailbox, folder: string): Promise<number> {
  const path = (name: string) => join(folder, name);
  const settings = [
    `set folder="imaps://localhost:${dovecot.imapsPort}/" spoolfile="+INBOX"`,
    `set imap_user="${user.address}" imap_pass="${user.password}" imap_authenticators="login"`,
    `set ssl_ca_certificates_file="${dovecot.ca}" certificate_file="${path('certificates')}"`,
    `set header_cache="${path('headers')}" record="" postponed="" mail_check=3600 imap_idle=no`,
    'set wait_key=no quit=yes sleep_time=0 delete=no read_inc=0 net_inc=0 sort=mailbox-order',
    'push "<exit>"',
  ];
  await writeFile(path('rc'), `${settings.join('\n')}\n`);
  const began = performance.now();
  // Without a terminal neomutt takes itself for sendmail: script gives it one.
  await runOk('script', ['-qec', `stty rows 40 cols 120; neomutt -n -F ${path('rc')}`, '/dev/null'], {
    env: { ...process.env, HOME: folder, TERM: 'xterm', LC_ALL: 'C.UTF-8' },
    timeoutMs: 300_000,
  });
  const took = performance.now() - began;
  // It leaves with 0 whatever came of the mailbox.
  const cached = Number((await runOk('du', ['-sb', path('headers')])).split('\t')[0]);
  if (!(cached > 100 * messages)) throw new Error(`neomutt has ${cached} bytes of ${messages} messages in its cache`);
  return took;
}
