import { missingPrograms } from '../test/support/availability.ts';
import { type BenchMailbox, benchMailbox, coldList } from './coldList.ts';
import { imapflowOnce, neomuttOnce } from './coldPeers.ts';
import { peakMb } from './peakMemory.ts';
import { type Bench, type BenchRow, median } from './row.ts';

/** Peers are slow and need fewer runs to be told apart. */
const peerRuns = 3;
/** Up to here the goals of a plain run hold, above those of scale. */
const plainMax = 10_000;

/**
 * A mailbox never seen before, over TLS from Dovecot into cache.db: beside the raw drain of the same FETCH, beside other
 * programs, and what it costs in memory.
 */
export const coldListing: Bench = {
  name: 'cold-list',
  async run({ messages, runs }) {
    await using mailbox = await benchMailbox(messages);
    const { ratio, oursMs, rawDrainMs, firstRowsMs, firstRowsRatio } = await coldList(mailbox, runs);
    const goal = messages <= plainMax ? 2 : 1.3;
    const imapflowMs = await peer(mailbox, imapflowOnce);
    const hasNeomutt = (await missingPrograms(['neomutt'])).length === 0;
    const neomuttMs = hasNeomutt ? await peer(mailbox, neomuttOnce) : undefined;
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
      ...(neomuttMs === undefined
        ? []
        : [
            {
              ...{ ...base, metric: 'times neomutt without header cache', value: oursMs / neomuttMs },
              ...{ goal: 0.35, runs: peerRuns },
            },
          ]),
      {
        ...base,
        ...{ metric: `peak resident memory of the engine, ${messages} messages`, value: await peakMb(mailbox) },
        ...{ unit: 'MB', goal: 150, baseline: null, runs: 1 },
      },
    ];
    return rows;
  },
};

async function peer(mailbox: BenchMailbox, once: (mailbox: BenchMailbox) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < peerRuns; run++) times.push(await once(mailbox));
  return median(times);
}
