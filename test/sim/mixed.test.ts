/** Several faults in one session, all by chance: lines that break, an engine that dies, a disk that is full for a moment. */
import { describe, test } from 'node:test';
import { type Random, randomInteger, seededRandom } from '../../src/base/random.ts';
import { runs, simSeed } from './budget.ts';
import { session } from './crashes.ts';
import { type Offer, type SimWorld, startSimWorld } from './simWorld.ts';

const offers: readonly Offer[] = ['all', 'noMove', 'bare'];
/** About so many moments and bytes a session has; what lies beyond its end never comes. */
const momentsMax = 200;
const bytesMax = { client: 1_500, server: 7_000 } as const;

describe('N05 faults by chance', () => {
  test('one session for each seed: no lost action, no double send, the store equals the server', async (context) => {
    const first = simSeed * 1_000_000;
    const count = runs(16);
    let hits = 0;
    for (let seed = first; seed < first + count; seed += 1) hits += await mixedRun(seed);
    context.diagnostic(`${count} sessions with ${hits} faults, seeds from ${first}`);
  });
});

async function mixedRun(seed: number): Promise<number> {
  const random = seededRandom(seed);
  const said: string[] = [];
  try {
    await using world = await startSimWorld({ seed, offer: pick(random, offers) });
    const rules = Array.from({ length: randomInteger(random, 0, 3) }, () => breakLine(world, random, said));
    const dies = atMoment(random, 2);
    const full = atMoment(random, 3);
    said.push(`dies ${dies.at}, full ${full.at}`);
    await session(world, { diesAt: dies.comes, isFullAt: full.comes });
    for (const fault of [dies, full]) fault.disarm(); // What did not come by now would come while it is judged.
    await world.assertHealed();
    return rules.filter(({ hits }) => hits > 0).length + dies.hits() + full.hits();
  } catch (cause) {
    throw new Error(`seed ${seed}: ${said.join('; ')}`, { cause });
  }
}

function breakLine({ lines }: SimWorld, random: Random, said: string[]): { readonly hits: number } {
  const line = pick(random, ['imap', 'imap', 'imap', 'smtp'] as const);
  const from = pick(random, ['client', 'server'] as const);
  const act = pick(random, ['cut', 'close'] as const);
  const connection = randomInteger(random, 0, line === 'imap' ? 6 : 1);
  const at = randomInteger(random, 0, line === 'imap' ? bytesMax[from] : 400);
  said.push(`${act} ${line} #${connection} ${from} byte ${at}`);
  return lines[line].rule({ from, at, act, connection });
}

/** One moment of the session, in one of `oneIn` sessions. */
function atMoment(random: Random, oneIn: number) {
  const at = randomInteger(random, 1, oneIn) === 1 ? randomInteger(random, 0, momentsMax) : -1;
  const state = { count: 0, hits: 0, armed: true };
  const comes = () => {
    const isNow = state.armed && state.count++ === at;
    if (isNow) state.hits += 1;
    return isNow;
  };
  const disarm = () => {
    state.armed = false;
  };
  return { at, comes, disarm, hits: () => state.hits };
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[randomInteger(random, 0, list.length - 1)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}
