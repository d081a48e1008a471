import { type BenchMailbox, benchMailbox, type ColdList, coldList } from './coldList.ts';
import { small } from './fixtures/fixture.ts';
import { peakMb } from './peakMemory.ts';
import type { Bench, BenchRow } from './row.ts';

const growthGoal = 1.2;
/** The raw drain and the listing of ten times as many take ten times as long: the largest run once. */
const runsOf = [5, 3, 1];

/**
 * The cold list of mailboxes that grow tenfold and tenfold again, the same small mails in all: time beside what it would
 * be if it grew as the mailbox does, and the engine's memory with the largest.
 */
export const growth: Bench = {
  name: 'growth',
  async run({ messages }) {
    const sizes = [messages / 10, messages, messages * 10];
    const rows: BenchRow[] = [];
    const ratios: BenchRow[] = [];
    const found: (ColdList & { readonly size: number })[] = [];
    for (const [step, size] of sizes.entries()) {
      const runs = runsOf[step] ?? 1;
      await using mailbox = await benchMailbox(size, { fixture: small, shared: true });
      const here = { ...(await coldList(mailbox, runs)), size };
      found.push(here);
      const linearMs = ((found[0] ?? here).oursMs * size) / (found[0] ?? here).size;
      const base = { bench: 'growth', better: 'lower', runs } as const;
      rows.push({
        ...{ ...base, metric: `list of ${size} small mails`, value: here.oursMs, unit: 'ms', messages: size },
        ...{ goal: step === 0 ? 2 * here.rawDrainMs : growthGoal * linearMs, baseline: here.rawDrainMs },
      });
      for (const from of found.slice(0, -1)) ratios.push({ ...base, ...growthRow(from, here) });
      if (step === sizes.length - 1) ratios.push(await memoryRow(mailbox));
    }
    return [...rows, ...ratios];
  },
};

type Listed = Pick<ColdList, 'oursMs'> & { readonly size: number };

function growthRow(from: Listed, to: Listed) {
  const value = to.oursMs / to.size / (from.oursMs / from.size);
  const metric = `growth, ${from.size} to ${to.size} messages, times linear`;
  return { metric, value, unit: 'x', goal: growthGoal, baseline: 1 } as const;
}

async function memoryRow(mailbox: BenchMailbox): Promise<BenchRow> {
  const metric = `peak resident memory of the engine, ${mailbox.messages} messages`;
  const base = { bench: 'growth', better: 'lower', baseline: null, runs: 1 } as const;
  return { ...base, metric, value: await peakMb(mailbox), unit: 'MB', goal: 250 };
}
