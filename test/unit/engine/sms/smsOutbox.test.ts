import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { silentLogger } from '../../../../src/base/log.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { SecretBroker } from '../../../../src/engine/accounts/secrets.ts';
import { EngineEvents } from '../../../../src/engine/events.ts';
import type { GatewayRequest } from '../../../../src/engine/sms/gatewayClient.ts';
import { smsExpiryMs, smsSecretRetryMs } from '../../../../src/engine/sms/limits.ts';
import { type SmsItem, type SmsOutcome, stateOf } from '../../../../src/engine/sms/smsItem.ts';
import { SmsOutbox } from '../../../../src/engine/sms/smsOutbox.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { SmsStore } from '../../../../src/engine/store/sms.ts';
import { SmsGatewayStore } from '../../../../src/engine/store/smsGateways.ts';
import { recipientsMax } from '../../../../src/mail/sms/limits.ts';
import { readyForms } from '../../../../src/mail/sms/readyForms.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

type Gateway = (request: GatewayRequest) => Promise<SmsOutcome>;

const accept: Gateway = async ({ beforeLeaving, message }) => {
  beforeLeaving();
  return { state: 'sent', gatewayRef: `ref-${message.number}` };
};
const refuse =
  (code: string): Gateway =>
  async ({ beforeLeaving }) => {
    beforeLeaving();
    return { state: 'failed', failure: { code, retry: 'afterUser', data: { code: '1', words: 'no' } } };
  };
const unreachable: Gateway = async () => ({
  state: 'deferred',
  failure: { code: 'sms.unreachable', retry: 'later', data: {} },
});

/** Texts on their way over a gateway that does as told, and a clock that stands still. */
function world({ id = 'ihuyi' } = {}) {
  const clock = virtualClock();
  const random = seededRandom(4);
  const user = new Database(':memory:', { migrations: userMigrations, durability: 'full' });
  const events = new EngineEvents();
  const form = readyForms.find((one) => one.id === id);
  assert.ok(form);
  const state = { gateway: accept, secret: 'key-1' as string | null, asked: [] as GatewayRequest[] };
  const secrets = new SecretBroker({ events, ask: async () => state.secret });
  const gateways = new SmsGatewayStore({ user, clock, random });
  const fields = { account: 'acc', sign: '', accessKeyId: 'LTAI', signName: '公司' };
  const gateway = gateways.save({ name: 'Mine', form, fields });
  const store = new SmsStore(user);
  const make = () => {
    const client = {
      send: (request: GatewayRequest) => {
        state.asked.push(request);
        return state.gateway(request);
      },
    };
    return new SmsOutbox({ ...{ store, gateways, client, secrets, events, clock, random }, log: silentLogger });
  };
  const outbox = make();
  const send = (numbers = '13800138000', { undoMs = 0, text = '您的验证码是1234', values = {}, allow = true } = {}) =>
    outbox.send({
      ...{ gateway: gateway.id, draft: { numbers, text, values }, template: id === 'aliyun' ? 'SMS_1' : '', undoMs },
      allowHost: allow ? gateway.host : undefined,
    });
  const only = (): SmsItem => {
    const [item] = store.all();
    assert.ok(item);
    return item;
  };
  const states = () => only().targets.map((target) => target.state);
  return { clock, user, state, secrets, gateways, gateway, store, make, outbox, send, only, states };
}

describe('F04 texts on their way', () => {
  test('F04 one request for each number, in turn, each number once; then it is sent', async () => {
    const { clock, state, send, only, states } = world();
    send('13800138000; +86 13800138000, 139-0013-9000');
    await clock.advance(0);
    assert.deepEqual(
      state.asked.map(({ message }) => message.number),
      ['+8613800138000', '+8613900139000'],
    );
    assert.deepEqual([stateOf(only()), ...states()], ['sent', 'sent', 'sent']);
    assert.equal(only().targets[0]?.gatewayRef, 'ref-+8613800138000');
    assert.deepEqual(state.asked[0]?.secrets, { password: 'key-1' });
  });

  test('F04 nothing leaves while it can be taken back; taken back it never does', async () => {
    const { clock, state, outbox, send, only } = world();
    const { id } = send('13800138000', { undoMs: 10_000 });
    await clock.advance(9_999);
    assert.deepEqual([stateOf(only()), state.asked.length], ['held', 0]);
    assert.equal(outbox.cancel(id).state, 'cancelled');
    await clock.advance(60_000);
    assert.equal(state.asked.length, 0);
    outbox.retry(id);
    await clock.advance(0);
    assert.equal(stateOf(only()), 'sent', 'sent after all, because a person wants it');
    assert.throws(() => outbox.cancel(id), { code: 'sms.tooLate' });
    assert.throws(() => outbox.retry(id), { code: 'sms.tooLate' });
  });

  test('F04 the host has to be agreed to once, and again when it is another', async () => {
    const { clock, state, gateways, gateway, send } = world();
    assert.throws(() => send('13800138000', { allow: false }), { code: 'sms.hostNotAllowed' });
    assert.equal(state.asked.length, 0);
    send();
    send('13800138000', { allow: false });
    const { config } = gateways.get(gateway.id);
    gateways.save({ ...config, form: { ...config.form, url: 'https://other.test/' } }, gateway.id);
    assert.throws(() => send('13800138000', { allow: false }), { code: 'sms.hostNotAllowed' });
    await clock.advance(0);
  });

  test('F04 a crash before the request left: it is sent once; after it left: in doubt, and not sent again by itself', async () => {
    for (const hadLeft of [false, true]) {
      const { clock, state, make, send, only } = world();
      state.gateway = async ({ beforeLeaving }) => {
        if (hadLeft) beforeLeaving();
        return new Promise(() => {}); // The engine dies here.
      };
      send('13800138000, 13900139000');
      await clock.advance(0);
      state.gateway = accept;
      const next = make();
      next.start();
      await clock.advance(120_000);
      assert.deepEqual(
        only().targets.map((target) => target.state),
        hadLeft ? ['inDoubt', 'sent'] : ['sent', 'sent'],
      );
      assert.equal(state.asked.length, hadLeft ? 2 : 3);
      if (!hadLeft) continue;
      assert.equal(only().targets[0]?.failure?.code, 'sms.interrupted');
      assert.equal(next.resolve(only().id, 'sendAgain').state, 'queued');
      await clock.advance(0);
      assert.equal(stateOf(only()), 'sent');
    }
  });

  test('F04 a doubt ends by a person’s word; retrying sends only what was refused', async () => {
    const { clock, state, outbox, send, only, states } = world();
    const answers: Gateway[] = [
      async ({ beforeLeaving }) => {
        beforeLeaving();
        return { state: 'inDoubt', failure: { code: 'sms.noAnswer', retry: 'afterUser', data: {} } };
      },
      refuse('sms.badNumber'),
      accept,
    ];
    state.gateway = (request) => (answers.shift() ?? accept)(request);
    const { id } = send('13800138000, 13900139000, 13700137000');
    await clock.advance(0);
    assert.deepEqual([stateOf(only()), ...states()], ['inDoubt', 'inDoubt', 'failed', 'sent']);
    assert.throws(() => outbox.remove(id), { code: 'sms.tooLate' });
    outbox.retry(id);
    await clock.advance(0);
    assert.deepEqual(states(), ['inDoubt', 'sent', 'sent']);
    assert.equal(state.asked.length, 4);
    assert.equal(outbox.resolve(id, 'arrived').state, 'sent');
    assert.equal(state.asked.length, 4);
    outbox.remove(id);
    assert.deepEqual(outbox.list(), []);
  });

  test('F04 a refusal that concerns everybody is met once; one about a number leaves the others their turn', async () => {
    for (const [code, asked] of [
      ['sms.noCredit', 1],
      ['sms.certificate', 1],
      ['sms.badNumber', 3],
      ['sms.unsubscribed', 3],
    ] as const) {
      const { clock, state, send, states } = world();
      state.gateway = refuse(code);
      send('13800138000, 13900139000, 13700137000');
      await clock.advance(0);
      assert.deepEqual([state.asked.length, ...states()], [asked, 'failed', 'failed', 'failed'], code);
    }
  });

  test('F04 a gateway that cannot be reached is tried again, longer and longer, for an hour at most', async () => {
    const { clock, state, send, only } = world();
    state.gateway = unreachable;
    send();
    await clock.advance(0);
    assert.deepEqual([stateOf(only()), only().attempts], ['queued', 1]);
    assert.equal(only().targets[0]?.failure?.code, 'sms.unreachable');
    await clock.advance(15_000);
    assert.equal(state.asked.length, 2);
    await clock.advance(smsExpiryMs + 600_000);
    assert.deepEqual([stateOf(only()), only().targets[0]?.failure?.code], ['failed', 'sms.waitedLong']);
    const { length } = state.asked;
    assert.ok(length > 5 && length < 20, `${length} attempts`);
    await clock.advance(smsExpiryMs);
    assert.equal(state.asked.length, length);
  });

  test('F04 without its key a text waits and says so; the key given, it goes', async () => {
    const { clock, state, secrets, gateway, outbox, send, only } = world();
    state.secret = null;
    send();
    await clock.advance(0);
    assert.deepEqual([stateOf(only()), only().targets[0]?.failure?.code], ['queued', 'sms.secretMissing']);
    assert.equal(state.asked.length, 0);
    secrets.provide({ account: gateway.id, service: 'sms' }, '{"password":"typed"}');
    outbox.wake(gateway.id);
    await clock.advance(0);
    assert.deepEqual([stateOf(only()), state.asked[0]?.secrets], ['sent', { password: 'typed' }]);
  });

  test('F04 a window that comes with the key is asked by itself; a text that waits too long is given up', async () => {
    const { clock, state, outbox, send, only } = world();
    state.secret = null;
    send();
    await clock.advance(smsSecretRetryMs * 3);
    state.secret = 'key-2';
    outbox.wakeAll();
    await clock.advance(0);
    assert.equal(stateOf(only()), 'sent');

    const late = world();
    late.state.secret = null;
    late.send();
    await late.clock.advance(smsExpiryMs + smsSecretRetryMs);
    assert.deepEqual([stateOf(late.only()), late.only().targets[0]?.failure?.code], ['failed', 'sms.waitedLong']);
  });

  test('F04 a refused key is forgotten and not offered to the next text', async () => {
    const { clock, state, secrets, gateway, outbox, send, store } = world();
    state.gateway = refuse('sms.badKey');
    send();
    send('13900139000');
    await clock.advance(smsSecretRetryMs * 2);
    assert.equal(state.asked.length, 1);
    assert.deepEqual(store.all().map(stateOf), ['failed', 'queued']);
    outbox.wake(gateway.id);
    await clock.advance(0);
    assert.equal(state.asked.length, 1, 'the store still has the old key, which is not tried again');
    state.gateway = accept;
    secrets.provide({ account: gateway.id, service: 'sms' }, 'better');
    outbox.wake(gateway.id);
    await clock.advance(0);
    assert.deepEqual(store.all().map(stateOf), ['failed', 'sent']);
    assert.deepEqual(state.asked.at(-1)?.secrets, { password: 'better' });
  });

  test('F04 a mark that cannot be written keeps the text here', async () => {
    const { clock, state, send, only } = world();
    state.gateway = async () => {
      throw new MailError('store.full', { retry: 'later' });
    };
    send();
    await clock.advance(0);
    assert.deepEqual([stateOf(only()), only().targets[0]?.failure?.code], ['queued', 'store.full']);
    state.gateway = accept;
    await clock.advance(60_000);
    assert.equal(stateOf(only()), 'sent');
  });

  test('F04 a gateway that is removed takes back what waits for it, and leaves what was sent', async () => {
    const { clock, state, gateways, gateway, outbox, send, store } = world();
    send();
    await clock.advance(0);
    send('13900139000', { undoMs: 60_000 });
    gateways.remove(gateway.id);
    outbox.gatewayRemoved(gateway.id);
    await clock.advance(120_000);
    assert.deepEqual(store.all().map(stateOf), ['sent', 'cancelled']);
    assert.equal(state.asked.length, 1);
  });

  test('F04 what a person typed wrong is refused before anything is kept', () => {
    const { send, store } = world();
    assert.throws(() => send('1380013800O'), {
      code: 'sms.badPhone',
      data: { number: '1380013800O', reason: 'letters' },
    });
    assert.throws(() => send('+447700900123'), {
      code: 'sms.badPhone',
      data: { number: '+447700900123', reason: 'notServed' },
    });
    assert.throws(() => send(' , ;'), { code: 'sms.noRecipient' });
    assert.throws(() => send('13800138000', { text: '  ' }), { code: 'sms.emptyText' });
    assert.throws(() => send('13800138000', { text: '{code}' }), {
      code: 'sms.variableMissing',
      data: { variable: 'code' },
    });
    assert.throws(() => send('13800138000', { text: '字'.repeat(671) }), { code: 'sms.textTooLong' });
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => String(13_800_000_000 + index)).join(',');
    assert.throws(() => send(many(recipientsMax + 1)), { code: 'sms.tooMany' });
    assert.deepEqual(store.all(), []);
    assert.equal(send(many(recipientsMax), { text: '字'.repeat(670) }).parts, 10);
  });

  test('F04 an approved text goes with its number there and its values, in order', async () => {
    const { clock, state, send, outbox, gateway } = world({ id: 'aliyun' });
    state.secret = '{"accessKeySecret":"s"}';
    send('13800138000', { text: '\u0024{name}，验证码\u0024{code}', values: { code: '12', name: '张' } });
    await clock.advance(0);
    const sent = state.asked[0]?.message;
    assert.deepEqual([sent?.text, sent?.template], ['张，验证码12', 'SMS_1']);
    assert.deepEqual(sent?.values, [
      ['name', '张'],
      ['code', '12'],
    ]);
    const draft = { numbers: '13800138000', text: 'x', values: {} };
    const request = { gateway: gateway.id, draft, template: ' ', undoMs: 0 };
    assert.throws(() => outbox.send(request), { code: 'sms.templateMissing' });
  });
});
