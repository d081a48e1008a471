/** The editor's local server, started by several at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountList } from '../../src/protocol/methods/accountList.ts';
import { serverStart } from '../../src/protocol/methods/serverStart.ts';
import { serverStatus } from '../../src/protocol/methods/serverStatus.ts';
import { serverStop } from '../../src/protocol/methods/serverStop.ts';
import { engineClient, startEngine } from '../support/engine.ts';

test('L01 two windows that start it at once get one server, and a third one later is told that it runs', async () => {
  await using engine = await startEngine();
  const window = engineClient({ profile: engine.profile });
  try {
    const [one, two] = await Promise.all(
      [engine.client, window].map((client) => client.call(serverStart, { sandbox: true })),
    );
    assert.ok(one && one.smtp > 0);
    assert.deepEqual(one, two);
    await assert.rejects(window.call(serverStart, { sandbox: true }), { code: 'server.alreadyRunning' });
    assert.deepEqual((await window.call(accountList, {})).accounts, [], 'accounts are added by who asks for them');
  } finally {
    window.dispose();
  }
});

test('L01 with sample mail at once with one without: one server, with it, and no error', async () => {
  await using engine = await startEngine();
  const { client } = engine;
  const sample = { sandbox: true, sample: 1 };
  const people = (accounts: readonly { readonly config: { readonly address: string } }[]) =>
    accounts.map(({ config }) => config.address);
  // The empty one comes first, so that it is the other that has to begin anew.
  const [plain, filled, again] = await Promise.all([
    client.call(serverStart, { sandbox: true }),
    client.call(serverStart, sample),
    client.call(serverStart, sample),
  ]);
  assert.deepEqual(people(plain.accounts), ['sandbox@localhost']);
  assert.ok(people(filled.accounts).includes('alex@mailroom.test'));
  assert.deepEqual(filled, again);
  assert.deepEqual([filled.smtp, filled.imap], [plain.smtp, plain.imap], 'accounts made before still find it');
  assert.deepEqual(await client.call(serverStart, sample), filled, 'one that has the sample is left alone');
  const status = await client.call(serverStatus, {});
  assert.equal(status.running, true);
});

test('L01 stopped while it starts, it has started and stopped', async () => {
  await using engine = await startEngine();
  const starting = engine.client.call(serverStart, { sandbox: true });
  const stopping = engine.client.call(serverStop, {});
  assert.ok((await starting).smtp > 0);
  await stopping;
  assert.equal((await engine.client.call(serverStatus, {})).running, false);
});
