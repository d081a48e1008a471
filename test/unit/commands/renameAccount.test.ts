import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from '../../../src/commands/context.ts';
import { renameAccount } from '../../../src/commands/renameAccount.ts';
import { accountRecord } from '../../../src/protocol/records.ts';
import { english } from '../views/rows.ts';

const config = { address: 'me@example.org', name: 'Me', label: 'Work', auth: 'password' } as const;
const account = accountRecord.parse({
  ...{ id: 'a1', config, state: 'online', failure: null, onlineAt: null, unread: 0 },
});

/** What the engine is asked to change when this is typed. */
async function rename(typed: string | undefined): Promise<readonly object[]> {
  const updates: object[] = [];
  const engine = {
    async call({ name }: { name: string }, params: object) {
      if (name === 'account.update') updates.push(params);
      return { accounts: [account] };
    },
  };
  const context = { t: english, selection: {}, engine, ask: { text: async () => typed } };
  const options = { signal: new AbortController().signal, onProgress: () => {} };
  await renameAccount.run(context as unknown as Context, options);
  return updates;
}

test('an account is renamed in Mailroom alone; an empty name gives the address back, Escape changes nothing', async () => {
  const { label: _label, ...bare } = config;
  assert.deepEqual(await rename(' Home '), [{ account: 'a1', config: { ...bare, label: 'Home' } }]);
  assert.deepEqual(await rename(''), [{ account: 'a1', config: bare }]);
  assert.deepEqual(await rename('me@example.org'), [{ account: 'a1', config: bare }]);
  assert.deepEqual(await rename(undefined), []);
});
