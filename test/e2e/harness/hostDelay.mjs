// Loaded into VS Code's processes by NODE_OPTIONS; works in the extension host alone. Several times a second it writes how
// long the host's thread kept everything else waiting, and how long it was really at work meanwhile: on a busy machine
// a thread also waits for the processor, which is nobody's code. MAILROOM_HOST_DELAY_LOG names the file.

import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const log = process.env.MAILROOM_HOST_DELAY_LOG;
const everyMs = 200;

if (log && isMainThread && process.argv.some((arg) => arg.includes('extensionHost'))) {
  const resolution = 5;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { active } = performance.eventLoopUtilization(now, before);
    before = now;
    const maxMs = Math.max(0, delay.max / 1e6 - resolution);
    delay.reset();
    appendFileSync(log, `${JSON.stringify({ pid: process.pid, at: Date.now(), maxMs, activeMs: active })}\n`);
  }, everyMs).unref();
}
