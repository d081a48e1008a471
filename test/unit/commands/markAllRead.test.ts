import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Context } from '../../../src/commands/context.ts';
import { markAllRead } from '../../../src/commands/markAllRead.ts';
import type { Undo } from '../../../src/host/notices.ts';
import { mailboxRecord } from '../../../src/protocol/records.ts';
import { english, inbox } from '../views/rows.ts';

const mailbox = mailboxRecord.parse({
  ...{ id: inbox, account: 'a1', path: 'Work', name: 'Work', parent: null, specialUse: null },
  ...{ selectable: true, subscribed: true, total: 5_000, unread: 0, marked: 0, syncedAt: null, failure: null },
});

/** Runs the command on a folder with `unread` messages; `after` runs once a portion is done. */
async function run(unread: number, after: (portion: number, cancel: () => void) => void = () => {}) {
  const controller = new AbortController();
  const [limits, told, undone]: [number[], string[], string[]] = [[], [], []];
  const undos: Undo[] = [];
  let left = unread;
  const context = {
    t: english,
    selection: { mailbox: () => mailbox },
    notify: {
      status: (text: string) => told.push(text),
      undoable(text: string, given: Undo) {
        told.push(text);
        undos.push(given);
      },
      progress: (_: string, work: (given: object) => Promise<unknown>) =>
        work({ signal: controller.signal, onProgress: () => {} }),
    },
    engine: {
      async call({ name }: { name: string }, { limit, batch }: { limit: number; batch?: string }) {
        if (name === 'batch.undo') return undone.push(String(batch));
        limits.push(limit);
        const marked = Math.min(limit, left);
        left += 3 - marked; // Mail comes all the time.
        after(limits.length, () => controller.abort());
        return { batch: `b${limits.length}`, marked, left };
      },
    },
  };
  const options = { signal: controller.signal, onProgress: () => {} };
  let error: unknown;
  try {
    await markAllRead.run(context as unknown as Context, options);
  } catch (thrown) {
    error = thrown;
  }
  for (const undo of undos) await undo({});
  return { limits, told, undone, error };
}

describe('C03 marking a whole folder as read', () => {
  test('goes in portions, is told once, and one Undo takes all portions back, the last first', async () => {
    const { limits, told, undone, error } = await run(2_500);
    assert.equal(error, undefined);
    assert.deepEqual(told, ['2503 messages in Work marked as read.']);
    assert.deepEqual(limits, [1_000, 1_000, 503]);
    assert.deepEqual(undone, ['b3', 'b2', 'b1']);
  });

  test('cancelled midway, what was done stays done and has its Undo', async () => {
    const { told, undone, error } = await run(2_500, (portion, cancel) => portion === 2 && cancel());
    assert.match(String(error), /cancelled/);
    assert.deepEqual([told, undone], [['2000 messages in Work marked as read.'], ['b2', 'b1']]);
  });

  test('where everything is read, that is said', async () => {
    assert.deepEqual((await run(0)).told, ['Everything in Work is read.']);
  });
});
