/** The engine dies before or right behind one commit of user.db or cache.db: with the next start all is as it was shown. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isWhole, runs, simSeed } from './budget.ts';
import { crashRun, type Fault, faultsOf, nameOf } from './crashes.ts';
import type { Offer } from './simWorld.ts';

/** What every action goes through: between these two files' commits lies what a crash may tear. */
const named = ['user operation.add', 'cache operation.show', 'cache operation.done', 'user operation.settle'];

describe('N05 C03 a crash between the commits of the two databases', () => {
  for (const offer of ['all', 'noMove', 'bare'] as const satisfies Offer[]) {
    test(`${offer}: no lost action, no double send, a sound store`, async (context) => {
      const all = await faultsOf(offer);
      const faults = isWhole ? all : someOf(all, runs(10));
      const died = new Map<string, number>();
      for (const fault of faults) {
        if (await crashRun(offer, fault)) died.set(nameOf(fault), (died.get(nameOf(fault)) ?? 0) + 1);
      }
      context.diagnostic([...died].map(([name, count]) => `${name}: ${count}`).join(', '));
      const missed = named.filter((name) => ![...died.keys()].some((one) => one.endsWith(name)));
      assert.deepEqual(missed, [], 'writes that no crash came at');
    });
  }
});

/** The named ones, before or behind their commit by turns, then others spread over the session. */
function someOf(all: readonly Fault[], count: number): readonly Fault[] {
  const first = named.flatMap((name, index) => {
    const wanted = `${(index + simSeed) % 2 === 0 ? 'before' : 'after'} ${name}`;
    return all.find((fault) => nameOf(fault) === wanted) ?? [];
  });
  const others = Math.max(0, count - first.length);
  const step = all.length / Math.max(1, others);
  const spread = Array.from({ length: others }, (_, index) => all[Math.floor((index + (simSeed % 7) / 7) * step)]);
  return [...new Set([...first, ...spread.flatMap((fault) => fault ?? [])])];
}
