import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { archive } from '../../../src/commands/archive.ts';
import type { Context } from '../../../src/commands/context.ts';
import type { Choice } from '../../../src/host/prompts.ts';
import { type AccountConfig, accountRecord, mailboxRecord, type SpecialUse } from '../../../src/protocol/records.ts';
import { english, row } from '../views/rows.ts';

const { account: id } = row(1);

function mailbox(path: string, specialUse: SpecialUse | null = null) {
  return mailboxRecord.parse({
    ...{ id: `m${path.toLowerCase()}`, account: id, path, name: path, parent: null, specialUse, selectable: true },
    ...{ subscribed: true, total: 0, unread: 0, marked: 0, syncedAt: null, failure: null },
  });
}

/** Archives one message of an account with these folders; `pick` is the folder that the person takes when asked. */
async function run(more: Partial<AccountConfig>, mailboxes: readonly ReturnType<typeof mailbox>[], pick?: string) {
  const config = { address: 'me@qq.com', name: 'Me', auth: 'password', ...more };
  const account = accountRecord.parse({ id, config, state: 'online', failure: null, onlineAt: null, unread: 0 });
  const options = { signal: new AbortController().signal, onProgress: () => {} };
  const [calls, offered]: [string[], string[]] = [[], []];
  const context = {
    t: english,
    selection: { messages: () => [row(1)] },
    mail: { load: async () => ({ accounts: [account], mailboxes }) },
    messages: { neighbour: async () => undefined, select: async () => {} },
    opener: { open: async () => {} },
    reader: { current: () => undefined, close: () => {} },
    notify: {
      undoable: (text: string) => calls.push(text),
      progress: (_: string, work: (given: object) => Promise<unknown>) => work(options),
    },
    ask: {
      async pick(choices: readonly Choice<unknown>[]) {
        offered.push(...choices.map(({ label }) => label));
        return choices.find(({ label }) => label === pick)?.value;
      },
    },
    engine: {
      async call({ name }: { name: string }, params: { config?: AccountConfig }) {
        calls.push(params.config ? `${name} ${params.config.archivePath}` : name);
        return { batch: 'b1', moved: 1 };
      },
    },
  };
  await archive.run(context as unknown as Context, options);
  return { calls, offered };
}

describe('C03 archiving where the server names no archive', () => {
  const inbox = mailbox('INBOX', 'inbox');
  const folders = [inbox, mailbox('Done'), mailbox('Sent', 'sent')];

  test('the person picks a folder, which is kept for the account', async () => {
    const { calls, offered } = await run({}, folders, 'Done');
    assert.deepEqual(offered, ['Done']);
    assert.deepEqual(calls, ['account.update Done', 'message.archive', '1 message archived.']);
  });

  test('picked once, or named by the server, nobody is asked', async () => {
    assert.deepEqual((await run({ archivePath: 'Done' }, folders)).offered, []);
    assert.deepEqual((await run({}, [inbox, mailbox('Archive', 'archive')])).offered, []);
  });

  test('put away, nothing is archived', async () => {
    assert.deepEqual((await run({}, folders)).calls, []);
  });
});
