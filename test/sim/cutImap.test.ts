/** The line breaks at one byte of a whole IMAP session, in either direction: after it all heals, and nothing is lost or twice. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isWhole, runs, simSeed } from './budget.ts';
import { type Cut, cutRun, everyByte, referenceRun, sample } from './cuts.ts';
import type { Offer } from './simWorld.ts';

const offers: { readonly [words: string]: Offer } = {
  'with MOVE and UIDPLUS': 'all',
  'with UIDPLUS, without MOVE': 'noMove',
  'with neither': 'bare',
};

describe('N05 C03 IMAP cut at a byte', () => {
  for (const [words, offer] of Object.entries(offers)) {
    test(`${words}: COPY, APPEND and MOVE leave one copy, no action is lost, the store equals the server`, async (context) => {
      const references = await referenceRun(offer, 'imap');
      const cuts = isWhole ? everyByte(references) : sample(references, runs(12), simSeed);
      const hits = await each(cuts, offer);
      const bytes = everyByte(references).length;
      context.diagnostic(`${cuts.length} cuts among ${bytes} bytes, ${hits} reached, seed ${simSeed}`);
      assert.ok(hits > cuts.length / 2, 'most cuts are reached');
    });
  }
});

async function each(cuts: readonly Cut[], offer: Offer): Promise<number> {
  let hits = 0;
  for (const cut of cuts) if (await cutRun(offer, cut)) hits += 1;
  return hits;
}
