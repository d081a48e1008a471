import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Emitter } from '../../../src/base/events.ts';
import { silentLogger } from '../../../src/base/log.ts';
import type { EngineConnection } from '../../../src/host/engineConnection.ts';
import { type AccountRecord, accountId, type ProtocolLine } from '../../../src/protocol/records.ts';
import { translator } from '../../../src/texts/translator.ts';
import { ProtocolLogs } from '../../../src/views/protocolLogs.ts';

const account: AccountRecord = {
  id: accountId.parse('a1'),
  config: { address: 'ann@example.test', name: 'Ann', auth: 'password' },
  ...{ state: 'online', failure: null, onlineAt: null, unread: 0 },
};

function world() {
  const engine = { began: 1, lines: [] as ProtocolLine[] };
  const events = new Emitter<{ account: AccountRecord['id'] }>();
  const connected = new Emitter<void>();
  let asked = 0;
  const fake = {
    async call(_method: unknown, { after, max }: { readonly after: number; readonly max: number }) {
      asked++;
      await Promise.resolve();
      const rest = engine.lines.filter(({ seq }) => seq > after);
      const lines = rest.slice(0, max);
      return { engine: engine.began, lines, newest: lines.at(-1)?.seq ?? after, more: rest.length > max };
    },
    on: (name: string, listener: (payload: { account: AccountRecord['id'] }) => void) =>
      name === 'protocolLogged' ? events.on(listener) : { dispose() {} },
    onConnected: (listener: () => void) => connected.on(listener),
  };
  const shown: string[] = [];
  const channel = {
    names: [] as string[],
    disposed: 0,
  };
  const logs = new ProtocolLogs({
    engine: fake as unknown as EngineConnection, // Only what the view uses of it.
    t: translator(),
    log: silentLogger,
    createChannel(name) {
      channel.names.push(name);
      return {
        appendLine: (line) => shown.push(line),
        clear: () => shown.splice(0),
        show() {},
        dispose: () => channel.disposed++,
      };
    },
  });
  let seq = 0;
  const say = (...texts: readonly string[]) => {
    for (const text of texts)
      engine.lines.push({ seq: ++seq, at: 0, connection: 3, service: 'imap', side: 'server', text });
  };
  const texts = () => shown.map((line) => line.replace(/^.*imap ← /, ''));
  const restart = () => {
    engine.began++;
    engine.lines = [];
    seq = 0;
    connected.emit();
  };
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    logs,
    say,
    texts,
    shown,
    channel,
    restart,
    settled,
    tell: () => events.emit({ account: account.id }),
    asked: () => asked,
  };
}

describe('the protocol log in the editor', () => {
  test('has what was said before, then what comes, each line once', async () => {
    const { logs, say, texts, tell, settled, shown } = world();
    say('one', 'two');
    await logs.show(account);
    assert.match(shown[1] ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} 3 imap ← one$/);
    say('three');
    tell();
    tell();
    await settled();
    assert.deepEqual(texts().slice(1), ['one', 'two', 'three']);
  });

  test('reads all pages of a long log', async () => {
    const { logs, say, texts } = world();
    say(...Array.from({ length: 1_201 }, (_, index) => `line ${index}`));
    await logs.show(account);
    assert.deepEqual([texts().length, texts().at(-1)], [1_202, 'line 1200']);
  });

  test('goes on with an engine that was started again, whose numbers begin anew', async () => {
    const { logs, say, texts, restart, settled } = world();
    say('one', 'two', 'three');
    await logs.show(account);
    restart();
    say('first of the next');
    await settled();
    await logs.show(account);
    assert.deepEqual(texts().slice(-2), ['Mailroom’s engine was started again.', 'first of the next']);
  });

  test('one channel for an account, however often it is shown; nothing is asked before', async () => {
    const { logs, channel, tell, asked } = world();
    tell();
    assert.equal(asked(), 0);
    await logs.show(account);
    await logs.show(account);
    assert.deepEqual(channel.names, ['ann@example.test (Mailroom protocol)']);
    logs.dispose();
    assert.equal(channel.disposed, 1);
    const before = asked();
    tell();
    assert.equal(asked(), before);
  });

  test('as a text it has every line', async () => {
    const { logs, say } = world();
    say(...Array.from({ length: 501 }, () => 'x'));
    const text = await logs.textOf(account.id, { signal: new AbortController().signal });
    assert.equal(text.split('\n').length, 502);
  });
});
