/** The line breaks at one byte of a whole IMAP session, in either direction: after it all heals, and nothing is lost or twice. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isWhole, runs, simSeed } from './budget.ts';
import { type Cut, cutRun, everyByte, referenceRun, sample } from './cuts.ts';
import { parts } from './roundParts.ts';
import { cutEverywhere } from './rounds.ts';
import type { Offer } from './simWorld.ts';

const offers: { readonly [words: string]: Offer } = {
  'with MOVE and UIDPLUS': 'all',
  'with UIDPLUS, without MOVE': 'noMove',
  'with neither': 'bare',
};

/** What a server without MOVE or UIDPLUS is asked in another way. */
const differing = ['move', 'copy', 'append', 'trash', 'expunge'];
/** One byte of so many in `npm test`; of what is said at length, one of more. */
const step = 150;
const longStep = 900;
const long = ['connect', 'list', 'logout'];

/** How far a run of hours has come. */
const say = (text: string) => void process.stderr.write(`${text}\n`);

describe('N05 C03 IMAP cut at each byte of what is said', () => {
  for (const [words, offer] of Object.entries(offers)) {
    const names = Object.keys(parts).filter((name) => offer === 'all' || (isWhole && differing.includes(name)));
    for (const name of names) {
      test(`${words}, ${name}: one copy, no action is lost, the store equals the server`, async (context) => {
        const sampled = { step: long.includes(name) ? longStep : step, seed: simSeed };
        const { cuts, rounds } = await cutEverywhere(offer, name, isWhole ? { onStream: say } : sampled);
        context.diagnostic(`${offer} ${name}: ${cuts} cuts in ${rounds} rounds`);
        assert.ok(cuts > 0);
      });
    }
  }
});

describe('N05 C03 IMAP cut at a byte of a whole session', () => {
  for (const [words, offer] of Object.entries(offers)) {
    test(`${words}: COPY, APPEND and MOVE leave one copy, no action is lost, the store equals the server`, async (context) => {
      const references = await referenceRun(offer, 'imap');
      const cuts = sample(references, runs(12), simSeed);
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
