import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backoffMs } from '../../../src/base/backoff.ts';
import { DisposableList, disposable } from '../../../src/base/dispose.ts';
import { Emitter } from '../../../src/base/events.ts';
import { createLogger, logValueMaxChars, redactDialogue } from '../../../src/base/log.ts';
import { TaskQueue } from '../../../src/base/queue.ts';
import { randomId, randomInteger, seededRandom } from '../../../src/base/random.ts';

describe('disposables', () => {
  test('are let go of in reverse order, once', () => {
    const order: string[] = [];
    const list = new DisposableList();
    list.add(disposable(() => order.push('first')));
    list.add(disposable(() => order.push('second')));
    list.dispose();
    list.dispose();
    assert.deepEqual(order, ['second', 'first']);
  });

  test('that come after the end are let go of at once', () => {
    const list = new DisposableList();
    list.dispose();
    let released = false;
    list.add(
      disposable(() => {
        released = true;
      }),
    );
    assert.equal(released, true);
  });
});

describe('events', () => {
  test('reach every listener even when one throws', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const emitter = new Emitter<number>((error) => errors.push(error));
    emitter.on(() => {
      throw new Error('broken');
    });
    emitter.on((value) => heard.push(value));
    emitter.emit(7);
    assert.deepEqual(heard, [7]);
    assert.equal(errors.length, 1);
  });
});

describe('a bounded queue', () => {
  test('refuses what it cannot hold and goes on in order', async () => {
    const queue = new TaskQueue({ concurrency: 1, capacity: 1 });
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = queue.run(async () => {
      await gate.promise;
      order.push('first');
    });
    const second = queue.run(async () => {
      order.push('second');
    });
    await assert.rejects(
      queue.run(async () => {}),
      { code: 'store.tooBusy' },
    );
    gate.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(order, ['first', 'second']);
  });

  test('lets a waiting task go when it is cancelled', async () => {
    const queue = new TaskQueue({ concurrency: 1, capacity: 5 });
    const gate = Promise.withResolvers<void>();
    const first = queue.run(() => gate.promise);
    const controller = new AbortController();
    const waiting = queue.run(async () => {}, { signal: controller.signal });
    controller.abort();
    await assert.rejects(waiting, { code: 'engine.cancelled' });
    gate.resolve();
    await first;
    assert.equal(queue.size, 0);
  });
});

describe('chance', () => {
  test('repeats with its seed', () => {
    assert.equal(randomId(seededRandom(5)), randomId(seededRandom(5)));
    assert.notEqual(randomId(seededRandom(5)), randomId(seededRandom(6)));
  });

  test('stays inside its bounds', () => {
    const random = seededRandom(1);
    const drawn = new Set(Array.from({ length: 200 }, () => randomInteger(random, 1, 3)));
    assert.deepEqual([...drawn].sort(), [1, 2, 3]);
  });

  test('back-off grows to its limit and never beyond', () => {
    const policy = { firstMs: 100, factor: 2, maxMs: 1_000 };
    for (let attempt = 1; attempt < 20; attempt++) {
      const wait = backoffMs(policy, attempt, seededRandom(attempt));
      assert.ok(wait >= 50 && wait <= 1_000, `${wait} ms at attempt ${attempt}`);
    }
  });
});

describe('A03 the log', () => {
  const lines: string[] = [];
  const log = createLogger(
    (_, line) => lines.push(line),
    () => 0,
  );

  test('holds no field that is a secret or mail content by its name', () => {
    log.info('x', { password: 'hunter2', accessToken: 'hunter2', subject: 'hunter2', code: 'auth.refused' });
    assert.doesNotMatch(lines.join(), /hunter2/);
    assert.match(lines.join(), /auth\.refused/);
  });

  test('masks credentials in a dialogue', () => {
    assert.equal(redactDialogue('AUTH PLAIN AGFAYgBodW50ZXIy'), 'AUTH PLAIN ***');
    assert.equal(redactDialogue('a1 LOGIN "a b" "hunter2"'), 'a1 LOGIN "a b" ***');
    assert.equal(redactDialogue('PASS hunter 2'), 'PASS ***');
    assert.equal(redactDialogue('a2 SELECT INBOX'), 'a2 SELECT INBOX');
  });

  test('cuts a value that is long', () => {
    log.info('y', { detail: 'x'.repeat(5_000) });
    assert.ok((lines.at(-1) ?? '').length < logValueMaxChars + 100);
  });
});
