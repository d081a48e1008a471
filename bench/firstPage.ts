import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { messageList } from '../src/protocol/methods/messageList.ts';
import { waitFor } from '../test/support/waitFor.ts';
import { type Bench, percentile, timed } from './row.ts';
import { benchWorld } from './world.ts';

const pageRows = 50;
const asks = 200;
/** 100,000 mails are fetched before they are indexed, ms. */
const indexMaxMs = 900_000;

/** A known mailbox: its first page from the store through the engine's socket, and what the engine weighs with it. */
export const firstPage: Bench = {
  name: 'first-page',
  async run({ messages }) {
    await using world = await benchWorld(messages);
    const { client } = world.engine;
    const ask = async () => {
      await client.call(messageList, { mailbox: world.inbox, limit: pageRows });
    };
    // Known: listed and indexed. While the index is written, a page may wait for the disk.
    const isIndexed = async () => (await client.call(engineStatus, {})).queues.index === null;
    await waitFor(isIndexed, { what: 'the index', timeoutMs: indexMaxMs, everyMs: 500 });
    await timed(20, ask);
    const pages = await timed(asks, ask);
    const echo = await timed(asks, async () => {
      await client.call(engineStatus, {});
    });
    const { residentBytes } = await client.call(engineStatus, {});
    const base = { bench: 'first-page', better: 'lower', runs: asks } as const;
    return [
      {
        ...base,
        metric: 'store to client, p95',
        value: percentile(pages, 95),
        unit: 'ms',
        goal: 5,
        baseline: percentile(echo, 95),
      },
      {
        ...base,
        metric: `resident with ${messages} listed`,
        value: residentBytes / 1e6,
        unit: 'MB',
        goal: 150,
        baseline: null,
        runs: 1,
      },
    ];
  },
};
