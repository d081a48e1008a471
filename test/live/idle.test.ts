import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchWorld } from '../../bench/world.ts';
import { workerRestMs } from '../../src/engine/search/limits.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { mailboxWatch } from '../../src/protocol/methods/mailboxWatch.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { waitFor } from '../support/waitFor.ts';

const messages = 10_000;
const idleMs = 60_000;
/** Linux counts a process's time in hundredths of a second (`getconf CLK_TCK`). */
const tickMs = 10;

test(`M10 with ${messages} messages listed the engine is a process of its own, small, and does nothing while nothing happens`, {
  skip: process.platform !== 'linux',
}, async (context) => {
  await using world = await benchWorld(messages);
  const { client } = world.engine;
  await client.call(mailboxWatch, { mailbox: world.inbox });
  await client.call(messageList, { mailbox: world.inbox, limit: 500 });
  const pid = await world.engine.pid();
  assert.notEqual(pid, process.pid);

  const isIndexed = async () => (await client.call(engineStatus, {})).queues.index === null;
  await waitFor(isIndexed, { what: 'the index of what was listed', timeoutMs: 120_000, everyMs: 500 });
  await sleep(workerRestMs + 1_000);
  const before = processorMs(pid);
  await sleep(idleMs);
  const busyMs = processorMs(pid) - before;
  const residentMb = residentBytes(pid) / 1e6;
  context.diagnostic(`${busyMs} ms of processor in ${idleMs} ms, ${residentMb.toFixed(0)} MB resident`);
  assert.ok(busyMs < idleMs / 100, `${busyMs} ms of processor in ${idleMs} ms: more than 1 %`);
  assert.ok(residentMb < 150, `${residentMb} MB resident`);
});

function processorMs(pid: number): number {
  // proc(5): fields 14 and 15, counted behind the name in parentheses, which may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1_024;
}
