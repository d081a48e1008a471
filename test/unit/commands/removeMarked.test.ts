import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Context } from '../../../src/commands/context.ts';
import { removeMarked } from '../../../src/commands/removeMarked.ts';
import type { Choice } from '../../../src/host/prompts.ts';
import { mailboxRecord } from '../../../src/protocol/records.ts';
import { english, inbox, row } from '../views/rows.ts';

const mailbox = mailboxRecord.parse({
  ...{ id: inbox, account: 'a1', path: 'Trash', name: 'Papierkorb', parent: null, specialUse: 'trash' },
  ...{ selectable: true, subscribed: true, total: 5, unread: 0, marked: 2, syncedAt: null, failure: null },
});

/** Runs the command against an engine that has two marked messages; `picks` are the labels chosen one after the other. */
async function run(picks: readonly string[], confirmed: boolean) {
  const [shown, calls]: [string[][], string[]] = [[], []];
  const answers = [...picks];
  const options = { signal: new AbortController().signal, onProgress: () => {} };
  const context = {
    t: english,
    formatDate: () => 'today',
    selection: { mailbox: () => mailbox },
    notify: {
      status: (text: string) => calls.push(text),
      progress: (_: string, work: (given: object) => Promise<unknown>) => work(options),
    },
    engine: {
      async call({ name }: { name: string }, params: { seen?: readonly string[] }) {
        calls.push(params.seen ? `${name} ${params.seen.length}` : name);
        return name === 'mailbox.marked' ? { rows: [row(1), row(2)] } : { removed: 2 };
      },
    },
    ask: {
      async pick(choices: readonly Choice<unknown>[]) {
        shown.push(choices.map(({ label }) => label));
        const label = answers.shift();
        return choices.find((choice) => choice.label === label)?.value;
      },
      decide: async () => confirmed || undefined,
    },
  };
  await removeMarked.run(context as unknown as Context, options, { kind: 'mailbox', mailbox });
  return { shown, calls };
}

describe('C03 what is marked for deletion on a server that removes all or nothing', () => {
  test('is listed message by message, asked about, and removed as listed', async () => {
    const { shown, calls } = await run(['Remove for Good'], true);
    assert.equal(shown[0]?.length, 3);
    assert.deepEqual(calls, ['mailbox.marked', 'mailbox.expunge 2', '2 messages removed for good.']);
  });

  test('a click on a message of the list removes nothing and the list stays', async () => {
    const [, first = ''] = (await run([], true)).shown[0] ?? [];
    const { shown, calls } = await run([first], true);
    assert.deepEqual([shown.length, calls], [2, ['mailbox.marked']]);
  });

  test('put away or not confirmed, nothing is removed', async () => {
    assert.deepEqual((await run([], true)).calls, ['mailbox.marked']);
    assert.deepEqual((await run(['Remove for Good'], false)).calls, ['mailbox.marked']);
  });
});
