/** The guard that every test runs under: what is not this machine is not reached, and the try is written down. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { runOk } from '../support/childProcess.ts';
import { loopbackOnly } from '../support/loopbackOnly.ts';
import { tempFolder } from '../support/tempFolder.ts';

test('A03 a program under the guard reaches this machine only, and each try outside is written down', async () => {
  await using folder = await tempFolder();
  await using here = await listening();
  const logs = { MAILROOM_OUTSIDE_LOG: join(folder.path, 'out'), MAILROOM_CONNECT_LOG: join(folder.path, 'all') };
  const program = `
    const net = require('node:net'); const dns = require('node:dns').promises; const { once } = require('node:events');
    (async () => {
      const code = (promise) => promise.then(() => 'ok', (error) => error.code ?? error.cause?.code);
      const dial = (host, port) => { const s = net.connect(port, host); return code(once(s, 'connect')).finally(() => s.destroy()); };
      console.log(await dial('127.0.0.1', ${here.port}), await dial('localhost', ${here.port}));
      console.log(await dial('192.0.2.1', 25), await code(dns.lookup('imap.test')), await code(new dns.Resolver().resolveSrv('mail.elsewhere.dev')));
      console.log(await code(fetch('https://elsewhere.dev/')));
    })();`;
  const out = await runOk(process.execPath, ['-e', program], { env: { ...process.env, ...loopbackOnly(logs) } });
  assert.deepEqual(out.trim().split(/\s+/), ['ok', 'ok', 'ENETUNREACH', 'ENOTFOUND', 'ENOTFOUND', 'ENOTFOUND']);
  const outside = await readFile(logs.MAILROOM_OUTSIDE_LOG, 'utf8');
  assert.deepEqual(outside.match(/^(connect|resolveSrv|getaddrinfo) \S+/gm), [
    'connect 192.0.2.1',
    'resolveSrv mail.elsewhere.dev',
    'getaddrinfo elsewhere.dev',
  ]);
  const all = (await readFile(logs.MAILROOM_CONNECT_LOG, 'utf8')).trim().split('\n');
  const targets = all
    .map((line): { host: string; port: number } => JSON.parse(line))
    .map(({ host, port }) => `${host}:${port}`);
  assert.deepEqual(targets.slice(0, 3), [`127.0.0.1:${here.port}`, `localhost:${here.port}`, '192.0.2.1:25']);
});

/** Something on this machine that takes every connection and says nothing. */
async function listening(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
