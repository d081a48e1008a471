/** A TLS line that ends without a word (no close_notify, RFC 8446 §6.1) or breaks, in its handshake or later. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isWhole, runs, simSeed } from './budget.ts';
import { type Cut, cutRun, everyByte, referenceRun, sample } from './cuts.ts';
import { cutEverywhere } from './rounds.ts';

/** So many bytes of each side are handshake and sign-in. */
const handshakeBytes = 3_000;

describe('N05 A04 TLS truncated at a byte', () => {
  test('nothing of the half that came is believed, and all heals', async (context) => {
    if (isWhole) {
      for (const name of ['connect', 'copy']) {
        const { cuts, rounds } = await cutEverywhere('all', name, { secure: true });
        context.diagnostic(`${name}: ${cuts} cuts in ${rounds} rounds`);
      }
      return;
    }
    const references = await referenceRun('all', 'imap', { secure: true });
    const early = references.map((one) => ({ ...one, bytes: one.bytes.subarray(0, handshakeBytes) }));
    const some = [...sample(early, runs(6), simSeed), ...sample(references, runs(6), simSeed + 1)];
    const cuts = some.map((cut): Cut => ({ ...cut, act: cut.at % 4 ? 'close' : 'cut' }));
    let hits = 0;
    for (const cut of cuts) if (await cutRun('all', cut, { secure: true })) hits += 1;
    context.diagnostic(
      `${cuts.length} cuts among ${everyByte(references).length} bytes, ${hits} reached, seed ${simSeed}`,
    );
    assert.ok(hits > cuts.length / 2, 'most cuts are reached');
  });
});
