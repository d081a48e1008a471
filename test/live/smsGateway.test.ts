/** Texts through the whole engine and a gateway of this machine: what it gets, what it may answer, where the key is. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { GatewayClient } from '../../src/engine/sms/gatewayClient.ts';
import type { SmsOutcome } from '../../src/engine/sms/smsItem.ts';
import { exchangeMaxBytes, exchangeTimeoutMs } from '../../src/mail/net/limits.ts';
import { readyForms } from '../../src/mail/sms/readyForms.ts';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { secretProvide } from '../../src/protocol/methods/secretProvide.ts';
import { smsCheck } from '../../src/protocol/methods/smsCheck.ts';
import { smsGatewayRemove } from '../../src/protocol/methods/smsGatewayRemove.ts';
import { smsGatewaySave } from '../../src/protocol/methods/smsGatewaySave.ts';
import { smsGateways } from '../../src/protocol/methods/smsGateways.ts';
import { smsList } from '../../src/protocol/methods/smsList.ts';
import { smsLog } from '../../src/protocol/methods/smsLog.ts';
import { smsResolve } from '../../src/protocol/methods/smsResolve.ts';
import { smsRetry } from '../../src/protocol/methods/smsRetry.ts';
import { smsSend } from '../../src/protocol/methods/smsSend.ts';
import type { SecretRequest } from '../../src/protocol/records.ts';
import { type GatewayRecord, gatewayId, type SmsGatewayForm, type SmsId } from '../../src/protocol/sms.ts';
import { mailroom } from '../support/cli.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { type FakeGateway, type GatewayAnswer, json, startFakeGateway, taken, text } from '../support/fakeGateway.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { virtualClock } from '../support/virtualClock.ts';
import { waitFor } from '../support/waitFor.ts';
import { makeCertificates } from './servers/certificates.ts';

const key = 'K3y+für/密钥=only-here';

function formOf(id: string): SmsGatewayForm {
  const found = readyForms.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

async function addGateway({ client }: TestEngine, fake: FakeGateway): Promise<GatewayRecord> {
  const fields = { account: 'cf_account', sign: '' };
  const config = { name: 'Fake', form: fake.formAt(formOf('ihuyi')), fields };
  return (await client.call(smsGatewaySave, { config })).gateway;
}

const draft = { numbers: '138 0013 8000', text: '您的验证码是：{code}。', values: { code: '1234' } };

async function finished({ client }: TestEngine, id: SmsId) {
  return waitFor(
    async () => {
      const item = (await client.call(smsList, {})).items.find((one) => one.id === id);
      return item && !['held', 'queued', 'sending'].includes(item.state) && item;
    },
    { what: 'the text to come to its end' },
  );
}

describe('F04 text messages through a gateway', () => {
  test('F04 the gateway gets exactly the form’s fields; its success shows sent, each error the provider’s words; the key is nowhere on disk', {
    timeout: 60_000,
  }, async () => {
    await using fake = await startFakeGateway();
    const wanted: SecretRequest[] = [];
    await using engine = await startEngine({
      kind: 'editor',
      secrets: async (request) => {
        wanted.push(request);
        return JSON.stringify({ password: key });
      },
    });
    const { client } = engine;
    const gateway = await addGateway(engine, fake);
    assert.deepEqual([gateway.host, gateway.isAllowed], [`127.0.0.1:${fake.port}`, false]);

    const ask = { gateway: gateway.id, draft, template: '', undoMs: 0 };
    await assert.rejects(client.call(smsSend, ask), { code: 'sms.hostNotAllowed' });
    assert.equal(fake.connections(), 0, 'nobody was contacted before a person agreed');
    const { item } = await client.call(smsSend, { ...ask, allowHost: gateway.host });
    const sent = await finished(engine, item.id);
    assert.deepEqual([sent.state, sent.recipients[0]?.gatewayRef], ['sent', '16565544161541984116']);
    assert.equal(fake.asked.length, 1);
    assert.equal(`${fake.asked[0]?.method} ${fake.asked[0]?.url}`, 'POST /webservice/sms.php?method=Submit');
    assert.deepEqual(fake.asked[0]?.form, {
      account: 'cf_account',
      password: key,
      mobile: '13800138000',
      content: '您的验证码是：1234。',
      format: 'json',
    });
    const names = ['accept', 'accept-encoding', 'connection', 'content-length', 'content-type', 'host'];
    assert.deepEqual(Object.keys(fake.asked[0]?.headers ?? {}).sort(), names);
    assert.deepEqual(wanted, [{ account: gateway.id, service: 'sms' }]);

    const refusals = [
      [4051, '剩余条数不足', 'sms.noCredit'],
      [4072, `模板不匹配 ${key}`, 'sms.templateRefused'],
      [9999, '没见过的错误', 'sms.refused'],
    ] as const;
    for (const [code, msg, error] of refusals) {
      fake.answerWith(json({ code, msg, smsid: '0' }));
      const failed = await finished(engine, (await client.call(smsSend, ask)).item.id);
      const [recipient] = failed.recipients;
      assert.deepEqual([failed.state, recipient?.failure?.code], ['failed', error]);
      const { data } = recipient?.failure ?? {};
      assert.deepEqual([data?.['code'], data?.['words']], [String(code), msg.replace(key, '***')]);
    }
    fake.answerWith(taken);
    const again = (await client.call(smsList, {})).items.at(-1);
    assert.ok(again);
    await client.call(smsRetry, { id: again.id });
    assert.equal((await finished(engine, again.id)).state, 'sent');

    const { lines } = await client.call(smsLog, { id: again.id });
    const shown = lines.map(({ side, text: said }) => `${side} ${said}`).join('\n');
    assert.match(shown, /client POST http:\/\/127\.0\.0\.1:\d+\/webservice\/sms\.php/);
    assert.match(shown, /password=\*\*\* · mobile=13800138000 · content=您的验证码是：1234。/);
    assert.match(shown, /gateway 200 .* ms · .*9999/);
    assert.ok(!shown.includes(key));
    const { pid } = await client.call(engineStatus, {});
    for (const file of ['cmdline', 'environ']) {
      const process = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''); // Only Linux has it.
      assert.ok(!holdsKey(Buffer.from(process)), file);
    }
    await nowhereOnDisk(engine.profile);
    await client.call(smsGatewayRemove, { id: gateway.id });
    assert.deepEqual((await client.call(smsGateways, {})).gateways, []);
  });

  test('F04 a key that is refused is told to the windows, and the next one is used', { timeout: 60_000 }, async () => {
    await using fake = await startFakeGateway();
    await using engine = await startEngine({ kind: 'editor', secrets: async () => 'wrong' });
    const refused: SecretRequest[] = [];
    engine.client.on('secretRefused', (request) => refused.push(request));
    const gateway = await addGateway(engine, fake);
    fake.answerWith(json({ code: 405, msg: 'API ID 或 API KEY 不正确' }));
    const ask = { gateway: gateway.id, draft, template: '', undoMs: 0, allowHost: gateway.host };
    const { item } = await engine.client.call(smsSend, ask);
    assert.equal((await finished(engine, item.id)).recipients[0]?.failure?.code, 'sms.badKey');
    await waitFor(() => refused.length > 0, { what: 'the refusal' });
    assert.deepEqual(refused, [{ account: gateway.id, service: 'sms' }]);
    fake.answerWith(taken);
    await engine.client.call(secretProvide, { account: gateway.id, service: 'sms', secret: key });
    await engine.client.call(smsRetry, { id: item.id });
    assert.equal((await finished(engine, item.id)).state, 'sent');
    assert.equal(fake.asked.at(-1)?.form['password'], key);
  });

  test('F04 an engine that is killed while the gateway thinks leaves a doubt, and nothing is sent again by itself', {
    timeout: 60_000,
  }, async () => {
    await using fake = await startFakeGateway();
    await using engine = await startEngine({ kind: 'editor', secrets: async () => key });
    const gateway = await addGateway(engine, fake);
    fake.answerWith(() => {});
    const ask = { gateway: gateway.id, draft, template: '', undoMs: 0, allowHost: gateway.host };
    const { item } = await engine.client.call(smsSend, ask);
    await waitFor(() => fake.asked.length === 1, { what: 'the request' });
    await engine.kill();
    fake.answerWith(taken);
    const doubt = await finished(engine, item.id);
    assert.deepEqual([doubt.state, doubt.recipients[0]?.failure?.code], ['inDoubt', 'sms.interrupted']);
    assert.equal(fake.asked.length, 1);
    await engine.client.call(smsResolve, { id: item.id, decision: 'sendAgain' });
    assert.equal((await finished(engine, item.id)).state, 'sent');
    assert.equal(fake.asked.length, 2);
  });

  test('F04 what is typed is read and counted without asking anybody', { timeout: 60_000 }, async () => {
    await using fake = await startFakeGateway();
    await using engine = await startEngine();
    const gateway = await addGateway(engine, fake);
    const typed = { ...draft, numbers: '13800138000; 1380013800O；+447700900123', values: {} };
    const { check } = await engine.client.call(smsCheck, { gateway: gateway.id, draft: typed });
    assert.deepEqual(
      check.numbers.map(({ shown, reason }) => shown + reason),
      ['+86 138 0013 8000', 'letters', '+447700900123notServed'],
    );
    assert.deepEqual([check.variables, check.missing, check.alphabet, check.parts], [['code'], ['code'], 'ucs2', 1]);
    assert.equal(fake.connections(), 0);
  });
});

describe('F04 mailroom sms', () => {
  test('F04 sends and waits for the answer; exit and words by what became of it; no password of an account goes to a gateway', {
    timeout: 90_000,
  }, async () => {
    await using fake = await startFakeGateway();
    await using engine = await startEngine();
    const gateway = await addGateway(engine, fake);
    const account = { address: 'me@x.test', name: '', auth: 'password' } as const;
    await engine.client.call(accountAdd, {
      config: { ...account, smtp: { host: '127.0.0.1', port: 1, security: 'none' } },
    });
    const env = { MAILROOM_PASSWORD: 'of-the-account' };
    const withKey = { ...env, [`MAILROOM_PASSWORD_${gateway.id.toUpperCase()}`]: key };
    const run = (...args: string[]) => mailroom(['sms', ...args, '--profile', engine.profile], { env: withKey });
    const send = (...more: string[]) => run('send', '--to', '13800138000', '码{code}', '--value', 'code=1=2', ...more);

    const listed = await run('gateways');
    const shown = { id: gateway.id, name: 'Fake', form: 'ihuyi', host: gateway.host, allowed: false };
    assert.deepEqual([listed.code, listed.json], [0, [shown]]);
    const unasked = await send();
    assert.deepEqual([unasked.code, unasked.err.split(':')[0], fake.connections()], [1, 'sms.hostNotAllowed', 0]);

    const waits = await mailroom(
      ['sms', 'send', '--profile', engine.profile, '--to', '13900139000', '--allow', gateway.host, 'x'],
      { env },
    );
    assert.deepEqual([waits.code, Object(waits.json[0]).state, fake.connections()], [3, 'queued', 0]);
    assert.match(waits.err, /sms\.secretMissing/);

    const sent = await send();
    assert.deepEqual([sent.code, Object(sent.json[0]).state], [0, 'sent']);
    assert.deepEqual(Object(sent.json[0]).recipients, [{ number: '+8613800138000', state: 'sent' }]);
    assert.ok(fake.asked.some(({ form }) => form['content'] === '码1=2' && form['password'] === key));
    fake.answerWith(json({ code: 4030, msg: '黑名单' }));
    const failed = await send('--gateway', 'Fake');
    assert.deepEqual([failed.code, Object(failed.json[0]).state], [1, 'failed']);
    assert.match(failed.err, /^\+8613800138000: sms\.unsubscribed: .*黑名单 \(4030\)/);
    assert.equal((await run('send', '--to', '1380013800O', 'x')).code, 1);
    assert.equal((await run('send', '--to', '13800138000', '--value', 'x', 'x')).code, 2);
  });
});

describe('F04 gateways that answer badly', () => {
  const cases: readonly [what: string, answer: GatewayAnswer, state: SmsOutcome['state'], code: string][] = [
    ['200 with an error body', json({ code: 4051, msg: '剩余条数不足' }), 'failed', 'sms.noCredit'],
    ['200 with a page', text('<html>login</html>', { type: 'text/html' }), 'inDoubt', 'sms.answerPage'],
    ['200 with nothing', text(''), 'inDoubt', 'sms.answerEmpty'],
    ['200 with another form', json({ ok: true }), 'inDoubt', 'sms.answerStrange'],
    ['500', text('oops', { status: 500 }), 'inDoubt', 'sms.gatewayFailed'],
    ['403 without words', text('', { status: 403 }), 'failed', 'sms.badKey'],
    [
      'a redirect to another host',
      text('', { status: 307, headers: { location: 'https://evil.test/' } }),
      'failed',
      'sms.redirected',
    ],
    ['bytes without end', (response) => void endless(response), 'inDoubt', 'sms.answerTooLong'],
    [
      'headers without end',
      (response) => response.socket?.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}`),
      'inDoubt',
      'sms.cut',
    ],
    ['no HTTP', (response) => response.socket?.end('220 smtp.test ESMTP\r\n'), 'inDoubt', 'sms.cut'],
    ['half an answer', (response) => half(response), 'inDoubt', 'sms.cut'],
    ['a cut line', (response) => response.socket?.destroy(), 'inDoubt', 'sms.cut'],
  ];
  for (const [what, answer, state, code] of cases)
    test(`F04 ${what}: ${state}, ${code}`, { timeout: 30_000 }, async () => {
      await using fake = await startFakeGateway();
      fake.answerWith(answer);
      const { outcome, left } = await sendOne(fake);
      assert.deepEqual([outcome.state, outcome.state !== 'sent' && outcome.failure.code], [state, code]);
      assert.deepEqual([left(), fake.asked.length, fake.connections()], [1, 1, 1], 'asked once, nobody else');
    });

  test('F04 no answer in time: in doubt', { timeout: 30_000 }, async () => {
    await using fake = await startFakeGateway();
    fake.answerWith(() => {});
    const clock = virtualClock();
    const sending = sendOne(fake, { clock });
    await waitFor(() => fake.asked.length === 1, { what: 'the request' });
    await clock.advance(exchangeTimeoutMs);
    const { outcome } = await sending;
    assert.deepEqual([outcome.state, outcome.state !== 'sent' && outcome.failure.code], ['inDoubt', 'sms.noAnswer']);
  });

  test('F04 nobody there: it has not left, and is tried again', { timeout: 30_000 }, async () => {
    const fake = await startFakeGateway();
    await fake[Symbol.asyncDispose]();
    const { outcome, left } = await sendOne(fake);
    assert.deepEqual(
      [outcome.state, outcome.state !== 'sent' && outcome.failure.code],
      ['deferred', 'sms.unreachable'],
    );
    assert.equal(left(), 0);
  });

  test('F04 a certificate that nobody vouches for: refused before the key leaves; one that is trusted: sent', {
    timeout: 30_000,
  }, async () => {
    await using folder = await tempFolder('mrg');
    const tls = await makeCertificates(folder.path);
    await using fake = await startFakeGateway({ tls });
    const { outcome, left } = await sendOne(fake);
    assert.deepEqual([outcome.state, outcome.state !== 'sent' && outcome.failure.code], ['failed', 'sms.certificate']);
    assert.deepEqual([left(), fake.asked.length], [0, 0]);
    const trusted = await sendOne(fake, { ca: await readFile(tls.ca, 'utf8') });
    assert.equal(trusted.outcome.state, 'sent');
  });

  test('F04 an answer is read up to its limit', { timeout: 30_000 }, async () => {
    await using fake = await startFakeGateway();
    const sized = (size: number) =>
      text(JSON.stringify({ code: 2, smsid: '1' }).padEnd(size, ' '), { type: 'application/json' });
    fake.answerWith(sized(exchangeMaxBytes), sized(exchangeMaxBytes + 1));
    assert.equal((await sendOne(fake)).outcome.state, 'sent');
    assert.equal((await sendOne(fake)).outcome.state, 'inDoubt');
  });
});

async function sendOne(
  fake: FakeGateway,
  { clock, ca }: { clock?: ReturnType<typeof virtualClock>; ca?: string } = {},
) {
  const trust = ca === undefined ? undefined : { ca, exceptions: [] };
  const client = new GatewayClient({ clock: clock ?? systemClock, random: seededRandom(1), trust });
  const form = fake.formAt(formOf('ihuyi'));
  const config = { name: 'Fake', form, fields: { account: 'a', sign: '' } };
  let left = 0;
  const outcome = await client.send({
    gateway: { id: gatewayId.parse('agw'), config, host: `127.0.0.1:${fake.port}`, isAllowed: true },
    message: { number: '+8613800138000', text: 'x', template: '', values: [] },
    secrets: { password: key },
    beforeLeaving: () => {
      left += 1;
    },
    log: () => {},
    signal: new AbortController().signal,
  });
  return { outcome, left: () => left };
}

function endless(response: Parameters<GatewayAnswer>[0]): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(8_192)));
  };
  response.on('drain', more);
  more();
}

function half(response: Parameters<GatewayAnswer>[0]): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"code":2', () => response.socket?.destroy());
}

function holdsKey(bytes: Buffer): boolean {
  const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64'), JSON.stringify(key).slice(1, -1)];
  return forms.some((form) => bytes.includes(Buffer.from(form)));
}

async function nowhereOnDisk(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    assert.ok(!holdsKey(await readFile(path)), path);
  }
}
