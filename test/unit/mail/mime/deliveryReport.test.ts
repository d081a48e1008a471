import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesSource } from '../../../../src/mail/mime/byteSource.ts';
import { mayBeReport, readDeliveryReport } from '../../../../src/mail/mime/deliveryReport.ts';

const read = (text: string) => readDeliveryReport(bytesSource(Buffer.from(text.replaceAll('\n', '\r\n'))));

/** A report as RFC 3464 has it. */
function report(groups: string, original = 'text/rfc822-headers'): string {
  return `From: MAILER-DAEMON@mx.test (Mail Delivery System)
To: ann@x.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <r1@mx.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.test.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test
Original-Envelope-Id: o1+3Dabc

${groups}
--b
Content-Type: ${original}

From: ann@x.test
Subject: Figures
Message-ID: <m1@x.test>

--b--
`;
}

const plain = (from: string, subject: string, body: string) =>
  `From: ${from}\nTo: ann@x.test\nSubject: ${subject}\nMessage-ID: <r2@mx.test>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${body}\n`;

describe('reports of delivery', () => {
  test('F07 RFC 3464 §2.3 each recipient with action, status and the server’s words', () => {
    const found = read(
      report(`Final-Recipient: rfc822; bob@y.test
Original-Recipient: rfc822;Bob+2Bnews@y.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <bob@y.test>: Recipient address
    rejected: User unknown

Final-Recipient: rfc822;cat@y.test
Action: delayed (will try)
Status: 4.4.1

Final-Recipient: rfc822; dan@y.test
Action: relayed
Status: 2.0.0

Final-Recipient: rfc822; eve@y.test
Action: delivered
Status: 2.0.0`),
    );
    assert.deepEqual([found?.messageIds, found?.envelopeId, found?.subject], [['<m1@x.test>'], 'o1=abc', 'Figures']);
    assert.deepEqual(found?.recipients, [
      {
        address: 'bob+news@y.test',
        action: 'failed',
        status: '5.1.1',
        reason: '550 5.1.1 <bob@y.test>: Recipient address rejected: User unknown',
      },
      { address: 'cat@y.test', action: 'delayed', status: '4.4.1', reason: '' },
      { address: 'dan@y.test', action: 'relayed', status: '2.0.0', reason: '' },
      { address: 'eve@y.test', action: 'delivered', status: '2.0.0', reason: '' },
    ]);
  });

  test('F07 RFC 3461 §6.2.7 the mail may come back whole', () => {
    const found = read(report('Final-Recipient: rfc822; b@y.test\nAction: failed\nStatus: 5.0.0', 'message/rfc822'));
    assert.deepEqual(found?.messageIds, ['<m1@x.test>']);
  });

  const words: readonly (readonly [name: string, mail: string, address: string, reason: RegExp, status: string])[] = [
    [
      'qmail',
      plain(
        'MAILER-DAEMON@qmail.test',
        'failure notice',
        `Hi. This is the program at qmail.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bob@y.test>:
203.0.113.9 does not like recipient.
Remote host said: 550 5.1.1 No such user
Giving up on 203.0.113.9.

--- Below this line is a copy of the message.

Return-Path: <ann@x.test>
Message-ID: <m1@x.test>
To: other@y.test`,
      ),
      'bob@y.test',
      /550 5\.1\.1 No such user/,
      '5.1.1',
    ],
    [
      'QQ',
      plain(
        'PostMaster@qq.com',
        '系统退信/Systems bounce',
        `您好：
您发送给 bob@y.test 的邮件被退回。
退信原因：收件人邮箱已满，host mx.y.test said: 552 5.2.2 Mailbox full
发送时间：2026-11-20 10:00
原邮件信息如下：
Message-Id: <m1@x.test>
Subject: Figures`,
      ),
      'bob@y.test',
      /552 5\.2\.2 Mailbox full/,
      '5.2.2',
    ],
    [
      'NetEase',
      plain(
        '"Postmaster" <Postmaster@163.com>',
        '系统退信',
        `抱歉，您的邮件被退回来了……
原邮件信息：
时 间：2026-11-20 10:00:00
主 题：Figures
收件人：bob@y.test
退信原因：收件人地址不存在
`,
      ),
      'bob@y.test',
      /收件人地址不存在/,
      '',
    ],
  ];
  for (const [name, mail, address, reason, status] of words) {
    test(`F07 one in words of its own: ${name}`, () => {
      const [recipient, ...more] = read(mail)?.recipients ?? [];
      assert.deepEqual(
        [recipient?.address, recipient?.action, more, recipient?.status],
        [address, 'failed', [], status],
      );
      assert.match(recipient?.reason ?? '', reason);
    });
  }

  test('F07 a warning is a delay, not a failure', () => {
    const text = 'Your message could not yet be delivered to <bob@y.test>. It will be retried until it is 5 days old.';
    assert.equal(
      read(plain('mailer-daemon@mx.test', 'Warning: message delayed 4 hours', text))?.recipients[0]?.action,
      'delayed',
    );
  });

  test('F07 other mail is none, nor is a receipt of a reader', () => {
    assert.equal(read(plain('bob@y.test', 'Re: Figures', 'I could not deliver it to cat@y.test, sorry.')), undefined);
    assert.equal(
      read(
        report('')
          .replace(/delivery-status/g, 'disposition-notification')
          .replace(/Undelivered.*/, 'Read: Figures'),
      ),
      undefined,
    );
    assert.equal(mayBeReport({ from: 'bob@y.test', subject: 'Lunch' }), false);
  });

  test('F07 hostile reports end in linear time', () => {
    const many = 'Final-Recipient: rfc822; a@y.test\nAction: failed\n\n'.repeat(5_000);
    assert.equal(read(report(many))?.recipients.length, 1_000);
    const html = `From: mailer-daemon@x.test\nSubject: failure notice\nContent-Type: text/html\n\n${'<style><p '.repeat(20_000)}`;
    assert.equal(read(html), undefined);
    for (const piece of ['a@', '<', '- ', '@a.b ', 'reason: '])
      read(plain('mailer-daemon@x.test', 'failure', piece.repeat(100_000)));
  });
});
