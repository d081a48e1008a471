import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { silentLogger } from '../../../../src/base/log.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { EngineEvents } from '../../../../src/engine/events.ts';
import { listFolder } from '../../../../src/engine/files.ts';
import { clockLookMs, secretRetryMs, staleMs } from '../../../../src/engine/outbox/limits.ts';
import { Outbox } from '../../../../src/engine/outbox/outbox.ts';
import { SentCopies } from '../../../../src/engine/outbox/sentCopy.ts';
import type { SentEnvelope } from '../../../../src/engine/outbox/sentMailbox.ts';
import type { Transport } from '../../../../src/engine/outbox/transport.ts';
import { AccountStore } from '../../../../src/engine/store/accounts.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { OutboxStore } from '../../../../src/engine/store/outbox.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { SubmissionLimits } from '../../../../src/engine/store/submissionLimits.ts';
import { writeDate } from '../../../../src/mail/mime/writeHeader.ts';
import { parseReply } from '../../../../src/mail/smtp/reply.ts';
import type { SubmissionHooks, SubmissionResult } from '../../../../src/mail/smtp/submit.ts';
import type { Verdict } from '../../../../src/mail/smtp/verdict.ts';
import { tempFolder } from '../../../support/tempFolder.ts';
import { virtualClock } from '../../../support/virtualClock.ts';
import { waitFor } from '../../../support/waitFor.ts';

type Server = (
  recipients: readonly string[],
  hooks: SubmissionHooks,
  signal: AbortSignal | undefined,
) => Promise<SubmissionResult>;

const taken = parseReply('250 2.0.0 ok');
const accept: Server = async (recipients, hooks) => {
  hooks.beforeFinalDot([]);
  return result(recipients.map((address) => ({ address, outcome: 'accepted', stage: 'content', reply: taken })));
};
const result = (verdicts: readonly Verdict[], lost?: MailError): SubmissionResult => ({
  ...{ verdicts, lost },
  isReusable: false,
});

/** An outbox over a server that does as told, a Sent mailbox in memory and a clock that stands still. */
async function world() {
  const folder = await tempFolder();
  const clock = virtualClock();
  const random = seededRandom(7);
  const user = new Database(':memory:', { migrations: userMigrations, durability: 'full' });
  const accounts = new AccountStore({ user, clock, random });
  const endpoint = { host: 'x.test', port: 1, security: 'tls' } as const;
  const account = accounts.add({ address: 'me@x.test', name: 'Me', auth: 'password', smtp: endpoint, imap: endpoint });
  const store = new OutboxStore(user);
  const sent: SentEnvelope[] = [];
  const state = {
    server: accept,
    secret: true,
    sessions: 0,
    appended: 0,
    savesByItself: false,
    sentFails: undefined as MailError | undefined,
  };
  const marked: string[] = [];
  const make = () => {
    const transport: Transport = {
      ready: async () => state.secret,
      open: async () => {
        state.sessions += 1;
        return {
          submit: async ({ recipients, bytes }, hooks, { signal }) => {
            for await (const _ of bytes);
            return state.server(recipients, hooks, signal);
          },
          close() {},
        };
      },
      sizeLimit: async () => 0,
      close() {},
    };
    const afterSending = new SentCopies({
      ...{ store, accounts, clock, log: silentLogger, pathOf: (id) => `${folder.path}/${id}.eml` },
      savesByItself: () => state.savesByItself,
      openSent: async () => {
        if (state.sentFails) throw state.sentFails;
        return {
          position: async () => ({ uidValidity: 1, uidNext: sent.length + 1 }),
          newer: async (uidNext) => sent.slice(uidNext - 1),
          append: async () => {
            state.appended += 1;
            sent.push({ messageId: store.all().at(-1)?.messageId ?? '', subject: '', date: 0, recipients: [] });
          },
          close: async () => {},
        };
      },
    });
    let number = 0;
    return new Outbox({
      ...{
        store,
        accounts,
        transport,
        limits: new SubmissionLimits(user),
        afterSending,
        clock,
        random,
        log: silentLogger,
        folder: folder.path,
      },
      events: new EngineEvents(),
      marks: { mark: (item) => void marked.push(item.account) },
      build: async (text, _files, { sendAt = 0 }) => ({
        sendAt,
        ...{
          account,
          messageId: `<${++number}.${clock.now()}@x.test>`,
          subject: text,
          eightBit: false,
          answers: [],
          forwards: [],
        },
        envelope: { from: 'me@x.test', to: text.split(',') },
        open: async function* () {
          const date = writeDate(sendAt || clock.now());
          yield new TextEncoder().encode(`Subject: ${text}\r\nDate: ${date}\r\n\r\nHi\r\nDate: mine\r\n`);
        },
      }),
    });
  };
  const outbox = make();
  outbox.start();
  const settle = (is: () => boolean | undefined) => waitFor(is, { timeoutMs: 5_000, everyMs: 2 });
  const enqueue = (text: string, more: { draft?: string; undoMs?: number; sendAt?: number } = {}) =>
    outbox.enqueue({ draft: '', text, files: [], undoMs: 0, ...more });
  const stateOf = (id: string) => store.all().find((item) => item.id === id)?.state;
  return {
    ...{ folder, user, clock, store, outbox, state, sent, marked, make, settle, enqueue, stateOf, account },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe('the outbox at work', () => {
  test('F02 the disk is waited for where a mail would be lost or sent twice, and nowhere else', async () => {
    await using at = await world();
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
    assert.deepEqual(waited, ['outbox.insert: queued', 'outbox.save: sending, marked', 'outbox.save: sent']);
    assert.equal(at.user.get('PRAGMA synchronous')?.['synchronous'], 2, 'the next write waits again');
  });

  test('F05 a held mail leaves when its time has come, not before', async () => {
    await using at = await world();
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
    await using at = await world();
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
    await using at = await world();
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
    await using at = await world();
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
    await using at = await world();
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
    await using at = await world();
    let marking: unknown;
    at.state.server = (_, hooks, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          try {
            hooks.beforeFinalDot([]);
          } catch (error) {
            marking = error;
          }
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
    await using at = await world();
    const started: string[] = [];
    at.state.server = (recipients, hooks) => {
      if (recipients[0] === 'marked@x.test') hooks.beforeFinalDot([]);
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
    await using at = await world();
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
    await using at = await world();
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
});

describe('F06 a time to leave at', () => {
  const hour = 3_600_000;

  test('F06 is kept over an end of the engine, and the mail leaves then, once', async () => {
    await using at = await world();
    const sendAt = at.clock.now() + 5 * hour;
    const { id, state } = await at.enqueue('a@x.test', { sendAt, undoMs: 10_000 });
    assert.equal(state, 'held');
    await at.clock.advance(hour);
    await at.outbox.stop({ signal: AbortSignal.abort() });
    const next = at.make();
    next.start();
    await at.clock.advance(4 * hour - 1);
    assert.deepEqual([at.state.sessions, at.stateOf(id)], [0, 'held']);
    await at.clock.advance(1);
    await at.settle(() => at.stateOf(id) === 'sent');
    await at.clock.advance(30 * 24 * hour);
    assert.equal(at.state.sessions, 1);
  });

  test('F06 due while nothing ran: asked about once at the next start, sent when the person says so, with the date of then', async () => {
    await using at = await world();
    const { id } = await at.enqueue('a@x.test', { sendAt: at.clock.now() + hour });
    await at.outbox.stop({ signal: AbortSignal.abort() });
    await at.clock.advance(3 * hour);
    const next = at.make();
    next.start();
    assert.deepEqual(
      next.takeAsked().map((item) => [item.id, item.failure?.code]),
      [[id, 'send.missed']],
    );
    assert.deepEqual(next.takeAsked(), [], 'one window is told, once');
    await at.clock.advance(24 * hour);
    assert.equal(at.state.sessions, 0);
    await next.retry(id);
    const bytes = await readFile(`${at.folder.path}/${id}.eml`, 'utf8');
    assert.match(bytes, new RegExp(`Date: ${writeDate(at.clock.now()).replace('+', '.')}\r\n\r\nHi\r\nDate: mine`));
    await at.settle(() => at.stateOf(id) === 'sent');
  });

  test('F06 a clock that is set back or forward sends nothing twice and nothing early', async () => {
    await using at = await world();
    const sendAt = at.clock.now() + hour;
    const { id } = await at.enqueue('a@x.test', { sendAt });
    at.clock.set(at.clock.now() - 2 * hour);
    await at.clock.advance(hour);
    assert.deepEqual([at.state.sessions, at.stateOf(id)], [0, 'held'], 'its time has not come');
    at.clock.set(sendAt + 1_000);
    await at.clock.advance(clockLookMs);
    await at.settle(() => at.stateOf(id) === 'sent');
    at.clock.set(sendAt - hour);
    await at.clock.advance(3 * hour);
    assert.equal(at.state.sessions, 1);
  });

  test('F06 taken back or put off, it does not leave at the first time', async () => {
    await using at = await world();
    const sendAt = at.clock.now() + hour;
    const one = await at.enqueue('a@x.test', { sendAt });
    const two = await at.enqueue('b@x.test', { sendAt });
    await at.outbox.cancel(one.id);
    const moved = await at.outbox.reschedule(two.id, sendAt + hour);
    assert.deepEqual([moved.state, moved.sendAt], ['held', sendAt + hour]);
    await at.clock.advance(hour + 1);
    assert.equal(at.state.sessions, 0);
    await at.clock.advance(hour);
    await at.settle(() => at.stateOf(two.id) === 'sent');
    assert.equal(at.stateOf(one.id), 'cancelled');
    await assert.rejects(at.outbox.reschedule(two.id, at.clock.now() - 1), { code: 'draft.sendAtPast' });
  });
});

describe('the copy in Sent', () => {
  test('F02 stored once when the server makes none within its time', async () => {
    await using at = await world();
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.stateOf(id) === 'sent');
    await at.clock.advance(10_000);
    assert.equal(at.state.appended, 0);
    for (let i = 0; i < 10; i++) await at.clock.advance(2_000);
    await at.settle(() => at.store.find(id)?.sentCopy === 'saved');
    assert.deepEqual([at.state.appended, at.sent.length], [1, 1]);
    await waitFor(async () => (await listFolder(at.folder.path)).length === 0, { what: 'the bytes to be let go of' });
  });

  test("F02 the server's own copy is found, by its name or by what it is", async () => {
    for (const rewritten of [false, true]) {
      await using at = await world();
      const item = await at.enqueue('a@x.test');
      await at.settle(() => at.stateOf(item.id) === 'sent');
      await at.clock.advance(4_000);
      at.sent.push({
        messageId: rewritten ? '<theirs@outlook>' : item.messageId,
        subject: 'a@x.test',
        date: at.clock.now(),
        recipients: ['a@x.test'],
      });
      await at.clock.advance(20_000);
      await at.settle(() => at.store.find(item.id)?.sentCopy === 'saved');
      assert.equal(at.state.appended, 0);
    }
  });

  test('F02 a provider that is known to save gets none from us', async () => {
    await using at = await world();
    at.state.savesByItself = true;
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.store.find(id)?.sentCopy === 'saved');
    assert.equal(at.state.appended, 0);
  });

  test('a Sent that can not be reached is tried again; the mail stays sent', async () => {
    await using at = await world();
    at.state.sentFails = new MailError('net.unreachable', { retry: 'later' });
    const { id } = await at.enqueue('a@x.test');
    await at.settle(() => at.stateOf(id) === 'sent');
    await at.clock.advance(60_000);
    assert.equal(at.store.find(id)?.sentCopy, 'pending');
    at.state.sentFails = undefined;
    await at.clock.advance(60_000);
    await at.settle(() => at.store.find(id)?.sentCopy === 'saved');
    assert.deepEqual([at.stateOf(id), at.state.appended], ['sent', 1]);
  });
});
