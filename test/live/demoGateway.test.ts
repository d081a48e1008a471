/** The local server's gateway for text messages: it sends nothing, answers as ihuyi-style providers do, and shows each text as a mail. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import { messageRead } from '../../src/protocol/methods/messageRead.ts';
import { secretProvide } from '../../src/protocol/methods/secretProvide.ts';
import { serverStart } from '../../src/protocol/methods/serverStart.ts';
import { serverStatus } from '../../src/protocol/methods/serverStatus.ts';
import { serverStop } from '../../src/protocol/methods/serverStop.ts';
import { smsGatewaySave } from '../../src/protocol/methods/smsGatewaySave.ts';
import { smsGateways } from '../../src/protocol/methods/smsGateways.ts';
import { smsList } from '../../src/protocol/methods/smsList.ts';
import { smsSend } from '../../src/protocol/methods/smsSend.ts';
import type { GatewayId, SmsRecord } from '../../src/protocol/sms.ts';
import { startEngine, type TestEngine } from '../support/engine.ts';
import { waitFor } from '../support/waitFor.ts';

/** The server with the sample, its gateway set up as the editor does it. */
async function withGateway(engine: TestEngine): Promise<GatewayId> {
  const { client } = engine;
  const { gateway, accounts } = await client.call(serverStart, { sandbox: true, sample: 1 });
  assert.ok(gateway);
  const allowHost = new URL(gateway.config.form.url).host;
  const saved = await client.call(smsGatewaySave, { config: gateway.config, allowHost });
  assert.equal(saved.gateway.isAllowed, true);
  const { id } = saved.gateway;
  await client.call(secretProvide, { account: id, service: 'sms', secret: gateway.secret });
  const [first] = accounts.filter(({ catchAll }) => !catchAll);
  assert.ok(first);
  await client.call(accountAdd, first);
  return id;
}

async function send({ client }: TestEngine, gateway: GatewayId, numbers: string, text: string): Promise<SmsRecord> {
  const { item } = await client.call(smsSend, {
    ...{ gateway, draft: { numbers, text, values: {} }, template: '', undoMs: 0 },
  });
  return waitFor(async () => {
    const found = (await client.call(smsList, {})).items.find(({ id }) => id === item.id);
    return (found?.state === 'sent' || found?.state === 'failed') && found;
  });
}

describe('the gateway of the demo', () => {
  test('F04 a text is taken at once and shown as a mail; nothing of it leaves this machine', async () => {
    await using engine = await startEngine({ kind: 'editor', secrets: async () => null });
    const gateway = await withGateway(engine);
    const sent = await send(engine, gateway, '13800138000, +44 7700 900123', '验证码 1234 & “ok”\n=第二行');
    assert.equal(sent.state, 'sent', JSON.stringify(sent.recipients));
    const inbox = await waitFor(async () => {
      const { mailboxes } = await engine.client.call(mailboxList, {});
      return mailboxes.find(({ specialUse }) => specialUse === 'inbox');
    });
    const texts = await waitFor(async () => {
      await engine.client.call(mailboxSync, { mailbox: inbox.id });
      const { rows } = await engine.client.call(messageList, { mailbox: inbox.id, limit: 20 });
      const found = rows.filter(({ subject }) => subject.startsWith('SMS → '));
      return found.length === 2 && found;
    });
    assert.deepEqual(texts.map(({ subject }) => subject).sort(), ['SMS → 447700900123', 'SMS → 8613800138000']);
    const [first] = texts;
    assert.ok(first);
    const { content } = await engine.client.call(messageRead, { id: first.id });
    assert.ok('text' in content.text);
    assert.equal(content.text.text.trim().replaceAll('\r', ''), '验证码 1234 & “ok”\n=第二行');
  });

  test('F04 a number that ends with a code is refused with it, in the words of such a provider', async () => {
    await using engine = await startEngine({ kind: 'editor', secrets: async () => null });
    const gateway = await withGateway(engine);
    const codes = { '4051': 'sms.noCredit', '4030': 'sms.unsubscribed', '4072': 'sms.templateRefused' };
    for (const [ending, code] of Object.entries(codes)) {
      const { state, recipients } = await send(engine, gateway, `1380013${ending}`, 'Hi');
      assert.deepEqual(
        [state, recipients[0]?.failure?.code, recipients[0]?.failure?.data['code']],
        ['failed', code, ending],
      );
    }
    await engine.client.call(secretProvide, { account: gateway, service: 'sms', secret: '{"password":"wrong"}' });
    const { recipients } = await send(engine, gateway, '13800138000', 'Hi');
    assert.equal(recipients[0]?.failure?.code, 'sms.badKey');
  });

  test('F04 on another port than before, the gateway follows and stays agreed to', async () => {
    await using engine = await startEngine({ kind: 'editor', secrets: async () => null });
    const gateway = await withGateway(engine);
    const { sms } = await engine.client.call(serverStatus, {});
    await engine.client.call(serverStop, {});
    const other = createServer().listen(sms, '127.0.0.1');
    try {
      const again = await engine.client.call(serverStart, { sandbox: true });
      assert.notEqual(again.sms, sms);
      const [now] = (await engine.client.call(smsGateways, {})).gateways;
      assert.deepEqual([now?.id, now?.host, now?.isAllowed], [gateway, `127.0.0.1:${again.sms}`, true]);
      assert.equal((await send(engine, gateway, '13800138000', 'Hi')).state, 'sent');
    } finally {
      other.close();
    }
  });
});
