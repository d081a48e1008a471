import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EngineEvents } from '../../../src/engine/events.ts';
import { protocolLogMaxLines } from '../../../src/engine/limits.ts';
import { ProtocolLog } from '../../../src/engine/protocolLog.ts';
import { accountId } from '../../../src/protocol/records.ts';
import { virtualClock } from '../../support/virtualClock.ts';

const [one, other] = [accountId.parse('a1'), accountId.parse('a2')];

function world() {
  const clock = virtualClock();
  const events = new EngineEvents();
  const told: unknown[] = [];
  events.on(({ name, payload }) => told.push({ name, payload }));
  return { clock, told, log: new ProtocolLog({ clock, events }) };
}
const all = { after: 0, max: 500 };

describe('the protocol log', () => {
  test('keeps each account’s lines apart, in order, with who said them', () => {
    const { log } = world();
    const imap = log.tap(one, 'imap', ['hunter2']);
    imap.stage({ stage: 'connected', address: '127.0.0.1' });
    imap.server('* OK ready');
    imap.client('1 LOGIN wei hunter2');
    log.tap(other, 'smtp', []).server('220 here');
    const { lines } = log.read(one, all);
    assert.deepEqual(
      lines.map(({ side, text }) => `${side} ${text}`),
      ['note connected to 127.0.0.1', 'server * OK ready', 'client 1 LOGIN wei ***'],
    );
    assert.equal(log.read(other, all).lines.length, 1);
  });

  test(`keeps ${protocolLogMaxLines} lines of an account and drops the oldest beyond`, () => {
    const { log } = world();
    const tap = log.tap(one, 'imap', []);
    for (let line = 0; line < protocolLogMaxLines; line++) tap.server(`line ${line}`);
    assert.equal(log.read(one, { after: 0, max: 1 }).lines[0]?.text, 'line 0');
    tap.server('one more');
    assert.equal(log.read(one, { after: 0, max: 1 }).lines[0]?.text, 'line 1');
    assert.equal(log.read(one, { after: 0, max: protocolLogMaxLines + 9 }).lines.length, protocolLogMaxLines);
  });

  test('is read in pages, each going on where the last ended', () => {
    const { log } = world();
    const tap = log.tap(one, 'imap', []);
    for (let line = 0; line < 5; line++) tap.server(`line ${line}`);
    const first = log.read(one, { after: 0, max: 3 });
    const second = log.read(one, { after: first.newest, max: 3 });
    assert.deepEqual([first.more, second.more], [true, false]);
    assert.deepEqual(
      second.lines.map(({ text }) => text),
      ['line 3', 'line 4'],
    );
  });

  test('tells once, and only whoever has read to the end', async () => {
    const { log, clock, told } = world();
    const tap = log.tap(one, 'imap', []);
    tap.server('nobody reads');
    await clock.advance(1_000);
    assert.deepEqual(told, []);
    log.read(one, all);
    for (let line = 0; line < 50; line++) tap.server('more');
    await clock.advance(1_000);
    tap.server('and more');
    await clock.advance(1_000);
    assert.deepEqual(told, [{ name: 'protocolLogged', payload: { account: one } }]);
  });

  test('counts the rows of a listing instead of telling them', () => {
    const { log } = world();
    const tap = log.tap(one, 'imap', []);
    for (let row = 0; row < 2_000; row++) tap.row(100);
    tap.server('7 OK done');
    assert.deepEqual(
      log.read(one, all).lines.map(({ text }) => text),
      ['2000 FETCH responses, 200000 bytes', '7 OK done'],
    );
  });

  test('knows which connections stand', () => {
    const { log } = world();
    const tap = log.tap(one, 'imap', []);
    tap.stage({ stage: 'resolved', address: '127.0.0.1' });
    assert.equal(log.connections().length, 0);
    tap.stage({ stage: 'connected', address: '127.0.0.1' });
    tap.stage({ stage: 'secured', protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' });
    const [open] = log.connections();
    assert.deepEqual([open?.account, open?.service, open?.secured], [one, 'imap', 'TLSv1.3']);
    tap.stage({ stage: 'closed' });
    assert.equal(log.connections().length, 0);
  });

  test('forgets an account that went', () => {
    const { log } = world();
    log.tap(one, 'imap', []).server('x');
    log.forget(one);
    assert.deepEqual(log.read(one, all).lines, []);
  });
});
