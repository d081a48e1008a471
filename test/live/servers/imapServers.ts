/** The servers that sync must be in step with, each by its own means: what they have in common for a test. */
import { join } from 'node:path';
import type { AccountConfig } from '../../../src/protocol/records.ts';
import { startLocalServer, user } from '../../support/localServer.ts';
import { startProxy } from '../../support/proxy.ts';
import { tempFolder } from '../../support/tempFolder.ts';
import { startCyrus } from './cyrus.ts';
import { hideCapabilities, startDovecot } from './dovecot.ts';

/** How changes are found: QRESYNC (RFC 7162 §3.2) also tells what went, CONDSTORE (§3.1) what changed, a sweep asks for all. */
export type Means = 'qresync' | 'condstore' | 'sweep';

export interface ImapServer extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface ServerKind {
  readonly name: string;
  readonly means: Means;
  readonly idles: boolean;
  start(): Promise<ImapServer>;
}

const [address, password] = ['ann@example.test', 'secret'];

export const serverKinds: readonly ServerKind[] = [
  dovecot('Dovecot', 'qresync'),
  dovecot('Dovecot with CONDSTORE only', 'condstore', hideCapabilities('QRESYNC')),
  dovecot('Dovecot as bare IMAP4rev1', 'sweep', 'IMAP4rev1'),
  { name: 'Cyrus', means: 'qresync', idles: true, start: cyrus([]) },
  { name: 'Cyrus with CONDSTORE only', means: 'condstore', idles: true, start: cyrus(['QRESYNC']) },
  { name: 'the embedded server', means: 'qresync', idles: true, start: embedded },
];

/** The account as a person would set it up, through `port` where that stands in between. */
export function accountOn({ port, user }: Pick<ImapServer, 'port' | 'user'>, through = port): AccountConfig {
  return {
    address,
    name: 'Test Person',
    auth: 'password',
    user,
    imap: { host: 'localhost', port: through, security: 'none' },
  };
}

function dovecot(name: string, means: Means, capability?: string): ServerKind {
  const start = async (): Promise<ImapServer> => {
    const server = await startDovecot({ users: [{ address, password }], ...(capability && { capability }) });
    return {
      port: server.imapPort,
      user: address,
      password,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };
  return { name, means, idles: capability !== 'IMAP4rev1', start };
}

/**
 * Without COMPRESS, so that what is said can be read and held on its way; `imapExtensions.test.ts` has it. Cyrus tells all
 * that it can do whatever its settings say, so the names are taken out on the line.
 */
function cyrus(hidden: readonly string[]): () => Promise<ImapServer> {
  return async () => {
    await using resources = new AsyncDisposableStack();
    const server = resources.use(await startCyrus({ users: [{ name: 'ann', password }] }));
    const proxy = resources.use(await startProxy({ targetPort: server.imapPort }));
    for (const name of ['COMPRESS=DEFLATE', ...hidden]) {
      const act = { replace: ' X-HIDDEN' };
      proxy.rule({ from: 'server', at: { text: ` ${name}` }, act, times: Number.POSITIVE_INFINITY });
    }
    const stack = resources.move();
    return { port: proxy.port, user: 'ann', password, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  };
}

async function embedded(): Promise<ImapServer> {
  await using resources = new AsyncDisposableStack();
  const folder = join(resources.use(await tempFolder('embedded')).path, 'data');
  await user(folder, ['add', address, '--password-stdin'], `${password}\n`);
  const server = resources.use(await startLocalServer({ data: folder }));
  const proxy = resources.use(await startProxy({ targetPort: server.ports.imap }));
  const always = { from: 'server', times: Number.POSITIVE_INFINITY } as const;
  proxy.rule({ ...always, at: { text: ' COMPRESS=DEFLATE' }, act: { replace: ' X-HIDDEN' } });
  const stack = resources.move();
  return { port: proxy.port, user: address, password, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
