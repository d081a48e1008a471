import { join } from 'node:path';
import { Store } from '../src/server/store/store.ts';
import { startLocalServer, user } from '../test/support/localServer.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { startSeededDovecot, usual } from './fixtures/fixture.ts';
import { rawPop3 } from './rawPop3.ts';
import { type Bench, median } from './row.ts';
import { benchUser } from './world.ts';

/** Whole mails handed out by POP3, one after the other over one connection, beside Dovecot with the same mails and client. */
export const pop3Server: Bench = {
  name: 'pop3-server',
  async run({ messages, runs }) {
    await using dovecot = await startSeededDovecot({ user: benchUser, fixture: usual, messages, shared: true });
    await using folder = await tempFolder('pop3');
    await fill(folder.path, messages);
    await using server = await startLocalServer({ data: folder.path, args: ['--pop3', '0'], program: 'server.cjs' });
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = -warmUps; run < runs; run++) {
      const theirRate = await rate(dovecot.pop3Port, messages);
      const ourRate = await rate(server.ports['pop3'] ?? 0, messages);
      if (run < 0) continue;
      theirs.push(theirRate);
      ours.push(ourRate);
    }
    const ratio = median(ours.map((one, run) => one / (theirs[run] ?? Number.NaN)));
    const metric = `RETR of ${messages.toLocaleString('en')} mails beside Dovecot, rate`;
    const goal = { value: ratio, unit: 'x', goal: 0.7, better: 'higher', baseline: 1, runs } as const;
    return [{ bench: 'pop3-server', metric, ...goal }];
  },
};

/** Sessions before the first that counts: until then the caches of both are cold, and our code is not yet compiled. */
const warmUps = 3;

/** Mails a second of one session. */
async function rate(port: number, messages: number): Promise<number> {
  using client = await rawPop3(port, benchUser);
  if (client.count !== messages) throw new Error(`${client.count} of ${messages} messages are there`);
  const began = performance.now();
  const bytes = await client.retrieveAll();
  if (bytes < messages * 100) throw new Error(`only ${bytes} bytes came`);
  return (messages * 1_000) / (performance.now() - began);
}

/** The mails, with their line ends as they cross the wire, in one transaction. */
async function fill(data: string, messages: number): Promise<void> {
  const added = await user(data, ['add', benchUser.address, '--password-stdin'], `${benchUser.password}\n`);
  if (added.code !== 0) throw new Error(added.stderr);
  const store = new Store({ path: join(data, 'mail.db') });
  try {
    const owner = store.users.get(benchUser.address);
    const inbox = store.mailboxes.get(owner.id, 'INBOX').id;
    store.write([inbox], () => {
      for (const { bytes } of usual.mails(messages)) {
        store.messages.append(inbox, { bytes, flags: [], internalDate: Date.now() });
      }
    });
  } finally {
    store.dispose();
  }
}
