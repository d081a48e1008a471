import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Aftermath, KillSender, phases, truthful } from './killSender.ts';

const killsPerPhase = 8;

describe('F02 the engine is killed while it sends', () => {
  test('no second copy, no lost mail, and what is shown is true', { timeout: 300_000 }, async () => {
    const queue = Array.from({ length: killsPerPhase }, () => phases).flat();
    const aftermaths: Aftermath[] = [];
    const worker = async () => {
      await using sender = await KillSender.start();
      for (let phase = queue.shift(); phase; phase = queue.shift()) aftermaths.push(await sender.round(phase));
    };
    await Promise.all([worker(), worker()]);
    for (const phase of phases) {
      const kills = aftermaths.filter((one) => one.phase === phase);
      const count = (state: Aftermath['stateShown']) => kills.filter(({ stateShown }) => stateShown === state).length;
      const waiting = count('queued') + count('sending');
      process.stdout.write(
        `${phase}: ${kills.length} kills, then ${waiting} waiting, ${count('inDoubt')} in doubt, ${count('sent')} sent\n`,
      );
      assert.ok(kills.length >= killsPerPhase, `${phase}: only ${kills.length} kills`);
    }
    for (const aftermath of aftermaths) assert.equal(aftermath.finalCopies, 1, JSON.stringify(aftermath));
    for (const aftermath of aftermaths) {
      const told = JSON.stringify(aftermath);
      assert.ok(truthful[aftermath.phase](aftermath), `not true: ${told}`);
      assert.equal(aftermath.unaskedConnections, 0, `sent again unasked: ${told}`);
      assert.equal(aftermath.finalState, 'sent', told);
    }
  });
});
