/** Threads that parse and sanitise mail, as the engine keeps them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../src/base/log.ts';
import { WorkerPool } from '../../src/engine/render/workerPool.ts';
import type { Job } from '../../src/engine/worker/job.ts';
import { virtualClock } from '../support/virtualClock.ts';

/** Answers each job with the number of its thread. */
const code = `const { parentPort, threadId } = require('node:worker_threads');
parentPort.on('message', ({ id }) => parentPort.postMessage({ id, ok: true, result: threadId }));`;

test('M10 a worker is used again, and let go of once it has rested; the next mail gets another', async () => {
  const clock = virtualClock();
  const pool = new WorkerPool({ script: { code }, clock, log: silentLogger, restMs: 60_000 });
  const thread = () => pool.run({} as unknown as Job, { timeoutMs: 20_000 });
  try {
    const first = await thread();
    await clock.advance(59_000);
    assert.equal(await thread(), first);
    await clock.advance(59_000);
    assert.equal(await thread(), first, 'it rests from its last job on');
    await clock.advance(60_000);
    assert.notEqual(await thread(), first);
  } finally {
    pool.dispose();
  }
});
