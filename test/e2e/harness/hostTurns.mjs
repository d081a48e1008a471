// Loaded into VS Code's processes by NODE_OPTIONS; works in the extension host alone. It counts, for each turn of the event
// loop, the processor time of the host's thread: a thread that waits for the processor or sleeps uses none, so a busy machine
// makes no turn longer. MAILROOM_HOST_TURNS_LOG names the file; MAILROOM_HOST_PROFILE one for a profile of the thread (1 ms),
// written once `<log>.stop` is there.

import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

const log = process.env.MAILROOM_HOST_TURNS_LOG;
const everyMs = 200;

if (log && isMainThread && process.argv.some((arg) => arg.includes('extensionHost'))) {
  let [turns, totalMs] = [0, 0];
  let longest = { cpuMs: 0, wallMs: 0, endUs: 0 };
  let cpuBefore = cpuMs();
  let wallBefore = process.hrtime.bigint();
  // An immediate that does not hold the loop runs once in each turn, behind the poll for what came from outside, and lets
  // the loop sleep: from one to the next is one turn, with all its timers, answers, promises and garbage collection.
  const turn = () => {
    const [cpu, wall] = [cpuMs(), process.hrtime.bigint()];
    turns += 1;
    totalMs += cpu - cpuBefore;
    if (cpu - cpuBefore > longest.cpuMs) {
      longest = { cpuMs: cpu - cpuBefore, wallMs: Number(wall - wallBefore) / 1e6, endUs: Number(wall / 1_000n) };
    }
    [cpuBefore, wallBefore] = [cpu, wall];
    setImmediate(turn).unref();
  };
  setImmediate(turn).unref();
  const stopProfile = process.env.MAILROOM_HOST_PROFILE ? profile(process.env.MAILROOM_HOST_PROFILE) : undefined;
  const told = setInterval(() => {
    appendFileSync(log, `${JSON.stringify({ pid: process.pid, at: Date.now(), turns, totalMs, ...longest })}\n`);
    [turns, totalMs] = [0, 0];
    longest = { cpuMs: 0, wallMs: 0, endUs: 0 };
    if (!stopProfile || !existsSync(`${log}.stop`)) return;
    clearInterval(told);
    stopProfile();
  }, everyMs).unref();
}

/** Processor time of this thread, ms; exact to the kernel's tick, and errors do not add up. */
function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function profile(path) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 1_000 });
  session.post('Profiler.start');
  return () => session.post('Profiler.stop', (_, { profile }) => writeFileSync(path, JSON.stringify(profile)));
}
