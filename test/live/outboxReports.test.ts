import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { outboxRemove } from '../../src/protocol/methods/outboxRemove.ts';
import type { OutboxRecord } from '../../src/protocol/records.ts';
import { startEngine } from '../support/engine.ts';
import { startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** What a relay reports of some recipients of a mail. */
function report(
  number: number,
  groups: readonly (readonly [address: string, action: string, words: string])[],
  original: string,
) {
  const status = groups.map(
    ([address, action, words]) =>
      `Final-Recipient: rfc822; ${address}\r\nAction: ${action}\r\nStatus: ${words.split(' ')[1]}\r\nDiagnostic-Code: smtp; ${words}\r\n`,
  );
  const text = [
    `From: MAILER-DAEMON@relay.test\r\nTo: ${ann.address}\r\nSubject: Delivery Status Notification`,
    `\r\nMessage-ID: <report${number}@relay.test>\r\nDate: ${new Date().toUTCString()}\r\nMIME-Version: 1.0`,
    `\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n`,
    `--b\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n`,
    `Reporting-MTA: dns; relay.test\r\n\r\n${status.join('\r\n')}\r\n`,
    `--b\r\nContent-Type: text/rfc822-headers\r\n\r\n${original}\r\n--b--\r\n`,
  ];
  return Buffer.from(text.join(''));
}

describe('F07 the story of a delivery', () => {
  test('F07 of three recipients one is refused, one is delivered and one comes back: the mail says so, with reasons', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using server = await startScriptedSmtp({ extensions: ['PIPELINING', 'DSN', 'AUTH PLAIN'] });
    server.script = ({ step, argument }) =>
      step === 'rcpt' && argument === 'cat@y.test' ? '550 5.1.1 No such user here' : undefined;
    await using engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
    const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
    const config = { ...dovecotAccount(dovecot, ann.address), smtp };
    await engine.client.call(accountAdd, { config, secret: ann.password });
    const returned: unknown[] = [];
    engine.client.on('mailReturned', (event) => returned.push(event));
    const { item } = await engine.client.call(outboxEnqueue, {
      draft: '',
      text: '---\nto: bob@y.test, cat@y.test, dan@y.test\nsubject: Figures\ndsn: success, failure\nreceipt: yes\npriority: high\n---\n\nHi\n',
      files: [],
      undoMs: 0,
    });
    const find = async (): Promise<OutboxRecord> => {
      const found = (await engine.client.call(outboxList, {})).items.find(({ id }) => id === item.id);
      assert.ok(found);
      return found;
    };
    const fate = (record: OutboxRecord, address: string) => record.recipients.find((one) => one.address === address);
    await waitFor(async () => (await find()).state === 'failed');

    const asked = server.commands.filter((command) => /^(MAIL|RCPT)/.test(command));
    assert.match(asked[0] ?? '', new RegExp(`RET=HDRS ENVID=${item.id}`), 'E13 RFC 3461 §4.3, §4.4');
    for (const rcpt of asked.slice(1)) assert.match(rcpt, /NOTIFY=SUCCESS,FAILURE/, 'E13 RFC 3461 §4.1');
    const bytes = server.accepted[0]?.bytes.toString() ?? '';
    assert.match(bytes, /^X-Priority: 1 \(Highest\)\r$/m);
    assert.match(bytes, /^Disposition-Notification-To: <ann@example\.test>\r$/m);

    const original = bytes.slice(0, bytes.indexOf('\r\n\r\n'));
    await dovecot.deliver(ann.address, report(1, [['dan@y.test', 'delivered', '250 2.1.5 Delivered']], original));
    await waitFor(async () => fate(await find(), 'dan@y.test')?.fate === 'delivered');
    await dovecot.deliver(ann.address, report(2, [['bob@y.test', 'failed', '552 5.2.2 Mailbox full']], original));
    const record = await waitFor(async () => {
      const found = await find();
      return fate(found, 'bob@y.test')?.fate === 'bounced' && found;
    });
    assert.deepEqual(
      record.recipients.map(({ address, state, fate, fateStatus, fateReason }) => [
        address,
        state,
        fate,
        fateStatus,
        fateReason,
      ]),
      [
        ['bob@y.test', 'accepted', 'bounced', '5.2.2', '552 5.2.2 Mailbox full'],
        ['cat@y.test', 'refused', '', '', ''],
        ['dan@y.test', 'accepted', 'delivered', '2.1.5', '250 2.1.5 Delivered'],
      ],
    );
    await waitFor(() => returned.length > 0);
    assert.deepEqual(returned, [{ id: item.id, address: 'bob@y.test' }]);
  });

  test('F07 a report without a name of the mail is matched by its recipient and subject; one of another mail is not', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using server = await startScriptedSmtp();
    await using engine = await startEngine({ secrets: async () => ann.password });
    const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
    await engine.client.call(accountAdd, {
      config: { ...dovecotAccount(dovecot, ann.address), smtp },
      secret: ann.password,
    });
    const { item } = await engine.client.call(outboxEnqueue, {
      draft: '',
      text: '---\nto: bob@y.test\nsubject: 报表\n---\n\nHi\n',
      files: [],
      undoMs: 0,
    });
    const find = async () => (await engine.client.call(outboxList, {})).items.find(({ id }) => id === item.id);
    await waitFor(async () => (await find())?.state === 'sent');
    const words = (number: number, to: string, reason: string) =>
      Buffer.from(
        `From: Postmaster@163.com\r\nTo: ${ann.address}\r\nSubject: =?utf-8?B?${Buffer.from('系统退信').toString('base64')}?=\r\nMessage-ID: <n${number}@163.com>\r\nDate: ${new Date().toUTCString()}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n抱歉，您的邮件被退回来了。\r\n主题：报表\r\n收件人：${to}\r\n退信原因：${reason}\r\n`,
      );
    await dovecot.deliver(ann.address, words(1, 'stranger@y.test', '地址不存在'));
    await dovecot.deliver(ann.address, words(2, 'bob@y.test', '收件人邮箱已满'));
    const record = await waitFor(async () => {
      const found = await find();
      return found?.recipients[0]?.fate === 'bounced' && found;
    });
    assert.match(record.recipients[0]?.fateReason ?? '', /收件人邮箱已满/);
    assert.equal(record.state, 'sent', 'what the server accepted stays true');
    await engine.client.call(outboxRemove, { id: item.id });
    assert.equal(await find(), undefined);
  });
});
