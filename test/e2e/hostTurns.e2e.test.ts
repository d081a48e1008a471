/** What the measurement of the extension host counts: work without giving way, however it is cut, and nothing else. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { tempFolder } from '../support/tempFolder.ts';
import { hostTurns } from './harness/hostTurns.ts';

/** What a thread does, one piece of code a case; `burn(ms)` uses the processor. */
const prelude = `
  const used = () => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1000; };
  const burn = (ms) => { for (const end = used() + ms; used() < end; ); };
  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  await rest(500); // Its own start is not meant.
  process.stdout.write('ready');
  await new Promise((resolve) => process.stdin.once('data', resolve));
`;
const cases = {
  'work cut into ticks and promises is one turn': {
    code: 'process.nextTick(() => burn(40)); burn(40); await null; burn(40);',
    between: [105, 170],
  },
  'work that lets others in is several turns': {
    code: 'for (let part = 0; part < 6; part += 1) { burn(20); await new Promise(setImmediate); }',
    between: [15, 60],
  },
  'a thread that is blocked and does nothing uses no processor time': {
    code: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);',
    between: [0, 40],
  },
} as const;

for (const [title, { code, between }] of Object.entries(cases)) {
  test(`the longest turn of a host: ${title}`, async () => {
    await using folder = await tempFolder('ht');
    const host = hostTurns(folder.path);
    // The probe works where a process is named so, as VS Code names its host.
    const source = `${prelude}${code}\nawait rest(500); process.exit();`;
    const args = ['--input-type=module', '-e', source, '--', '--type=extensionHost'];
    const env = { ...process.env, ...host.env };
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await host.during(title, async () => {
      child.stdin.write('go');
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    });
    const [{ longestMs = -1, turns = 0 } = {}] = await host.report();
    assert.ok(turns > 0);
    const [least, most] = between;
    assert.ok(longestMs >= least && longestMs <= most, `${longestMs} ms of ${between}`);
  });
}
