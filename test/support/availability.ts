/**
 * Programs that suites need and that npm does not bring. With CI=true a missing one is installed where that is
 * possible, else it is a failure; elsewhere the suite stays out with one loud line.
 */
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { run, runOk } from './childProcess.ts';

/** Program → its Debian packages. */
const PACKAGES = {
  chromium: ['chromium', 'fonts-noto-cjk', 'fonts-noto-color-emoji', 'fonts-dejavu-core'],
  cyrus: ['cyrus-common'],
  dovecot: ['dovecot-imapd', 'dovecot-pop3d', 'dovecot-lmtpd'],
  mbsync: ['isync'],
  fetchmail: ['fetchmail'],
  mpop: ['mpop'],
  mu: ['maildir-utils'],
  neomutt: ['neomutt'],
  notmuch: ['notmuch'],
  offlineimap: ['offlineimap3'],
  openssl: ['openssl'],
  postfix: ['postfix'],
  python3: ['python3'],
  spamassassin: ['spamassassin'],
  strace: ['strace'],
  swaks: ['swaks'],
  curl: ['curl'],
  git: ['git'],
  ps: ['procps'],
} as const;

export type Program = keyof typeof PACKAGES;

/**
 * Debian lets only one of Dovecot's and Cyrus's IMAP servers be installed: `apt-get install cyrus-imapd` removes
 * dovecot-imapd. So this package is only unpacked, beside what apt knows.
 */
const CYRUS_UNPACKED = '/opt/mailroom-test/cyrus-imapd';
const UNPACK_CYRUS = `set -e; cd "$(mktemp -d)"; chmod 755 .; apt-get download -q cyrus-imapd; mkdir -p ${CYRUS_UNPACKED}; dpkg-deb -x cyrus-imapd_*.deb ${CYRUS_UNPACKED}; rm cyrus-imapd_*.deb`;
const CYRUS_FOLDERS = [`${CYRUS_UNPACKED}/usr/lib/cyrus/bin`, '/usr/lib/cyrus/bin'];

/** The path of one of Cyrus's programs. */
export async function cyrusProgram(name: string): Promise<string> {
  for (const folder of CYRUS_FOLDERS) if (await executableIn([folder], name)) return join(folder, name);
  throw new Error(`Cyrus's ${name} is not on this machine`);
}

/** Programs that are not on this machine, in the order asked. */
export async function missingPrograms(programs: readonly Program[]): Promise<Program[]> {
  const found = await Promise.all(programs.map(isInstalled));
  return programs.filter((_, index) => !found[index]);
}

/**
 * True when the suite can run. Installs by apt as root in CI or in a container. Otherwise prints one line and answers
 * false, or throws it when CI=true.
 */
export async function ensurePrograms(suite: string, programs: readonly Program[]): Promise<boolean> {
  const missing = await obtainPrograms(programs, `suite ${suite}`);
  if (missing.length === 0) return true;
  const line = `SUITE ${suite} DID NOT RUN: ${missing.join(', ')} missing. To run it, as root: ${installCommand(missing)}`;
  if (process.env['CI'] === 'true') throw new Error(line);
  process.stdout.write(`\n*** ${line} ***\n\n`);
  return false;
}

/** Installs what is missing, by apt as root in CI or in a container; gives what is missing where that may not be. */
export async function obtainPrograms(programs: readonly Program[], what: string): Promise<readonly Program[]> {
  const missing = await missingPrograms(programs);
  if (missing.length === 0 || !(await mayInstall())) return missing;
  const packages = missing.flatMap((program) => PACKAGES[program]);
  process.stdout.write(`Installing for ${what}: ${packages.join(' ')}\n`);
  await install(packages);
  if (missing.includes('cyrus')) await runOk('sh', ['-c', UNPACK_CYRUS]);
  const left = await missingPrograms(missing);
  if (left.length > 0) throw new Error(`${what}: ${left.join(', ')} still missing after: ${installCommand(missing)}`);
  return [];
}

/** What a person types to have them. */
export function installCommand(programs: readonly Program[]): string {
  const packages = programs.flatMap((program) => PACKAGES[program]);
  const unpacking = programs.includes('cyrus') ? ` && (${UNPACK_CYRUS})` : '';
  return `apt-get install -y --no-install-recommends ${packages.join(' ')}${unpacking}`;
}

async function isInstalled(program: Program): Promise<boolean> {
  if (program === 'cyrus') {
    const parts = await Promise.all(['imapd', 'ctl_cyrusdb'].map((name) => executableIn(CYRUS_FOLDERS, name)));
    return parts.every(Boolean);
  }
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/lib/dovecot'];
  // Dovecot's parts are packages of their own: the LMTP server is the one that comes alone.
  const names = program === 'dovecot' ? ['dovecot', 'imap', 'pop3', 'lmtp'] : [program];
  const there = await Promise.all(names.map((name) => executableIn(folders, name)));
  return there.every(Boolean);
}

async function executableIn(folders: readonly string[], name: string): Promise<boolean> {
  const tries = await Promise.allSettled(folders.map((folder) => access(join(folder, name), constants.X_OK)));
  return tries.some(({ status }) => status === 'fulfilled');
}

async function mayInstall(): Promise<boolean> {
  if (process.getuid?.() !== 0 || !(await executableIn(['/usr/bin'], 'apt-get'))) return false;
  return process.env['CI'] === 'true' || (await inContainer());
}

async function inContainer(): Promise<boolean> {
  const marks = await Promise.allSettled(['/.dockerenv', '/run/.containerenv'].map((path) => access(path)));
  return marks.some(({ status }) => status === 'fulfilled') || process.env['container'] !== undefined;
}

/**
 * Postfix's package asks for a configuration unless told not to, and both mail servers would be started on the
 * machine's own ports: `policy-rc.d` is what Debian has against that, here for this call only.
 */
async function install(packages: readonly string[]): Promise<void> {
  const script = `
set -e
export DEBIAN_FRONTEND=noninteractive
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
apt-get install -y -q --no-install-recommends "$@" || { apt-get update -q; apt-get install -y -q --no-install-recommends "$@"; }
`;
  const { code, stdout, stderr } = await run('sh', ['-c', script, 'install', ...packages], { timeoutMs: 900_000 });
  if (code !== 0) throw new Error(`apt-get install ${packages.join(' ')} ended with ${code}\n${stdout}${stderr}`);
}
