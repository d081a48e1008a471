import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FrameReader, frame, handshake, opcodes } from '../../../../src/server/sandbox/webSocket.ts';

const asked: { readonly [name: string]: string } = {
  connection: 'keep-alive, Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** A client's frame. */
function masked(opcode: number, text: string): Uint8Array {
  const mask = [1, 2, 3, 4];
  const payload = Buffer.from(text).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.from([0x80 | opcode, 0x80 | payload.length, ...mask, ...payload]);
}

describe('RFC 6455 WebSocket', () => {
  test('§1.3 the handshake proves that it was read', () => {
    assert.match(
      handshake((name) => asked[name] ?? '') ?? '',
      /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n\r\n$/,
    );
    for (const [name, wrong] of [
      ['upgrade', ''],
      ['sec-websocket-version', '8'],
      ['sec-websocket-key', 'short'],
    ] as const)
      assert.equal(
        handshake((each) => (each === name ? wrong : (asked[each] ?? ''))),
        undefined,
      );
  });

  test('§5.2 lengths of one, three and nine bytes', () => {
    assert.deepEqual([...frame(opcodes.text, Buffer.from('hi'))], [0x81, 2, 0x68, 0x69]);
    assert.deepEqual([...frame(opcodes.text, Buffer.alloc(126)).subarray(0, 4)], [0x81, 126, 0, 126]);
    assert.deepEqual(
      [...frame(opcodes.text, Buffer.alloc(65_536)).subarray(0, 10)],
      [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0],
    );
  });

  test('§5.3 frames are read however they are cut, and unmasked', () => {
    const bytes = Buffer.concat([masked(opcodes.ping, 'are you there'), masked(opcodes.close, '')]);
    const reader = new FrameReader();
    const heard = [...bytes].flatMap((byte) => reader.push(Uint8Array.of(byte)) ?? assert.fail('broken'));
    assert.deepEqual(
      heard.map(({ opcode, payload }) => [opcode, Buffer.from(payload).toString()]),
      [
        [opcodes.ping, 'are you there'],
        [opcodes.close, ''],
      ],
    );
  });

  test('§5.1 a client that does not mask, or says too much, is no client', () => {
    assert.equal(new FrameReader().push(frame(opcodes.text, Buffer.from('hi'))), undefined);
    assert.equal(new FrameReader().push(Uint8Array.of(0x81, 0xff, 0, 0, 0, 0, 0, 1)), undefined);
  });
});
