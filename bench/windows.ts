import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { mailboxWatch } from '../src/protocol/methods/mailboxWatch.ts';
import { messageFlag } from '../src/protocol/methods/messageFlag.ts';
import { messageList } from '../src/protocol/methods/messageList.ts';
import { engineClient } from '../test/support/engine.ts';
import { waitFor } from '../test/support/waitFor.ts';
import { type Bench, percentile } from './row.ts';
import { benchUser, benchWorld } from './world.ts';

const actions = 60;
const windowCount = 5;

/**
 * Five windows on one engine and mailbox: from an action in one until the last of the five has heard of it and has its
 * rows anew. Beside it: the same where one window is alone.
 */
export const windows: Bench = {
  name: 'windows',
  async run({ messages }) {
    await using world = await benchWorld(Math.min(messages, 10_000));
    const { engine, inbox } = world;
    await using stack = new AsyncDisposableStack();
    const more = Array.from({ length: windowCount - 1 }, () =>
      stack.adopt(
        engineClient({ profile: engine.profile, kind: 'editor', secrets: async () => benchUser.password }),
        (client) => client.dispose(),
      ),
    );
    await waitFor(async () => (await engine.client.call(engineStatus, {})).queues.index === null, {
      ...{ what: 'the index of the new mailbox', timeoutMs: 300_000, everyMs: 500 },
    });
    const alone = await actAndSee([engine.client], inbox);
    const all = await actAndSee([engine.client, ...more], inbox);
    const base = { bench: 'windows', unit: 'ms', goal: 200, better: 'lower', runs: actions } as const;
    const metric = `an action in one of ${windowCount} windows until all show it, p95`;
    return [{ ...base, metric, value: percentile(all, 95), baseline: percentile(alone, 95) }];
  },
};

type Client = ReturnType<typeof engineClient>;

/** Flags messages one after the other, each in another window; ms until every window has the changed rows. */
async function actAndSee(
  clients: readonly Client[],
  mailbox: Parameters<typeof listed>[1],
): Promise<readonly number[]> {
  for (const client of clients) await client.call(mailboxWatch, { mailbox });
  const rows = await listed(clients[0] as Client, mailbox);
  const times: number[] = [];
  for (let run = 0; run < actions; run++) {
    const row = rows[run % rows.length];
    if (!row) throw new Error('an empty mailbox');
    const flag = `bench${run}x${clients.length}`;
    const start = performance.now();
    const seen = Promise.all(clients.map((client) => untilSeen(client, mailbox, row.id, flag)));
    await clients[run % clients.length]?.call(messageFlag, { ids: [row.id], add: [flag], remove: [] });
    await seen;
    times.push(performance.now() - start);
  }
  return times;
}

/** Lists anew at each event, as a window does, until the row has the flag. */
async function untilSeen(
  client: Client,
  mailbox: Parameters<typeof listed>[1],
  id: string,
  flag: string,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const listener = client.on('messagesChanged', () => {
    listed(client, mailbox).then((rows) => {
      if (rows.find((row) => row.id === id)?.flags.includes(flag)) resolve();
    }, reject);
  });
  await promise;
  listener.dispose();
}

async function listed(client: Client, mailbox: Awaited<ReturnType<typeof benchWorld>>['inbox']) {
  return (await client.call(messageList, { mailbox, limit: 100 })).rows;
}
