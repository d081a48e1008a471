import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { mailboxWatch } from '../src/protocol/methods/mailboxWatch.ts';
import { messageList } from '../src/protocol/methods/messageList.ts';
import { messageRead } from '../src/protocol/methods/messageRead.ts';
import type { Bench } from './row.ts';
import { benchWorld } from './world.ts';

const idleMs = 60_000;
/** The index and the conversations of a new mailbox are made first; then nothing happens any more. */
const settleMaxMs = 1_800_000;
/** Opened before: what that takes is given back. */
const messagesRead = 20;
/** Linux counts a process's time in hundredths of a second (`getconf CLK_TCK`). */
const tickMs = 10;

/** An engine with its mailbox listed and indexed, some of it read, watched by a window, while nothing happens: processor and memory. Linux. */
export const idle: Bench = {
  name: 'idle',
  async run({ messages }) {
    await using world = await benchWorld(messages);
    const { client } = world.engine;
    await client.call(mailboxWatch, { mailbox: world.inbox });
    const { rows } = await client.call(messageList, { mailbox: world.inbox, limit: 500 });
    for (const { id } of rows.slice(0, messagesRead)) await client.call(messageRead, { id });
    const pid = await world.engine.pid();
    await settled(pid);
    const before = processorMs(pid);
    await sleep(idleMs);
    const percent = ((processorMs(pid) - before) / idleMs) * 100;
    const residentMb = residentBytes(pid) / 1e6;
    if ((await client.call(engineStatus, {})).pid !== pid) throw new Error('the engine did not last');
    const base = { bench: 'idle', better: 'lower', baseline: null, runs: 1 } as const;
    return [
      { ...base, metric: `processor in a minute, ${messages} messages`, value: percent, unit: '%', goal: 1 },
      { ...base, metric: `resident memory, ${messages} messages`, value: residentMb, unit: 'MB', goal: 150 },
    ];
  },
};

/** Until the engine has used next to nothing for ten seconds. Throws where it never does: that would be no rest to measure. */
async function settled(pid: number): Promise<void> {
  const until = performance.now() + settleMaxMs;
  for (let quiet = 0; quiet < 5; ) {
    if (performance.now() > until) throw new Error(`the engine does not come to rest within ${settleMaxMs} ms`);
    const before = processorMs(pid);
    await sleep(2_000);
    quiet = processorMs(pid) - before <= 2 * tickMs ? quiet + 1 : 0;
  }
}

function processorMs(pid: number): number {
  // proc(5): fields 14 and 15, counted behind the name in parentheses, which may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
}
