import { readFileSync } from 'node:fs';
import { accountAdd } from '../src/protocol/methods/accountAdd.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import { startEngine } from '../test/support/engine.ts';
import { dovecotAccount } from '../test/support/syncWorld.ts';
import { type BenchMailbox, benchMailbox, coldList } from './coldList.ts';
import { imapflowOnce, neomuttOnce } from './coldPeers.ts';
import { type Bench, type BenchRow, median } from './row.ts';

/** Peers are slow and need fewer runs to be told apart. */
const peerRuns = 3;
/** Up to here the goals of a plain run hold, above those of scale. */
const plainMax = 10_000;

/**
 * A mailbox never seen before, over TLS from Dovecot into cache.db: beside the raw drain of the same FETCH, beside other
 * programs, and what it costs in memory. Growth: a tenth of the mailbox beside the whole, as time a message.
 */
export const coldListing: Bench = {
  name: 'cold-list',
  async run({ messages, runs }) {
    const tenth = await tenthOf(messages, runs);
    await using mailbox = await benchMailbox(messages);
    const { ratio, oursMs, rawDrainMs, firstRowsMs, firstRowsRatio } = await coldList(mailbox, runs);
    const goal = messages <= plainMax ? 2 : 1.3;
    const [imapflowMs, neomuttMs] = [await peer(mailbox, imapflowOnce), await peer(mailbox, neomuttOnce)];
    const base = { bench: 'cold-list', better: 'lower', runs, unit: 'x', baseline: 1 } as const;
    const rows: readonly BenchRow[] = [
      { ...base, metric: `${messages} messages, times the raw drain`, value: ratio, goal },
      // So many times the drain of this very run: the same goal in milliseconds.
      {
        ...base,
        ...{ metric: `${messages} messages`, value: oursMs, unit: 'ms', goal: goal * rawDrainMs, baseline: rawDrainMs },
      },
      // A round trip and the first rows cost the same however long the rest takes.
      {
        ...base,
        metric: `first 50 rows, times the raw drain (${firstRowsMs.toFixed(0)} ms)`,
        ...{ value: firstRowsRatio, goal: 0.05 * Math.max(1, 100_000 / messages) },
      },
      { ...base, metric: 'times imapflow fetching the same', value: oursMs / imapflowMs, goal: 0.4, runs: peerRuns },
      {
        ...base,
        ...{ metric: 'times neomutt without header cache', value: oursMs / neomuttMs, goal: 0.35, runs: peerRuns },
      },
      {
        ...base,
        metric: `growth, ${messages / 10} to ${messages} messages, times linear`,
        ...{ value: oursMs / messages / (tenth.oursMs / (messages / 10)), goal: 1.2 },
      },
      {
        ...base,
        ...{ metric: `peak resident memory of the engine, ${messages} messages`, value: await peakMb(mailbox) },
        ...{ unit: 'MB', goal: messages > 100_000 ? 250 : 150, baseline: null, runs: 1 },
      },
    ];
    return rows;
  },
};

async function tenthOf(messages: number, runs: number): Promise<{ readonly oursMs: number }> {
  await using mailbox = await benchMailbox(messages / 10);
  return await coldList(mailbox, runs); // Awaited here: the mailbox goes with this block.
}

async function peer(mailbox: BenchMailbox, once: (mailbox: BenchMailbox) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < peerRuns; run++) times.push(await once(mailbox));
  return median(times);
}

/** The engine as it is shipped, on a fresh profile: the most that it had in memory once the mailbox is listed. */
async function peakMb({ dovecot, user }: BenchMailbox): Promise<number> {
  await using engine = await startEngine({ kind: 'editor', secrets: async () => user.password });
  const config = dovecotAccount(dovecot, user.address);
  const { account } = await engine.client.call(accountAdd, { config, secret: user.password });
  await engine.client.call(mailboxSync, { account });
  const status = readFileSync(`/proc/${await engine.pid()}/status`, 'utf8');
  return (Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) * 1_024) / 1e6;
}
