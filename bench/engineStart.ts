import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { engineClient, killProcess } from '../test/support/engine.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { type Bench, median, timed } from './row.ts';

/** From nothing to the first answer: the process, its checks, its databases, the handshake. Beside it: an empty Node. */
export const engineStart: Bench = {
  name: 'engine-start',
  async run({ runs }) {
    await using folder = await tempFolder();
    const times = await timed(runs, async () => {
      const client = engineClient({ profile: join(folder.path, 'profile') });
      const { pid } = await client.call(engineStatus, {});
      client.dispose();
      await killProcess(pid);
    });
    const floor = await timed(runs, async () => {
      await once(spawn(process.execPath, ['-e', '0']), 'exit');
    });
    const value = median(times);
    return [
      {
        bench: 'engine-start',
        metric: 'spawn to first answer',
        value,
        unit: 'ms',
        goal: 350,
        better: 'lower',
        baseline: median(floor),
        runs,
      },
    ];
  },
};
