import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import { Emitter } from '../../../src/base/events.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { type Client, EngineConnection } from '../../../src/host/engineConnection.ts';
import { accountList } from '../../../src/protocol/methods/accountList.ts';
import { virtualClock } from '../../support/virtualClock.ts';

interface ScriptState {
  failure: MailError | undefined;
  connects: number;
  created: number;
  listens: number;
}

/** A client whose engine is there or not, as the test says. */
function scripted() {
  const connected = new Emitter<void>();
  const disconnected = new Emitter<void>();
  const state: ScriptState = { failure: undefined, connects: 0, created: 0, listens: 0 };
  const client: Client = {
    async connect() {
      state.connects++;
      if (state.failure) throw state.failure;
      connected.emit();
    },
    call: async (method) => method.result.parse({ accounts: [] }),
    on() {
      state.listens++;
      return { dispose() {} };
    },
    onConnected: (listener) => connected.on(listener),
    onDisconnected: (listener) => disconnected.on(listener),
    focused: async () => {},
    dispose() {},
  };
  const clock = virtualClock();
  const createClient = () => {
    state.created++;
    return client;
  };
  const engine = new EngineConnection({ createClient, clock, log: silentLogger, random: seededRandom(1) });
  return { engine, clock, state, lose: () => disconnected.emit() };
}

describe('the way to the engine', () => {
  test('M10 until somebody asks, nothing is made or started; events can be asked for before', async () => {
    const { engine, state } = scripted();
    engine.on('accountsChanged', () => {});
    assert.deepEqual([state.created, state.connects, engine.state], [0, 0, 'idle']);
    await engine.call(accountList, {});
    assert.deepEqual([state.created, state.connects, state.listens, engine.state], [1, 1, 1, 'connected']);
  });

  test('after a crash it connects again by itself, and those who show something are told to ask again', async () => {
    const { engine, clock, state, lose } = scripted();
    let asked = 0;
    await engine.start();
    engine.onConnected(() => asked++);
    state.failure = new MailError('engine.unreachable', { retry: 'later' });
    lose();
    await clock.advance(100);
    assert.equal(engine.state, 'failed');
    state.failure = undefined;
    await clock.advance(60_000);
    assert.equal(engine.state, 'connected');
    assert.equal(asked, 1);
  });

  test('who listens for a connection finds it connected: what the settings say reaches the engine at its first start', async () => {
    const { engine } = scripted();
    const seen: string[] = [];
    engine.onConnected(() => seen.push(engine.state));
    await engine.start();
    assert.deepEqual(seen, ['connected']);
  });

  test('it waits longer each time that it finds no engine', async () => {
    const { engine, clock, state } = scripted();
    state.failure = new MailError('engine.unreachable', { retry: 'later' });
    await assert.rejects(engine.start(), { code: 'engine.unreachable' });
    await clock.advance(10 * 60_000);
    assert.ok(state.connects > 10 && state.connects < 60, String(state.connects));
  });

  test('a newer engine is not asked again and again: the person reloads the window', async () => {
    const { engine, clock, state } = scripted();
    state.failure = new MailError('engine.clientTooOld', { retry: 'afterUser' });
    await assert.rejects(engine.start(), { code: 'engine.clientTooOld' });
    await clock.advance(10 * 60_000);
    assert.equal(state.connects, 1);
    assert.equal(engine.failure?.code, 'engine.clientTooOld');
  });

  test('disposed, it tries no more', async () => {
    const { engine, clock, state } = scripted();
    state.failure = new MailError('engine.unreachable', { retry: 'later' });
    await assert.rejects(engine.start());
    engine.dispose();
    await clock.advance(10 * 60_000);
    assert.equal(state.connects, 1);
    assert.equal(clock.pending, 0);
  });
});
