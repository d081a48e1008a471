import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../../../../../src/base/bytes.ts';
import { type Frame, Framer } from '../../../../../src/mail/wire/imap/framer.ts';
import { seeded } from '../../../../support/seeded.ts';

const limits = { lineMaxBytes: 40, literalMaxBytes: () => 10 };

function frames(chunks: readonly Uint8Array[]): string[] {
  const framer = new Framer(limits);
  return chunks.flatMap((chunk) => framer.push(chunk)).map(shown);
}

function shown(frame: Frame): string {
  return frame.kind === 'command'
    ? Buffer.from(frame.bytes).toString()
    : frame.kind === 'continue'
      ? '+'
      : `${frame.tag} ${frame.fatal}`;
}

describe('cutting a stream into commands', () => {
  test('the same frames come however the bytes are cut', () => {
    const stream = utf8('a NOOP\r\nb LOGIN {3}\r\nx\r\n{0}\r\n\r\nc X {2+}\r\nhi y\r\nd Z\n');
    const whole = frames([stream]);
    assert.deepEqual(whole, ['a NOOP', '+', '+', 'b LOGIN {3}\r\nx\r\n{0}\r\n', 'c X {2+}\r\nhi y', 'd Z']);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 }), (sizes) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0, i = 0; at < stream.length; at += sizes[i] ?? 1, i++)
          chunks.push(stream.subarray(at, at + (sizes[i] ?? 1)));
        assert.deepEqual(frames(chunks), whole);
      }),
      seeded(1, 300),
    );
  });

  test('a literal at its limit is taken; one past it is refused, and ends the session when it comes unasked', () => {
    assert.deepEqual(frames([utf8('a X {10}\r\n')]), ['+']);
    assert.deepEqual(frames([utf8('a X {11}\r\nb NOOP\r\n')]), ['a false', 'b NOOP']);
    assert.deepEqual(frames([utf8('a X {11+}\r\n01234567890\r\nb NOOP\r\n')]), ['a true']);
  });

  test('a line at its limit is taken, one past it ends the session, with or without an end', () => {
    assert.deepEqual(frames([utf8(`${'x'.repeat(40)}\n`)]), ['x'.repeat(40)]);
    assert.deepEqual(frames([utf8(`${'x'.repeat(41)}\n`)]), ['* true']);
    assert.deepEqual(frames([utf8('a '), utf8('x'.repeat(41))]), ['a true']);
  });
});
