import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { redirected, redirectedHeaderMaxBytes } from '../../../../src/mail/mime/redirect.ts';

const resent = {
  ...{ from: { name: 'Änn', address: 'ann@x.test' }, to: [{ name: '', address: 'eve@x.test' }], cc: [] },
  ...{ date: 0, messageId: '<r@x.test>' },
};
const top =
  'Resent-Date: Thu, 01 Jan 1970 00:00:00 +0000\r\nResent-From: =?UTF-8?B?w4Rubg==?= <ann@x.test>\r\nResent-To: eve@x.test\r\nResent-Message-ID: <r@x.test>\r\n';

async function passedOn(source: string, chunkBytes = 7): Promise<string> {
  const bytes = Buffer.from(source);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const out: Uint8Array[] = [];
  for await (const chunk of redirected(chunks(), resent)) out.push(chunk);
  return Buffer.concat(out).toString('latin1');
}

describe('a mail passed on', () => {
  test('E07 RFC 5322 §3.6.6: Resent fields stand above everything, the rest is as it was', async () => {
    const mail = 'From: bob@x.test\r\nSubject: a\r\n b\r\nTo: ann@x.test\r\n\r\nbody\r\n\r\n.dot \r\n';
    for (const size of [1, 7, 1_000]) assert.equal(await passedOn(mail, size), top + mail);
  });

  test('E07 trace of the way behind it goes, folded lines and all; what only looks like it stays', async () => {
    const mail =
      'Return-Path: <bob@x.test>\r\nDelivered-To: ann@x.test\r\nX-Original-To: a@x.test\r\n\tfolded\r\nReceived: by x;\r\n today\r\nBcc: secret@x.test,\r\n other@x.test\r\nSubject: Bcc: me\r\n\r\nReturn-Path: in the body\r\n';
    assert.equal(
      await passedOn(mail),
      `${top}Received: by x;\r\n today\r\nSubject: Bcc: me\r\n\r\nReturn-Path: in the body\r\n`,
    );
  });

  test('E07 octets above 127 are passed on as they are, in the header too', async () => {
    const mail = Buffer.from([...Buffer.from('Subject: '), 0xe4, 0xff, ...Buffer.from('\r\n\r\n'), 0x80, 0xc3]);
    async function* whole() {
      yield mail;
    }
    const out: Uint8Array[] = [];
    for await (const chunk of redirected(whole(), resent)) out.push(chunk);
    assert.ok(Buffer.concat(out).subarray(-mail.length).equals(mail));
  });

  test('E07 a mail with LF alone, with an mbox line, without a body, without an end of its header', async () => {
    assert.equal(await passedOn('From bob Mon Jan\nBcc: x\nA: b\n\nbody\n'), `${top}A: b\n\nbody\n`);
    assert.equal(await passedOn('A: b\r\n\r\n'), `${top}A: b\r\n\r\n`);
    assert.equal(await passedOn('A: b'), `${top}A: b`);
    assert.equal(await passedOn(''), top);
  });

  test('E07 a header without an end within the limit is refused', async () => {
    const line = `X: ${'x'.repeat(994)}\r\n`;
    const fits = line.repeat(Math.floor(redirectedHeaderMaxBytes / line.length) - 1);
    assert.ok((await passedOn(`${fits}\r\nbody`, 65_536)).endsWith('body'));
    await assert.rejects(passedOn(line.repeat(1_200), 65_536), { code: 'message.tooLarge' });
  });
});
