import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { disposable } from '../../../src/base/dispose.ts';
import { startSmtpServer } from '../../../src/server/smtp/smtpServer.ts';
import { quickClock, testNow } from '../../support/memoryImap.ts';
import { smtpWorld } from '../../support/memorySmtp.ts';

/** Connects, and gives the first line that the server says. */
async function greeted(port: number): Promise<{ socket: Socket; line: string }> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.on('error', () => {}); // The server may end it at once.
  const [line] = await once(socket, 'data');
  return { socket, line: String(line) };
}

const host = { host: '127.0.0.1', port: 0, implicitTls: false, tls: createSecureContext({}) };

describe('the SMTP service', () => {
  test('J06 idle connections are bounded: who comes beyond is told to come later, and is served once one has left', async () => {
    const { settings, sessions } = await smtpWorld();
    const server = await startSmtpServer({ ...settings, ...host, clientsMax: 20 });
    const all = await Promise.all(Array.from({ length: 50 }, () => greeted(server.port)));
    assert.equal(all.filter(({ line }) => line.startsWith('220 ')).length, 20);
    assert.equal(all.filter(({ line }) => line.startsWith('421 ')).length, 30);
    const [first] = all.filter(({ line }) => line.startsWith('220 '));
    first?.socket.write('QUIT\r\n');
    await once(first?.socket ?? all[0]?.socket ?? connect(0), 'end');
    const next = await greeted(server.port);
    assert.match(next.line, /^220 /);
    assert.equal(sessions.all().length, 20);
    const ended = once(next.socket, 'end');
    let last = '';
    next.socket.on('data', (text: string) => {
      last = text;
    });
    const closed = server.close();
    await ended;
    for (const { socket } of [...all, next]) socket.destroy();
    await closed;
    assert.match(last, /^421 4\.3\.2 server stops/);
    assert.deepEqual(sessions.all(), []);
  });

  test('J06 who is silent for five minutes is let go, others stay', async () => {
    let now = testNow;
    const looks: (() => void)[] = [];
    const clock = {
      now: () => now,
      after: (ms: number, task: () => void) => {
        if (ms !== 5_000) return quickClock().after(ms, task);
        looks.push(task);
        return disposable(() => {});
      },
    };
    const { settings, sessions } = await smtpWorld({ clock });
    const server = await startSmtpServer({ ...settings, ...host });
    const silent = await greeted(server.port);
    now += 200_000;
    const busy = await greeted(server.port);
    now += 100_000;
    looks.pop()?.();
    const [line] = await once(silent.socket, 'data');
    assert.match(String(line), /^421 4\.3\.2 silent/);
    assert.equal(sessions.all().length, 1);
    for (const { socket } of [silent, busy]) socket.destroy();
    await server.close();
  });
});
