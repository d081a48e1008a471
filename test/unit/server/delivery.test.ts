import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { seededRandom } from '../../../src/base/random.ts';
import { Directory, isRefusal } from '../../../src/server/directory/directory.ts';
import { checkPassword, hashPassword } from '../../../src/server/passwords.ts';
import { Delivery } from '../../../src/server/smtp/delivery.ts';
import { Store } from '../../../src/server/store/store.ts';
import { quickClock, testNow } from '../../support/memoryImap.ts';

const trace = { id: 'q1', greeting: 'evil>\r\nX: y', address: '127.0.0.1', by: 'localhost', protocol: 'ESMTP' };

async function world(sandbox: boolean) {
  const store = new Store({ path: ':memory:', clock: quickClock() });
  const password = await hashPassword('pw', seededRandom(1));
  for (const address of ['ann@test', 'bob@test', ...(sandbox ? ['sandbox@localhost'] : [])])
    store.addUser(address, password);
  const delivery = new Delivery({ store, directory: new Directory({ store, sandbox }) });
  const inbox = (address: string) => {
    const { id } = store.mailboxes.get(store.users.get(address).id, 'INBOX');
    return store.messages.uids(id).map((uid) => Buffer.from(store.messages.bytes(id, uid) ?? []).toString());
  };
  return { store, delivery, inbox };
}

describe('local delivery', () => {
  test('only users here are recipients, by any case of their address', async () => {
    const { delivery } = await world(false);
    assert.deepEqual(
      ['ANN@Test', 'eve@gmail.example'].map((address) => isRefusal(delivery.route(address))),
      [false, true],
    );
  });

  test('each recipient gets one copy, the mail below the trace untouched and no line smuggled into it', async () => {
    const { delivery, inbox } = await world(false);
    const bytes = Buffer.from('Subject: x\r\n\r\n.\r\nbody');
    await delivery.deliver({
      from: 'a@b',
      recipients: ['ann@test', 'Ann@Test', 'bob@test'],
      bytes,
      receivedAt: testNow,
      trace,
    });
    assert.equal(inbox('ann@test').length, 1);
    assert.equal(inbox('bob@test').length, 1);
    const [text = ''] = inbox('ann@test');
    assert.ok(text.endsWith(bytes.toString()));
    assert.match(text, /^Return-Path: <a@b>\r\nDelivered-To: ann@test\r\n/);
    assert.doesNotMatch(text, /^X: y/m);
  });

  test('in the sandbox a stranger’s mail lies with the catch-all, who it was for on top', async () => {
    const { delivery, inbox } = await world(true);
    await delivery.deliver({
      from: '',
      recipients: ['x@nowhere.example', 'ann@test'],
      bytes: Buffer.from('\r\n'),
      receivedAt: testNow,
      trace,
    });
    assert.match(inbox('sandbox@localhost')[0] ?? '', /X-Original-To: x@nowhere\.example/);
    assert.equal(inbox('ann@test').length, 1);
  });

  test('passwords are kept as scrypt hashes, each with a salt of its own', async () => {
    const [one, two] = [
      await hashPassword('pässword', seededRandom(1)),
      await hashPassword('pässword', seededRandom(2)),
    ];
    assert.notDeepEqual(one.hash, two.hash);
    assert.equal(await checkPassword('pa\u0308ssword', one), true);
    assert.equal(await checkPassword('password', one), false);
    assert.equal(await checkPassword('pw', undefined), false);
    await assert.rejects(hashPassword('', seededRandom(1)), { code: 'server.weakPassword' });
  });
});
