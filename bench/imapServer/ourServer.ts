import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Store } from '../../src/server/store/store.ts';
import { projectRoot } from '../../test/support/projectRoot.ts';
import type { SeedMessage } from '../../test/support/seedMailbox.ts';
import { tempFolder } from '../../test/support/tempFolder.ts';

export const benchUser = { address: 'bench@example.test', password: 'secret' };
/** Mails of one transaction. */
const batch = 1_000;

export interface OurServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

/** Our server in a process of its own, with these mails in the INBOX of {@link benchUser}. */
export async function startOurServer(mails: Iterable<SeedMessage>): Promise<OurServer> {
  await using stack = new AsyncDisposableStack();
  const path = join(stack.use(await tempFolder('bench-imap')).path, 'mail.db');
  fill(path, mails);
  const child = fork(join(projectRoot, 'bench/imapServer/process.ts'), [path]);
  stack.defer(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  const [port] = await once(child, 'message');
  const all = stack.move();
  return { port: Number(port), pid: child.pid ?? 0, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function fill(path: string, mails: Iterable<SeedMessage>): void {
  const store = new Store({ path });
  const user = store.addUser(benchUser.address, { salt: new Uint8Array(16), hash: new Uint8Array(32) });
  const inbox = store.mailboxes.get(user.id, 'INBOX').id;
  let waiting: SeedMessage[] = [];
  const write = () => {
    store.write([], () => {
      for (const { bytes, flags = [], receivedAt } of waiting) {
        store.messages.append(inbox, { bytes, flags, internalDate: receivedAt?.getTime() ?? 0 });
      }
    });
    waiting = [];
  };
  for (const mail of mails) if (waiting.push(mail) === batch) write();
  write();
  store.dispose();
}
