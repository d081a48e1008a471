import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { waitersMax } from '../../../../src/server/sandbox/limits.ts';
import { readDuration } from '../../../../src/server/sandbox/ownPaths.ts';
import { sandboxWorld } from '../../../support/sandboxWorld.ts';

const any = { to: '', from: '', subject: '', after: 0 };

describe('waiting for a mail', () => {
  test('L02 who waits is told when the right mail comes, not before', async () => {
    const { sandbox, send } = await sandboxWorld();
    const waiting = sandbox.waits.wait({ ...any, to: 'Ann@X.example', subject: 'reset' }, 60_000);
    await send({ to: ['bob@x.example'], subject: 'Password reset' });
    await send({ to: ['ann@x.example'], subject: 'Welcome' });
    await send({ to: ['ann@x.example'], subject: 'Password reset' });
    const mail = await waiting;
    assert.deepEqual([mail.recipients[0], mail.summary.subject], ['ann@x.example', 'Password reset']);
  });

  test('L02 a mail that is there already is enough, unless only new ones count', async () => {
    const { sandbox, send, ask } = await sandboxWorld();
    await send({ subject: 'early' });
    assert.equal((await sandbox.waits.wait({ ...any, subject: 'early' }, 60_000)).summary.subject, 'early');
    const late = ask('GET', '/api/sandbox/wait?subject=early&after=now&timeout=1m');
    await send({ subject: 'early too' });
    assert.equal(Object((await late).json).Subject, 'early too');
  });

  test('L02 nobody’s mail in time is an error with where to go on', async () => {
    const { ask, send } = await sandboxWorld();
    await send({ subject: 'other' });
    const { status, json } = await ask('GET', '/api/sandbox/wait?to=nobody&timeout=200ms');
    assert.equal(status, 408);
    assert.equal(Object(json).error.code, 'sandbox.waitTimedOut');
    assert.equal(Object(json).error.data.after, 1);
  });

  test('who gives up waits no more', async () => {
    const { sandbox, send } = await sandboxWorld();
    const stop = new AbortController();
    const waiting = sandbox.waits.wait(any, 60_000, { signal: stop.signal });
    stop.abort();
    await assert.rejects(waiting, { code: 'engine.cancelled' });
    await send();
  });

  test('beyond the limit of those who wait the next is told so', async () => {
    const { sandbox } = await sandboxWorld();
    const stop = new AbortController();
    const { signal } = stop;
    const all = Array.from({ length: waitersMax }, () => sandbox.waits.wait(any, 60_000, { signal }));
    await assert.rejects(sandbox.waits.wait(any, 60_000), { code: 'store.tooBusy' });
    stop.abort();
    await Promise.allSettled(all);
  });

  test('durations', () => {
    assert.deepEqual(['5s', '5', '250ms', '1.5s', '2m'].map(readDuration), [5_000, 5_000, 250, 1_500, 120_000]);
    for (const wrong of ['', 'soon', '-1s', '61m', '5h'])
      assert.throws(() => readDuration(wrong), { code: 'sandbox.badRule' });
  });

  test('L02 events name the mail as it comes, and end when nobody listens', async () => {
    const { sandbox, send } = await sandboxWorld();
    const { answerSandbox } = await import('../../../../src/server/sandbox/answer.ts');
    const got: unknown[] = [];
    const ask = (path: string) =>
      answerSandbox(
        sandbox,
        { method: 'GET', url: new URL(path, 'http://localhost'), header: () => '', body: async () => new Uint8Array() },
        '1',
      );
    const begin = (await ask('/api/sandbox/events'))?.events;
    const source = begin?.((event, data) => got.push([event, Object(data).Subject]) > 0);
    await send({ subject: 'first' });
    source?.dispose();
    await send({ subject: 'second' });
    assert.deepEqual(got, [['new', 'first']]);
    const theirs: unknown[] = [];
    (await ask('/api/events'))?.events?.((_event, data) => theirs.push(data) > 0);
    await send({ subject: 'third' });
    assert.deepEqual(
      theirs.map((one) => Object(one).Type),
      ['new', 'stats'],
    );
  });
});
