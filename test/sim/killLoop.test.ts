/** The engine's process is killed in the middle of what it does, a hundred times here, thousands by `npm run sim -- --kills`. */
import { describe, test } from 'node:test';
import { startDovecot } from '../live/servers/dovecot.ts';
import { startPostfix } from '../live/servers/postfix.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { kills, simSeed } from './budget.ts';
import { KillLoop } from './killLoop.ts';

const password = 'secret';
const recipient = 'bob@example.test';
const people = ['ann@example.test', 'eve@example.test'];
const seeded = 150;
/** So often everything is brought to rest and judged; in between one kill follows the other. */
const judgedEvery = 25;

describe('N05 kill -9 on a real engine with real Dovecot and Postfix', () => {
  test('no lost action, no double send, drafts kept, the store equals the server', {
    timeout: 24 * 3_600_000,
  }, async (context) => {
    const users = [...people, recipient].map((address) => ({ address, password }));
    await using dovecot = await startDovecot({ users });
    await using postfix = await startPostfix({ dovecot });
    let left = kills(100);
    const work = async (address: string, index: number) => {
      seedMailbox({ dovecot, address }, manyMessages({ count: seeded }));
      const ids = Array.from({ length: seeded }, (_, number) => `<seed-${number + 1}@example.test>`);
      const options = { dovecot, postfix, address, password, recipient, seed: simSeed * 100 + index };
      await using loop = await KillLoop.start(options, ids);
      for (let round = 1; left-- > 0; round += 1) {
        await loop.round();
        if (round % judgedEvery === 0) await loop.judge({ last: false });
      }
      await loop.judge({ last: true });
      return loop.counts;
    };
    const all = (await Promise.all(people.map(work))).flatMap((counts) => [...counts]);
    const names = [...new Set(all.map(([name]) => name))].sort();
    const sum = (name: string) => all.filter(([one]) => one === name).reduce((total, [, count]) => total + count, 0);
    for (const name of names) context.diagnostic(`${name}: ${sum(name)}`);
    context.diagnostic(
      `${names.filter((name) => !name.startsWith('doubt')).reduce((n, name) => n + sum(name), 0)} kills, seed ${simSeed}`,
    );
  });
});
