#!/usr/bin/env node
// Loads nothing newer than Node 20 has. Below Node 24 it starts itself again with the project's own Node 24.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const needed = 24;
const newerNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= needed) {
  createRequire(import.meta.url)('./cli.cjs');
} else if (existsSync(newerNode)) {
  const child = spawn(newerNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal) process.kill(process.pid, signal);
  });
} else {
  process.stderr.write(
    `runtime.tooOld: Mailroom needs Node ${needed} or newer; this is ${process.versions.node}. Install a newer Node and run the command again.\n`,
  );
  process.exitCode = 1;
}
