import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { EngineClient } from '../../src/engineClient/engineClient.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { engineQuit } from '../../src/protocol/methods/engineQuit.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { secretProvide } from '../../src/protocol/methods/secretProvide.ts';
import { serverStart } from '../../src/protocol/methods/serverStart.ts';
import { serverStatus } from '../../src/protocol/methods/serverStatus.ts';
import { serverStop } from '../../src/protocol/methods/serverStop.ts';
import type { AccountId } from '../../src/protocol/records.ts';
import { run } from '../support/childProcess.ts';
import { isAlive, startEngine } from '../support/engine.ts';
import { waitFor } from '../support/waitFor.ts';
import { connects } from './servers/ready.ts';

/** Children of a process that run the server's bundle. */
async function serverPids(engine: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-o', 'pid=,args=', '--ppid', String(engine)]);
  const lines = stdout.split('\n').filter((line) => line.includes('server.cjs'));
  return lines.map((line) => Number.parseInt(line, 10));
}

/** The ports that an account has in its settings. */
async function portsOf(client: EngineClient, account: AccountId) {
  const { accounts } = await client.call(accountList, {});
  const config = accounts.find(({ id }) => id === account)?.config;
  return { smtp: config?.smtp?.port ?? 0, imap: config?.imap?.port ?? 0 };
}

async function serverPid(engine: number): Promise<number> {
  const [pid] = await serverPids(engine);
  assert.ok(pid);
  return pid;
}

describe("L01 the local server as the engine's child", () => {
  test('starts, tells its people, takes mail from an account on it, stops, and keeps its ports', async () => {
    await using engine = await startEngine();
    const seen: boolean[] = [];
    engine.client.on('serverChanged', ({ running }) => seen.push(running));
    const started = await engine.client.call(serverStart, { sandbox: true });
    assert.ok(started.smtp > 0 && started.imap > 0);
    await assert.rejects(engine.client.call(serverStart, { sandbox: true }), { code: 'server.alreadyRunning' });
    assert.deepEqual(
      started.accounts.map(({ config }) => config.address),
      ['sandbox@localhost'],
    );
    const [first] = started.accounts;
    assert.ok(first);
    await engine.client.call(accountAdd, first);
    const { item } = await engine.client.call(outboxEnqueue, {
      draft: '',
      text: '---\nto: anybody@anywhere.test\nsubject: To the sandbox\n---\nHi\n',
      files: [],
      undoMs: 0,
      wait: true,
    });
    assert.equal(item.state, 'sent', JSON.stringify(item.failure));
    await engine.client.call(serverStop, {});
    assert.equal(await connects(started.smtp), false);
    assert.equal((await engine.client.call(serverStatus, {})).running, false);
    await assert.rejects(engine.client.call(serverStop, {}), { code: 'server.notRunning' });
    const again = await engine.client.call(serverStart, { sandbox: true });
    assert.deepEqual([again.smtp, again.imap], [started.smtp, started.imap]);
    await waitFor(() => seen.length === 3);
    assert.deepEqual(seen, [true, false, true]);
  });

  test('a port that somebody else took: it moves to a free one, and the accounts on it follow', async () => {
    await using engine = await startEngine();
    const { smtp, imap, accounts } = await engine.client.call(serverStart, { sandbox: true });
    const [first] = accounts;
    assert.ok(first);
    const { account } = await engine.client.call(accountAdd, first);
    await engine.client.call(mailboxSync, { account });
    await engine.client.call(serverStop, {});
    for (const [taken, kept] of [
      ['imap', 'smtp'],
      ['smtp', 'imap'],
    ] as const) {
      const before = await portsOf(engine.client, account);
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(before[taken], '127.0.0.1', resolve));
      const moved = await engine.client.call(serverStart, { sandbox: true });
      assert.equal(moved[kept], before[kept]);
      assert.notEqual(moved[taken], before[taken]);
      assert.deepEqual(await portsOf(engine.client, account), { smtp: moved.smtp, imap: moved.imap });
      await engine.client.call(mailboxSync, { account });
      await engine.client.call(serverStop, {});
      await new Promise((resolve) => other.close(resolve));
    }
    assert.notDeepEqual(await portsOf(engine.client, account), { smtp, imap });
  });

  test('left running it is there again with the next engine, and its mailboxes work; stopped it stays stopped', async () => {
    await using engine = await startEngine();
    const { accounts } = await engine.client.call(serverStart, { sandbox: true, sample: 1 });
    const alex = accounts.find(({ config }) => config.address === 'alex@mailroom.test');
    assert.ok(alex);
    const { account } = await engine.client.call(accountAdd, alex);
    const before = await engine.client.call(mailboxSync, { account });
    const first = await serverPid(await engine.pid());
    await engine.client.call(engineQuit, {}); // As when the last window closed.
    await waitFor(() => !isAlive(first), { what: 'the server to end with the engine' });
    assert.equal((await engine.client.call(serverStatus, {})).running, true);
    await engine.client.call(secretProvide, { account, service: 'imap', secret: alex.secret });
    const after = await engine.client.call(mailboxSync, { account });
    assert.deepEqual([after.mailboxes, after.messages], [before.mailboxes, before.messages]);
    await engine.kill();
    assert.equal((await engine.client.call(serverStatus, {})).running, true);
    await engine.client.call(serverStop, {});
    const gone = await engine.pid();
    await engine.client.call(engineQuit, {});
    await waitFor(() => !isAlive(gone), { what: 'the engine to end' });
    assert.equal((await engine.client.call(serverStatus, {})).running, false);
  });

  test('ends with the engine: asked to leave, and killed', async () => {
    await using engine = await startEngine();
    await engine.client.call(serverStart, { sandbox: true });
    const first = await serverPid(await engine.pid());
    await engine.client.call(engineQuit, {});
    await waitFor(() => !isAlive(first), { what: 'the server to end with the engine' });
    assert.equal((await engine.client.call(serverStatus, {})).running, true);
    const second = await serverPid(await engine.pid());
    await engine.kill();
    await waitFor(() => !isAlive(second), { what: 'the server to notice that the engine is dead' });
  });

  test('a server that dies is told, and can be started again; its environment is listed', {
    skip: process.platform !== 'linux',
  }, async () => {
    process.env['MAILROOM_PASSWORD'] = 'never to be seen';
    await using engine = await startEngine();
    delete process.env['MAILROOM_PASSWORD'];
    await engine.client.call(serverStart, { sandbox: true });
    const pid = await serverPid(await engine.pid());
    const environment = (await readFile(join('/proc', String(pid), 'environ'), 'utf8')).split('\0');
    assert.deepEqual(
      environment.filter((entry) => /PASSWORD|TOKEN|NODE_OPTIONS/i.test(entry)),
      [],
    );
    process.kill(pid, 'SIGKILL');
    await waitFor(async () => !(await engine.client.call(serverStatus, {})).running);
    assert.ok((await engine.client.call(serverStart, { sandbox: true })).smtp > 0);
  });
});
