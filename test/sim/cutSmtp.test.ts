/** The line breaks at one byte of a submission, in either direction: the mail has left once, or is shown as in doubt. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isWhole, runs, simSeed } from './budget.ts';
import { cutRun, everyByte, referenceRun, sample } from './cuts.ts';
import { cutEverywhere } from './rounds.ts';

/** A submission and what comes before it; the other steps say nothing to this server. */
const only = ['listed', 'sent'];

describe('N05 F02 SMTP cut at a byte', () => {
  test('no second copy, no lost mail; a doubt is said and ends as the person decides', async (context) => {
    if (isWhole) {
      const { cuts, rounds } = await cutEverywhere('all', 'send', { service: 'smtp' });
      return context.diagnostic(`${cuts} cuts in ${rounds} rounds`);
    }
    const references = await referenceRun('all', 'smtp', { only });
    const cuts = sample(references, runs(16), simSeed);
    let hits = 0;
    for (const cut of cuts) if (await cutRun('all', cut, { only })) hits += 1;
    const bytes = everyByte(references).length;
    context.diagnostic(`${cuts.length} cuts among ${bytes} bytes, ${hits} reached, seed ${simSeed}`);
    assert.ok(hits > cuts.length / 2, 'most cuts are reached');
  });
});
