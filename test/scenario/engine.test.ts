import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { joinEngine } from '../../src/engineClient/connection.ts';
import { rendezvousFor } from '../../src/engineClient/rendezvous.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { engineQuit } from '../../src/protocol/methods/engineQuit.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { engineClient, isAlive, killProcess, startEngine, testVersion } from '../support/engine.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';

describe('one engine per profile', () => {
  test('five windows that come at once meet in one engine', async () => {
    await using folder = await tempFolder();
    const windows = Array.from({ length: 5 }, () => engineClient({ profile: join(folder.path, 'p') }));
    const pids = await Promise.all(windows.map(async (window) => (await window.call(engineStatus, {})).pid));
    assert.equal(new Set(pids).size, 1);
    for (const window of windows) window.dispose();
    await killProcess(pids[0] ?? 0);
  });

  test('a window goes on after the engine was killed', async () => {
    await using engine = await startEngine();
    const before = await engine.pid();
    await engine.kill();
    const after = await engine.pid();
    assert.notEqual(after, before);
    assert.deepEqual((await engine.client.call(accountList, {})).accounts, []);
  });

  test('leaves by itself after its last client, and lets go of its lock', async () => {
    await using engine = await startEngine();
    const pid = await engine.pid();
    engine.client.dispose();
    await waitFor(() => !isAlive(pid), { what: 'the engine to leave', timeoutMs: 30_000 });
    const next = engineClient({ profile: engine.profile });
    const status = await next.call(engineStatus, {});
    assert.notEqual(status.pid, pid);
    next.dispose();
    await killProcess(status.pid);
  });

  test('an older engine leaves for a newer client', async () => {
    await using engine = await startEngine({ version: testVersion });
    const old = await engine.pid();
    const newer = engineClient({ profile: engine.profile, version: '0.2.0' });
    const status = await newer.call(engineStatus, {});
    assert.equal(status.version, '0.2.0');
    assert.notEqual(status.pid, old);
    newer.dispose();
    await killProcess(status.pid);
  });

  test('an older client never replaces a newer engine', async () => {
    await using engine = await startEngine({ version: '0.2.0' });
    const older = engineClient({ profile: engine.profile, version: testVersion });
    await assert.rejects(older.call(engineStatus, {}), { code: 'engine.clientTooOld' });
    older.dispose();
    assert.equal((await engine.client.call(engineStatus, {})).version, '0.2.0');
  });

  test('asked to quit, it finishes and leaves', async () => {
    await using engine = await startEngine();
    const pid = await engine.pid();
    assert.equal((await engine.client.call(engineQuit, {})).leaving, true);
    await waitFor(() => !isAlive(pid), { what: 'the engine to leave' });
  });

  test('a database of a newer Mailroom is left untouched and told', async () => {
    await using engine = await startEngine();
    await engine.kill();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(join(engine.profile, 'user.db'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    await assert.rejects(engine.client.call(engineStatus, {}), { code: 'store.newer' });
  });

  test('cache.db full of garbage is set aside and built anew', async () => {
    await using engine = await startEngine();
    await engine.kill();
    rmSync(join(engine.profile, 'cache.db-wal'), { force: true }); // It alone would give SQLite the whole file back.
    writeFileSync(join(engine.profile, 'cache.db'), 'garbage '.repeat(4_000));
    assert.deepEqual((await engine.client.call(accountList, {})).accounts, []);
    assert.match(readFileSync(join(engine.profile, 'cache.db.damaged'), 'latin1'), /^garbage/);
  });
});

describe('the way to the engine', () => {
  test('is closed to a peer without the token', async () => {
    await using engine = await startEngine();
    const rendezvous = rendezvousFor(engine.profile);
    const stranger = {
      rendezvous: { ...rendezvous, token: new Uint8Array(32) },
      version: testVersion,
      kind: 'cli',
      clock: systemClock,
    } as const;
    await assert.rejects(joinEngine(stranger), { code: 'engine.badToken' });
    assert.ok(await engine.pid());
  });

  test('an impostor that listens in its place learns nothing and is refused', async () => {
    await using folder = await tempFolder();
    const rendezvous = rendezvousFor(join(folder.path, 'p'));
    let seen = '';
    const impostor = createServer((socket) => {
      socket.on('data', (bytes) => {
        seen += bytes.toString('latin1');
        const { id } = JSON.parse(seen.slice(seen.indexOf('{')));
        const body = JSON.stringify({
          jsonrpc: '2.0',
          id,
          result: { nonce: 'n', proof: 'p', protocol: 1, version: testVersion },
        });
        socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
      });
      socket.on('error', () => socket.destroy());
    });
    impostor.listen(rendezvous.socketPath);
    await once(impostor, 'listening');
    await assert.rejects(joinEngine({ rendezvous, version: testVersion, kind: 'cli', clock: systemClock }), {
      code: 'engine.badToken',
    });
    impostor.close();
    assert.doesNotMatch(seen, new RegExp(Buffer.from(rendezvous.token).toString('base64url').slice(0, 12)));
  });

  test('socket, token, log and databases are for their owner alone', {
    skip: process.platform === 'win32',
  }, async () => {
    await using engine = await startEngine();
    const { socketPath } = rendezvousFor(engine.profile);
    for (const path of [socketPath, join(engine.profile, 'engine.token'), join(engine.profile, 'engine.log')]) {
      assert.equal(statSync(path).mode & 0o077, 0, path);
    }
    assert.equal(statSync(engine.profile).mode & 0o077, 0);
  });

  test('A03 no password or token of the starter reaches the engine', {
    skip: process.platform !== 'linux',
  }, async () => {
    process.env['MAILROOM_PASSWORD'] = 'hunter2';
    process.env['SOME_API_TOKEN'] = 'hunter3';
    try {
      await using engine = await startEngine();
      const environment = readFileSync(`/proc/${await engine.pid()}/environ`, 'latin1');
      assert.doesNotMatch(environment, /PASSWORD|TOKEN|hunter/);
    } finally {
      delete process.env['MAILROOM_PASSWORD'];
      delete process.env['SOME_API_TOKEN'];
    }
  });
});
