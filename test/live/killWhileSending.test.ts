import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Aftermath, KillSender, type Phase, phases } from './killSender.ts';

const killsPerPhase = 8;

/** What may be shown, by what the engine can know: the mark, and nothing more, tells a doubt from a mail that waits. */
const truthful: Readonly<Record<Phase, (aftermath: Aftermath) => boolean>> = {
  'before MAIL': isWaiting,
  'RCPT..354': isWaiting,
  '354..first byte': (aftermath) =>
    aftermath.large ? isWaiting(aftermath) : isWaiting(aftermath) || isDoubt(aftermath),
  'inside the content': isWaiting,
  'at the final dot': (aftermath) => isDoubt(aftermath) && aftermath.copiesThen === 0,
  'dot..reply': (aftermath) => isDoubt(aftermath) && aftermath.copiesThen === 1,
  'after the reply': (aftermath) =>
    aftermath.copiesThen === 1 && (aftermath.stateShown === 'sent' || isDoubt(aftermath)),
};

function isWaiting({ stateShown, copiesThen }: Aftermath): boolean {
  return (stateShown === 'queued' || stateShown === 'sending') && copiesThen === 0;
}

function isDoubt({ stateShown }: Aftermath): boolean {
  return stateShown === 'inDoubt';
}

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
