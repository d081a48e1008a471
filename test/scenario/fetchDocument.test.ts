/** Documents of a domain come over the connection that was dialled for them, and over no other. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { Duplex } from 'node:stream';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { fetchDocument } from '../../src/mail/net/fetchDocument.ts';
import { portOf } from '../support/freePort.ts';

/** A connection of memory that gives `answer` once the request is whole, and keeps what was asked. */
function dialled(answer: string) {
  const state = { asked: '', destroyed: false };
  const socket = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      state.asked += String(chunk);
      if (state.asked.endsWith('\r\n\r\n')) {
        socket.push(answer);
        socket.push(null);
      }
      done();
    },
    destroy(error, done) {
      state.destroyed = true;
      done(error);
    },
  });
  return { socket, state };
}

const page = (body: string, head = '200 OK') => `HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

describe('A01 autoconfiguration goes where it was dialled to', () => {
  test('Node opens no connection of its own, though somebody listens at the very address', async () => {
    let knocks = 0;
    const canary = createServer((socket) => {
      knocks += 1;
      socket.end(page('<from the canary>'));
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    try {
      const port = portOf(canary);
      const calls: (readonly [host: string, port: number])[] = [];
      const { socket, state } = dialled(page('<from the dialler>'));
      const text = await fetchDocument(new URL(`https://127.0.0.1:${port}/mail/config-v1.1.xml?a=b`), '127.0.0.1', {
        clock: systemClock,
        dialTls: async (host, at) => {
          calls.push([host, at]);
          return socket;
        },
      });
      assert.equal(text, '<from the dialler>');
      assert.deepEqual(calls, [['127.0.0.1', port]]);
      assert.equal(knocks, 0);
      assert.match(state.asked, /^GET \/mail\/config-v1\.1\.xml\?a=b HTTP\/1\.1\r\n/);
      assert.match(state.asked, /^Host: 127\.0\.0\.1(:\d+)?\r$/im);
      assert.doesNotMatch(state.asked, /^(cookie|authorization|referer|user-agent|from):/im);
      assert.equal(state.destroyed, true);
    } finally {
      canary.close();
    }
  });

  test('a redirect is dialled anew, and the first connection is let go of', async () => {
    const first = dialled(
      'HTTP/1.1 302 Found\r\nLocation: https://www.example.test/c.xml\r\nContent-Length: 0\r\n\r\n',
    );
    const second = dialled(page('<there>'));
    const hosts: string[] = [];
    const text = await fetchDocument(new URL('https://autoconfig.example.test/mail/config-v1.1.xml'), 'example.test', {
      clock: systemClock,
      dialTls: async (host) => {
        hosts.push(host);
        return hosts.length === 1 ? first.socket : second.socket;
      },
    });
    assert.deepEqual([text, hosts], ['<there>', ['autoconfig.example.test', 'www.example.test']]);
    assert.equal(first.state.destroyed, true);
  });
});
