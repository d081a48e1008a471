import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { smtpClose } from '../../src/protocol/methods/smtpClose.ts';
import { smtpOpen } from '../../src/protocol/methods/smtpOpen.ts';
import { smtpSay } from '../../src/protocol/methods/smtpSay.ts';
import { startEngine } from '../support/engine.ts';
import { portOf } from '../support/freePort.ts';
import { startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { startDovecot } from './servers/dovecot.ts';
import { startPostfix } from './servers/postfix.ts';

const ann = { address: 'ann@example.test', password: 'secret-word' };

async function console(port: number, more: object = {}) {
  const engine = await startEngine({ secrets: async () => ann.password });
  const smtp = { host: 'localhost', port, security: 'none' as const, ...more };
  const config = { address: ann.address, name: 'Ann', auth: 'password', smtp, ...more } as const;
  const { account } = await engine.client.call(accountAdd, { config });
  const opened = await engine.client.call(smtpOpen, { account });
  const transcript = opened.lines.map(({ side, text }) => `${side} ${text}`);
  const say = async (line: string) => {
    const result = await engine.client.call(smtpSay, { session: opened.session, line });
    transcript.push(...result.lines.map(({ side, text }) => `${side} ${text}`));
    return { ...result, last: result.lines.at(-1)?.text ?? '' };
  };
  return { engine, opened, say, transcript, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

/** Passes everything on and keeps it. */
async function recorder(targetPort: number) {
  const kept = { client: [] as Buffer[], server: [] as Buffer[] };
  const relay = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1');
    client.on('data', (chunk) => kept.client.push(chunk));
    server.on('data', (chunk) => kept.server.push(chunk));
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const text = (side: 'client' | 'server') => () => Buffer.concat(kept[side]).toString();
  return {
    port: portOf(relay),
    heard: { client: text('client'), server: text('server') },
    async [Symbol.asyncDispose]() {
      relay.close();
    },
  };
}

describe('F03 SMTP by hand', () => {
  test('F03 with Postfix: NOOP, VRFY and RSET answer as they should, and a mail after RSET arrives', async () => {
    await using dovecot = await startDovecot({ users: [ann] });
    await using postfix = await startPostfix({ dovecot });
    const endpoint = { port: postfix.submissionPort, security: 'starttls' as const };
    await using at = await console(postfix.submissionPort, {
      smtp: { host: 'localhost', ...endpoint },
      ca: dovecot.ca,
    });
    assert.match((await at.say('EHLO [127.0.0.1]')).last, /^250 /);
    await assert.rejects(at.say('AUTH'), { code: 'net.plaintextRefused' }, 'no password over an open line');
    const secured = await at.say('STARTTLS');
    assert.deepEqual([secured.last.slice(0, 3), secured.isSecure, secured.offered], ['220', true, []]);
    const { offered } = await at.say('EHLO [127.0.0.1]');
    assert.ok(offered.some((one) => one.startsWith('AUTH')));
    assert.match((await at.say('AUTH')).last, /^235 /);
    assert.match((await at.say('NOOP')).last, /^250 /);
    assert.match((await at.say('VRFY ann')).last, /^(252|550|502) /);
    assert.match((await at.say(`MAIL FROM:<${ann.address}>`)).last, /^250 /);
    assert.match((await at.say('RSET')).last, /^250 /);
    assert.match((await at.say(`RCPT TO:<${ann.address}>`)).last, /^503 /, 'RSET has forgotten the mail');
    assert.match((await at.say(`MAIL FROM:<${ann.address}>`)).last, /^250 /);
    assert.match((await at.say(`RCPT TO:<${ann.address}>`)).last, /^250 /);
    assert.equal((await at.say('DATA')).inData, true);
    for (const line of ['Subject: By hand', '', 'RSET', '..dots']) assert.equal((await at.say(line)).lines.length, 1);
    const taken = await at.say('.');
    assert.deepEqual([taken.last.slice(0, 3), taken.inData], ['250', false]);
    assert.equal((await at.say('QUIT')).last.slice(0, 3), '221');
    await assert.rejects(at.say('NOOP'), { code: 'net.closed' });
    assert.ok(
      !JSON.stringify(at.transcript).includes(Buffer.from(`\0${ann.address}\0${ann.password}`).toString('base64')),
    );
  });

  test('F03 the transcript is what went over the wire, but for the mask', async () => {
    await using server = await startScriptedSmtp();
    await using relay = await recorder(server.port);
    await using at = await console(relay.port);
    const lines = [
      'EHLO x',
      'AUTH',
      'noop',
      'MAIL FROM:<a@x.test> BODY=8BITMIME',
      'RCPT TO:<b@x.test>',
      'DATA',
      'Hé',
      '.',
      'WHAT?',
      'QUIT',
    ];
    for (const line of lines) await at.say(line);
    const shown = (side: string) =>
      at.transcript.filter((line) => line.startsWith(side)).map((line) => line.slice(side.length + 1));
    const sent = relay.heard.client().split('\r\n').slice(0, -1);
    const plain = Buffer.from(`\0${ann.address}\0${ann.password}`).toString('base64');
    assert.deepEqual(
      shown('client'),
      sent.map((line) => line.replace(plain, '***')),
    );
    assert.ok(sent.includes(`AUTH PLAIN ${plain}`));
    assert.deepEqual(shown('server'), relay.heard.server().split('\r\n').slice(0, -1));
    assert.match(server.accepted[0]?.bytes.toString() ?? '', /^Hé\r\n$/);
  });

  test('F03 one line is one line, a server that is none is told, and what is closed stays closed', async () => {
    await using server = await startScriptedSmtp();
    await using at = await console(server.port);
    await assert.rejects(at.say('NOOP\r\nQUIT'), { code: 'draft.badHeaderValue' });
    await at.engine.client.call(smtpClose, { session: at.opened.session });
    await assert.rejects(at.say('NOOP'), { code: 'net.closed' });
    const web = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    await assert.rejects(console(portOf(web)), { code: 'net.notMailServer' });
    web.close();
  });
});
