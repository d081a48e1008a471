import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { listFolder } from '../../../../src/engine/files.ts';
import { secretRetryMs, staleMs } from '../../../../src/engine/outbox/limits.ts';
import { accept, outboxWorld, result } from './outboxWorld.ts';

describe('the outbox at work', () => {
  test('F02 the disk is waited for where a mail would be lost or sent twice, and nowhere else', async () => {
    await using at = await outboxWorld();
    const waited: string[] = [];
    const write = at.user.write.bind(at.user);
    at.user.write = (name, change) =>
      write(name, () => {
        const result = change();
        if (at.user.get('PRAGMA synchronous')?.['synchronous'] === 2)
          waited.push(
            `${name}: ${at.store.all().map(({ state, finalDotAt }) => `${state}${finalDotAt > 0 ? ', marked' : ''}`)}`,
          );
        return result;
      });
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.stateOf(id) === 'sent' && at.store.find(id)?.marked);
    assert.deepEqual(waited, [
      'outbox.insert: queued',
      'outbox.save: sending, marked',
      'outbox.save+outbox.dialogue: sent',
    ]);
    assert.equal(at.user.get('PRAGMA synchronous')?.['synchronous'], 2, 'the next write waits again');
  });

  test('F05 a held mail leaves when its time has come, not before', async () => {
    await using at = await outboxWorld();
    const { id, state } = await at.enqueue('a@x.test', { undoMs: 10_000 });
    assert.equal(state, 'held');
    await at.clock.advance(9_999);
    assert.equal(at.state.sessions, 0);
    await at.clock.advance(1);
    await at.settle(() => at.stateOf(id) === 'sent');
    assert.equal(at.state.sessions, 1);
    assert.equal(at.marked.length, 1);
  });

  test('one mail of an account is under way at a time', async () => {
    await using at = await outboxWorld();
    let under = 0;
    let most = 0;
    at.state.server = async (recipients, hooks, signal) => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
      return accept(recipients, hooks, signal);
    };
    const items = await Promise.all(['a@x.test', 'b@x.test', 'c@x.test'].map((to) => at.enqueue(to)));
    await at.settle(() => items.every(({ id }) => at.stateOf(id) === 'sent'));
    assert.equal(most, 1);
  });

  test('without a secret the account waits and nothing fails; given one, the mail leaves', async () => {
    await using at = await outboxWorld();
    at.state.secret = false;
    const waited = await at.outbox.enqueue({ draft: '', text: 'a@x.test', files: [], undoMs: 0 }, { wait: true });
    assert.deepEqual([waited.state, waited.failure, waited.attempts], ['queued', null, 0]);
    await at.clock.advance(secretRetryMs);
    assert.equal(at.stateOf(waited.id), 'queued');
    at.state.secret = true;
    at.outbox.wake(at.account);
    await at.settle(() => at.stateOf(waited.id) === 'sent');
  });

  test('a refused sign-in is not tried again by itself', async () => {
    await using at = await outboxWorld();
    at.state.server = async () => {
      throw new MailError('auth.refused', { retry: 'afterUser' });
    };
    const item = await at.outbox.enqueue({ draft: '', text: 'a@x.test', files: [], undoMs: 0 }, { wait: true });
    assert.deepEqual([item.state, item.failure?.code], ['queued', 'auth.refused']);
    await at.clock.advance(86_400_000);
    assert.equal(at.state.sessions, 1);
    at.state.server = accept;
    at.outbox.retry(item.id);
    await at.settle(() => at.stateOf(item.id) === 'sent');
  });

  test('a broken line is tried again after a while, with the same bytes and name', async () => {
    await using at = await outboxWorld();
    at.state.server = async (recipients) =>
      result(
        recipients.map((address) => ({ address, outcome: 'untouched', stage: undefined, reply: undefined })),
        new MailError('net.closed', { retry: 'later' }),
      );
    const item = await at.outbox.enqueue({ draft: '', text: 'a@x.test', files: [], undoMs: 0 }, { wait: true });
    assert.deepEqual([item.state, item.failure?.code], ['queued', 'net.closed']);
    at.outbox.wake(at.account); // The network seems to be back, and isn't.
    await at.settle(() => at.state.sessions === 2 && at.stateOf(item.id) === 'queued');
    at.state.server = accept;
    await at.clock.advance(60_000);
    await at.settle(() => at.stateOf(item.id) === 'sent');
    assert.equal(at.store.find(item.id)?.messageId, item.messageId);
    assert.equal(at.state.sessions, 3);
  });

  test('cancelling under way cuts the line, and the dot can not be marked any more', async () => {
    await using at = await outboxWorld();
    let marking: unknown;
    at.state.server = (_, hooks, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', async () => {
          marking = await Promise.resolve(hooks.beforeFinalDot([])).catch((error: unknown) => error);
          reject(new MailError('engine.cancelled'));
        });
      });
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.stateOf(id) === 'sending');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const cancelled = await at.outbox.cancel(id);
    assert.equal(cancelled.state, 'cancelled');
    await at.settle(() => marking instanceof MailError);
    assert.deepEqual(await listFolder(at.folder.path), []);
  });

  test('an engine that comes after one that died: doubt with the mark, a new attempt without', async () => {
    await using at = await outboxWorld();
    const started: string[] = [];
    at.state.server = async (recipients, hooks) => {
      if (recipients[0] === 'marked@x.test') await hooks.beforeFinalDot([]);
      started.push(recipients[0] ?? '');
      return new Promise(() => {});
    };
    const marked = await at.enqueue('marked@x.test');
    await at.settle(() => started.length === 1);
    at.state.server = accept;
    const next = at.make();
    next.start();
    assert.equal(at.stateOf(marked.id), 'inDoubt');
    assert.equal(next.list()[0]?.failure?.code, 'send.inDoubt');
    await at.clock.advance(86_400_000);
    assert.equal(at.stateOf(marked.id), 'inDoubt');
    assert.equal((await next.resolve(marked.id, 'check')).state, 'inDoubt');
    at.sent.push({ messageId: marked.messageId, subject: '', date: 0, recipients: [] });
    assert.equal((await next.resolve(marked.id, 'check')).state, 'sent');
  });

  test('what waited for hours is asked about once, at the start', async () => {
    await using at = await outboxWorld();
    at.state.secret = false;
    const { id } = await at.outbox.enqueue({ draft: '', text: 'a@x.test', files: [], undoMs: 0 }, { wait: true });
    await at.clock.advance(staleMs);
    at.state.secret = true;
    const next = at.make();
    next.start();
    assert.deepEqual([at.stateOf(id), next.list()[0]?.failure?.code], ['held', 'send.waitedLong']);
    await at.clock.advance(3_600_000);
    assert.equal(at.state.sessions, 0);
    next.retry(id);
    await at.settle(() => at.stateOf(id) === 'sent');
  });

  test('a draft leaves once while it is on its way; sent, it asks', async () => {
    await using at = await outboxWorld();
    const draft = 'file:///a.mail.md';
    const twice = await Promise.allSettled([
      at.enqueue('a@x.test', { draft, undoMs: 1_000 }),
      at.enqueue('a@x.test', { draft }),
    ]);
    assert.deepEqual(
      twice.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    await assert.rejects(at.enqueue('a@x.test', { draft }), { code: 'draft.alreadyQueued' });
    await at.enqueue('b@x.test', { draft }); // Other content is another mail.
    await at.clock.advance(1_000);
    await at.settle(() => at.store.all().every(({ state }) => state === 'sent'));
    await assert.rejects(at.enqueue('a@x.test', { draft }), { code: 'draft.alreadySent' });
    for (const { id } of at.store.all()) await at.outbox.remove(id);
    await assert.rejects(at.enqueue('a@x.test', { draft }), { code: 'draft.alreadySent' });
    const again = await at.outbox.enqueue({ draft, text: 'a@x.test', files: [], undoMs: 0, again: true });
    await at.settle(() => at.stateOf(again.id) === 'sent');
  });

  test('H05 what is not cleared while it is written is not queued, and no bytes of it stay', async () => {
    await using at = await outboxWorld();
    const refusal = new MailError('draft.secretFound', { retry: 'afterUser' });
    const cleared = new Promise<void>((_, reject) => setTimeout(() => reject(refusal), 30));
    const wanted = { draft: 'file:///d.mail.md', text: 'a@x.test', files: [], undoMs: 0 };
    await assert.rejects(at.outbox.enqueue({ ...wanted, cleared }), refusal);
    assert.deepEqual([at.store.all().length, at.state.sessions], [0, 0]);
    assert.deepEqual(await listFolder(at.folder.path), []);
    const { id } = await at.outbox.enqueue({ ...wanted, cleared: Promise.resolve() });
    await at.settle(() => at.stateOf(id) === 'sent');
  });
});
