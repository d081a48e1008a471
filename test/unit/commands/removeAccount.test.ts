import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Context } from '../../../src/commands/context.ts';
import { removeAccount } from '../../../src/commands/removeAccount.ts';
import type { Decision } from '../../../src/host/prompts.ts';
import { accountRecord, type OutboxRecord, outboxRecord } from '../../../src/protocol/records.ts';
import { english } from '../views/rows.ts';

const account = accountRecord.parse({
  ...{ id: 'a1', config: { address: 'me@example.org', name: 'Me', auth: 'password' }, state: 'online' },
  ...{ failure: null, onlineAt: null, unread: 0 },
});

function waiting(id: string, state: OutboxRecord['state'], subject: string): OutboxRecord {
  return outboxRecord.parse({
    ...{ id, account: 'a1', state, subject, messageId: '<m@example.org>', size: 10, sentBytes: 0, createdAt: 1 },
    ...{ dueAt: 1, sendAt: 0, attempts: 0, failure: null, sentCopy: 'none', draft: '' },
    recipients: [
      {
        address: 'bob@example.org',
        state: 'pending',
        code: 0,
        reply: '',
        fate: '',
        fateStatus: '',
        fateReason: '',
        fateAt: 0,
        readAs: '',
        readAt: 0,
      },
    ],
  });
}

/** Runs the command with this outbox; `label` is the button that the person takes. */
async function run(items: readonly OutboxRecord[], label: string | undefined) {
  const calls: string[] = [];
  let asked: Decision<unknown> | undefined;
  const is = (...states: readonly string[]) => items.filter(({ state }) => states.includes(state)).length;
  const results: Record<string, unknown> = {
    'account.list': { accounts: [account] },
    'account.impact': { messages: 300, drafts: 0, queued: is('queued', 'failed'), inDoubt: is('inDoubt') },
    'outbox.list': { items },
  };
  const context = {
    t: english,
    selection: {},
    notify: { info: (text: string) => calls.push(text) },
    editor: { run: async (command: string) => void calls.push(command) },
    secrets: { forget: async () => void calls.push('secrets forgotten') },
    engine: {
      async call({ name }: { name: string }, params: object) {
        if (results[name]) return results[name];
        calls.push(`${name} ${JSON.stringify(params)}`);
        return {};
      },
    },
    ask: {
      async decide(decision: Decision<unknown>) {
        asked = decision;
        return decision.buttons.find((button) => button.label === label)?.value;
      },
    },
  };
  const options = { signal: new AbortController().signal, onProgress: () => {} };
  await removeAccount.run(context as unknown as Context, options);
  return { calls, detail: asked?.detail ?? '', buttons: asked?.buttons.map((button) => button.label) };
}

describe('removing an account', () => {
  test('says what goes and what stays, and forgets the secret', async () => {
    const { calls, detail, buttons } = await run([], 'Remove');
    assert.match(detail, /300 cached messages.*The server is left alone, and drafts stay\./);
    assert.deepEqual(buttons, ['Remove']);
    assert.deepEqual(calls, [
      'account.remove {"account":"a1","discardOutbox":false}',
      'secrets forgotten',
      'me@example.org is removed.',
    ]);
  });

  test('put away, nothing happens', async () => {
    assert.deepEqual((await run([], undefined)).calls, []);
  });

  test('lists the mail that has not left, and sends it first when asked to', async () => {
    const items = [waiting('o1', 'queued', 'Plans'), waiting('o2', 'failed', ''), waiting('o3', 'inDoubt', 'Invoice')];
    const { calls, detail, buttons } = await run(items, 'Send First');
    assert.match(detail, /2 mails have not left yet\..*“Plans” to bob@example\.org\n“\(no subject\)” to bob/s);
    assert.match(detail, /Of 1 mail it is not known.*“Invoice” to/s);
    assert.deepEqual(buttons, ['Send First', 'Remove With Waiting Mail']);
    assert.deepEqual(calls, ['outbox.retry {"id":"o1"}', 'outbox.retry {"id":"o2"}', 'mailroom.openOutbox']);
  });

  test('mail in doubt is never sent by it: the outbox opens', async () => {
    const { calls, buttons } = await run([waiting('o3', 'inDoubt', 'Invoice')], 'Open Outbox');
    assert.deepEqual(buttons, ['Open Outbox', 'Remove With Waiting Mail']);
    assert.deepEqual(calls, ['mailroom.openOutbox']);
  });

  test('a long outbox is named in part and counted', async () => {
    const items = Array.from({ length: 20 }, (_, index) => waiting(`o${index}`, 'queued', `Mail ${index}`));
    const { detail, calls } = await run(items, 'Remove With Waiting Mail');
    assert.match(detail, /“Mail 7” to bob@example\.org\n… and 12 more$/);
    assert.match(calls[0] ?? '', /"discardOutbox":true/);
  });
});
