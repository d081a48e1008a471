import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { accountRemove } from '../../src/protocol/methods/accountRemove.ts';
import { engineQuit } from '../../src/protocol/methods/engineQuit.ts';
import { outboxCancel } from '../../src/protocol/methods/outboxCancel.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import type { OutboxRecord } from '../../src/protocol/records.ts';
import { isAlive, startEngine, type TestEngine } from '../support/engine.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { waitFor } from '../support/waitFor.ts';

const largeBytes = 6_000_000;

async function place(server: ScriptedSmtp, secrets: () => Promise<string | null> = async () => 'secret-word') {
  const engine = await startEngine({ secrets });
  const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
  const config = { address: 'ann@example.test', name: 'Ann', auth: 'password', smtp } as const;
  const { account } = await engine.client.call(accountAdd, { config });
  const large = join(engine.profile, 'large.bin');
  await writeFile(large, Buffer.alloc(largeBytes, 'mailroom '));
  return { engine, account, large };
}

async function enqueue(engine: TestEngine, { large, wait = false }: { large?: string; wait?: boolean } = {}) {
  const attach = large === undefined ? '' : `attach: ${large}\n`;
  const text = `---\nto: bob@example.test\nsubject: Under way\n${attach}---\n\nHi\n`;
  const files = large === undefined ? [] : [{ path: large, name: 'large.bin', reference: large }];
  return (await engine.client.call(outboxEnqueue, { draft: '', text, files, undoMs: 0, wait })).item;
}

async function itemOf(engine: TestEngine, id: string): Promise<OutboxRecord> {
  const item = (await engine.client.call(outboxList, {})).items.find((one) => one.id === id);
  assert.ok(item);
  return item;
}

describe('F01 a mail under way', () => {
  test('to a slow server its progress grows and its states come in order', async () => {
    await using server = await startScriptedSmtp();
    server.bytesPerSecond = 4_000_000;
    const { engine, large } = await place(server);
    await using _ = engine;
    const seen: OutboxRecord[] = [];
    const { id } = await enqueue(engine, { large });
    await waitFor(
      async () => {
        const item = await itemOf(engine, id);
        seen.push(item);
        return item.state === 'sent';
      },
      { everyMs: 40 },
    );
    const order = seen.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]);
    assert.deepEqual(
      order.filter((state) => state !== 'queued'),
      ['sending', 'sent'],
    );
    const bytes = seen.filter(({ state }) => state === 'sending').map(({ sentBytes }) => sentBytes);
    assert.deepEqual(
      bytes,
      bytes.toSorted((a, b) => a - b),
    );
    assert.ok(new Set(bytes).size >= 4, `progress in steps, got ${bytes}`);
    assert.equal(seen.at(-1)?.sentBytes, seen.at(-1)?.size);
  });

  test('cancelled inside the content it leaves no mail anywhere', async () => {
    await using server = await startScriptedSmtp();
    server.bytesPerSecond = 1_000_000;
    const { engine, large } = await place(server);
    await using _ = engine;
    const { id } = await enqueue(engine, { large });
    await waitFor(() => server.contentBytes > 300_000);
    const { item } = await engine.client.call(outboxCancel, { id });
    assert.equal(item.state, 'cancelled');
    await waitFor(() => server.open === 0);
    assert.equal(server.accepted.length, 0);
    assert.ok(!existsSync(join(engine.profile, 'outbox', `${id}.eml`)));
    assert.equal((await enqueue(engine, { wait: true })).state, 'sent');
  });

  test('once the dot may have left it is too late', async () => {
    await using server = await startScriptedSmtp();
    const { engine } = await place(server);
    await using _ = engine;
    const reply = Promise.withResolvers<void>();
    server.script = async ({ step }) => {
      if (step === 'reply') await reply.promise;
      return undefined;
    };
    const { id } = await enqueue(engine);
    await waitFor(() => server.accepted.length === 1);
    await assert.rejects(engine.client.call(outboxCancel, { id }), { code: 'send.tooLate' });
    reply.resolve();
    await waitFor(async () => (await itemOf(engine, id)).state === 'sent');
  });

  test('an engine asked to leave waits for the reply; the mail is sent once', async () => {
    await using server = await startScriptedSmtp();
    const { engine } = await place(server);
    await using _ = engine;
    const reply = Promise.withResolvers<void>();
    server.script = async ({ step }) => {
      if (step === 'reply') await reply.promise;
      return undefined;
    };
    const { id } = await enqueue(engine);
    await waitFor(() => server.accepted.length === 1);
    const pid = await engine.pid();
    await engine.client.call(engineQuit, {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(isAlive(pid));
    reply.resolve();
    await waitFor(() => !isAlive(pid), { what: 'the engine to leave after the reply' });
    assert.equal((await itemOf(engine, id)).state, 'sent');
    assert.equal(server.copiesFor('bob@example.test'), 1);
  });

  test('a server that closes after its greeting, or says 552 to the content: told, and nothing lost', async () => {
    await using server = await startScriptedSmtp();
    const { engine, large } = await place(server);
    await using _ = engine;
    server.script = ({ step, close }) => {
      if (step === 'ehlo') close();
      return undefined;
    };
    const closed = await enqueue(engine, { wait: true });
    assert.deepEqual([closed.state, closed.failure?.code], ['queued', 'net.closed']);
    await engine.client.call(outboxCancel, { id: closed.id });
    server.holdAfterBytes = 100_000;
    server.script = ({ step }) => (step === 'inContent' ? '552 5.3.4 Message size exceeds fixed limit' : undefined);
    const large552 = await enqueue(engine, { large, wait: true });
    assert.deepEqual([large552.state, large552.failure?.code], ['failed', 'send.tooLarge']);
    assert.match(String(large552.failure?.data['serverSaid']), /^552 5\.3\.4 Message size/);
  });

  test('a wrong password keeps the mail; nothing is tried until there is another', async () => {
    await using server = await startScriptedSmtp();
    const { engine } = await place(server, async () => 'wrong');
    await using _ = engine;
    server.script = ({ step }) => (step === 'auth' ? '535 5.7.8 authentication failed' : undefined);
    const refused = await enqueue(engine, { wait: true });
    assert.equal(refused.state, 'queued');
    assert.match(refused.failure?.code ?? '', /^auth\./);
    const { connections } = server;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(server.connections, connections);
  });

  test('an account removed while it sends takes its mail with it', async () => {
    await using server = await startScriptedSmtp();
    server.bytesPerSecond = 500_000;
    const { engine, account, large } = await place(server);
    await using _ = engine;
    const { id } = await enqueue(engine, { large });
    await waitFor(() => server.contentBytes > 100_000);
    await assert.rejects(engine.client.call(accountRemove, { account, discardOutbox: false }), {
      code: 'account.hasOutbox',
    });
    await engine.client.call(accountRemove, { account, discardOutbox: true });
    await waitFor(() => server.open === 0);
    assert.equal(server.accepted.length, 0);
    await waitFor(() => !existsSync(join(engine.profile, 'outbox', `${id}.eml`)));
    assert.deepEqual((await engine.client.call(outboxList, {})).items, []);
  });
});
