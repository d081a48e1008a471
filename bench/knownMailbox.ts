import { join } from 'node:path';
import { accountAdd } from '../src/protocol/methods/accountAdd.ts';
import { engineQuit } from '../src/protocol/methods/engineQuit.ts';
import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { mailboxList } from '../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../src/protocol/methods/messageList.ts';
import type { MailboxId } from '../src/protocol/records.ts';
import { missingPrograms } from '../test/support/availability.ts';
import { engineClient, isAlive, killProcess } from '../test/support/engine.ts';
import { dovecotAccount } from '../test/support/syncWorld.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { waitFor } from '../test/support/waitFor.ts';
import { type BenchMailbox, benchMailbox } from './coldList.ts';
import { neomuttAgain } from './coldPeers.ts';
import { type Bench, median, timed } from './row.ts';

const pageRows = 50;
const asks = 200;
const indexMaxMs = 900_000;

/**
 * A mailbox that was listed and indexed before, its first 50 rows: from a running engine, and from one that is started for
 * it. Beside it: neomutt from its start until it shows the same mailbox, with a header cache that knows it.
 */
export const knownMailbox: Bench = {
  name: 'known-mailbox',
  async run({ messages, runs }) {
    if ((await missingPrograms(['neomutt'])).length > 0) return [];
    await using mailbox = await benchMailbox(messages);
    const neomuttMs = median(await neomuttAgain(mailbox, runs));
    await using folder = await tempFolder('kn');
    const profile = join(folder.path, 'profile');
    const inbox = await listed(mailbox, profile);
    const running = await oneEngine(mailbox, profile, async (client) => {
      await ask(client, inbox);
      return median(await timed(asks, () => ask(client, inbox)));
    });
    const spawned: number[] = [];
    for (let run = 0; run < runs; run++) {
      spawned.push(
        await oneEngine(mailbox, profile, async (client) => {
          const [ms] = await timed(1, () => ask(client, inbox)); // The first request starts the engine.
          return ms ?? Number.NaN;
        }),
      );
    }
    const figure = (metric: string, ms: number, goal: number, count: number) => ({
      ...({ bench: 'known-mailbox', unit: 'x', better: 'lower', baseline: 1 } as const),
      metric: `50 rows of ${messages} known messages, ${metric}, times neomutt with header cache (${ms.toFixed(1)} of ${neomuttMs.toFixed(0)} ms)`,
      ...{ value: ms / neomuttMs, goal: goal * Math.max(1, 100_000 / messages), runs: count },
    });
    return [
      figure('engine running', running, 0.01, asks),
      // Starting costs the same however large the mailbox is; neomutt's part grows with it.
      figure('from spawn', median(spawned), 0.35, runs),
    ];
  },
};

type Client = ReturnType<typeof engineClient>;

async function ask(client: Client, inbox: MailboxId): Promise<void> {
  const { rows } = await client.call(messageList, { mailbox: inbox, limit: pageRows });
  if (rows.length !== pageRows) throw new Error(`${rows.length} rows`);
}

/** Adds the account and waits until its mailbox is listed and indexed. */
function listed({ dovecot, user, messages }: BenchMailbox, profile: string): Promise<MailboxId> {
  return oneEngine({ user }, profile, async (client) => {
    const config = dovecotAccount(dovecot, user.address);
    const { account } = await client.call(accountAdd, { config, secret: user.password });
    await client.call(mailboxSync, { account });
    const indexed = async () => (await client.call(engineStatus, {})).queues.index === null;
    await waitFor(indexed, { what: 'the index', timeoutMs: indexMaxMs, everyMs: 500 });
    const { mailboxes } = await client.call(mailboxList, { account });
    const inbox = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
    if (inbox?.total !== messages) throw new Error(`${inbox?.total} of ${messages} messages are listed`);
    return inbox.id;
  });
}

/** An engine from its start until it has left in order. */
async function oneEngine<T>(
  { user }: Pick<BenchMailbox, 'user'>,
  profile: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = engineClient({ profile, kind: 'editor', secrets: async () => user.password });
  try {
    const result = await work(client);
    const { pid } = await client.call(engineStatus, {});
    await client.call(engineQuit, {});
    client.dispose();
    await waitFor(() => !isAlive(pid), { what: 'the engine to leave' }).catch(() => killProcess(pid));
    return result;
  } finally {
    client.dispose();
  }
}
