import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SecretBroker } from '../../../../src/engine/accounts/secrets.ts';
import { EngineEvents } from '../../../../src/engine/events.ts';
import { accountId, type SecretRequest } from '../../../../src/protocol/records.ts';

const request: SecretRequest = { account: accountId.parse('a1'), service: 'imap' };

function broker(answers: readonly (string | null)[]) {
  const asked: SecretRequest[] = [];
  const sent: string[] = [];
  const events = new EngineEvents();
  events.on(({ name }) => sent.push(name));
  const ask = async (one: SecretRequest) => {
    asked.push(one);
    return answers[asked.length - 1] ?? null;
  };
  return { broker: new SecretBroker({ events, ask }), asked, sent };
}

describe('A03 secrets are asked for, kept in memory, and never offered again once refused', () => {
  test('clients are asked once, however many want it', async () => {
    const { broker: secrets, asked } = broker(['s']);
    assert.deepEqual(await Promise.all([secrets.get(request), secrets.get(request)]), ['s', 's']);
    assert.equal(await secrets.get(request), 's');
    assert.equal(asked.length, 1);
  });

  test('nobody knows it: the account waits, and the next one who asks is answered', async () => {
    const { broker: secrets, sent } = broker([null, 's']);
    assert.equal(await secrets.get(request), null);
    assert.deepEqual(sent, []);
    assert.equal(await secrets.get(request), 's');
  });

  test('a refused secret is not taken from a client’s store again; a new one wakes who waits', async () => {
    const { broker: secrets, sent } = broker(['old', 'old']);
    const woken: SecretRequest[] = [];
    secrets.onProvided((one) => woken.push(one));
    assert.equal(await secrets.get(request), 'old');
    secrets.refuse(request, 'old');
    assert.deepEqual(sent, ['secretRefused']);
    assert.equal(await secrets.get(request), null);
    secrets.provide(request, 'new');
    assert.equal(await secrets.get(request), 'new');
    assert.deepEqual(woken, [request]);
  });

  test('a late refusal of an older secret leaves the newer one', async () => {
    const { broker: secrets, sent } = broker(['old']);
    await secrets.get(request);
    secrets.provide(request, 'new');
    secrets.refuse(request, 'old');
    assert.equal(await secrets.get(request), 'new');
    assert.deepEqual(sent, []);
  });

  test('what was typed while the stores were asked wins', async () => {
    const { broker: secrets } = broker(['old']);
    const asking = secrets.get(request);
    secrets.provide(request, 'typed');
    assert.equal(await asking, 'typed');
  });

  test('an account that went is forgotten', async () => {
    const { broker: secrets, asked } = broker(['s', null]);
    await secrets.get(request);
    secrets.forget(request.account);
    assert.equal(await secrets.get(request), null);
    assert.equal(asked.length, 2);
  });
});
