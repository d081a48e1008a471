import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { type BatchId, batchId, type MessageId } from '../../../src/protocol/records.ts';
import { actOnMany, movedIn, undoOf } from '../../../src/views/actOnMany.ts';
import { row } from './rows.ts';

const ids = Array.from({ length: 1_200 }, (_, uid) => row(uid + 1).id);

/** An action on 1,200 messages; `after` runs once a portion is done. */
async function act(after: (portion: number, cancel: () => void) => void = () => {}) {
  const controller = new AbortController();
  const portions: (readonly MessageId[])[] = [];
  const shown: string[] = [];
  const told: number[] = [];
  const done: { batch: BatchId; moved: number }[] = [];
  const running = actOnMany(
    {
      progress: (title, work) =>
        work({ signal: controller.signal, onProgress: (at) => void shown.push(`${title} ${at.done} / ${at.total}`) }),
    },
    {
      title: 'Moving',
      ids,
      async act(some) {
        portions.push(some);
        after(portions.length, () => controller.abort());
        return { batch: batchId.parse(`b${portions.length}`), moved: some.length };
      },
      tell(results) {
        done.push(...results);
        told.push(movedIn(results));
      },
    },
  );
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { portions, shown, told, done, error };
}

describe('M04 acting on very many messages', () => {
  test('it goes in portions, says how far it is, and is told once', async () => {
    const { portions, shown, told, error } = await act();
    assert.equal(error, undefined);
    assert.deepEqual(portions.flat(), ids);
    assert.deepEqual(shown, ['Moving 500 / 1200', 'Moving 1000 / 1200', 'Moving 1200 / 1200']);
    assert.deepEqual(told, [1_200]);
  });

  test('cancelled midway, the portion under way is finished, the rest is left, and what was done can be undone', async () => {
    const { portions, told, error } = await act((portion, cancel) => portion === 2 && cancel());
    assert.equal(error instanceof MailError && error.code, 'engine.cancelled');
    assert.equal(portions.length, 2);
    assert.deepEqual(told, [1_000]);
  });

  test('refused midway, what was done before is told, and so is the refusal', async () => {
    const { told, error } = await act((portion) => {
      if (portion === 2) throw new MailError('engine.unreachable');
    });
    assert.equal(error instanceof MailError && error.code, 'engine.unreachable');
    assert.deepEqual(told, [500]);
  });

  test('undo takes every portion back, the last first; after a failure it goes on where it was', async () => {
    const { done } = await act();
    const undone: string[] = [];
    let away = true;
    const engine: Pick<EngineCaller, 'call'> = {
      async call(method, params) {
        const { batch } = params as { batch: string };
        if (batch === 'b2' && away) throw new MailError('engine.unreachable');
        undone.push(batch);
        return method.result.parse({ undone: 500 });
      },
    };
    const undo = undoOf(engine, done);
    await assert.rejects(undo({}), { code: 'engine.unreachable' });
    away = false;
    await undo({});
    assert.deepEqual(undone, ['b3', 'b2', 'b1']);
  });
});
