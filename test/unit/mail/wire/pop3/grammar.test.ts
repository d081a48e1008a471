import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Command, maskedCommand, readCommand, writeCommand } from '../../../../../src/mail/wire/pop3/command.ts';
import { LineCutter } from '../../../../../src/mail/wire/pop3/lines.ts';
import { MultilineReader, writeMultiline } from '../../../../../src/mail/wire/pop3/multiline.ts';
import { readStatus, type Status, writeStatus } from '../../../../../src/mail/wire/pop3/status.ts';
import { seeded } from '../../../../support/seeded.ts';

const message = fc.integer({ min: 1, max: 4_294_967_295 });
const word = fc.stringMatching(/^[!-~]{1,40}$/);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ name: fc.constant('USER' as const), user: word }),
  fc.record({ name: fc.constant('PASS' as const), password: fc.stringMatching(/^[ -~]{1,40}$/) }),
  fc.record({
    name: fc.constant('AUTH' as const),
    mechanism: fc.constantFrom('PLAIN', 'SCRAM-SHA-256'),
    initial: fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/)),
  }),
  fc.record({ name: fc.constantFrom('LIST' as const, 'UIDL' as const), message: fc.option(message) }),
  fc.record({ name: fc.constantFrom('RETR' as const, 'DELE' as const), message }),
  fc.record({ name: fc.constant('TOP' as const), message, lines: fc.nat() }),
  fc.record({
    name: fc.constantFrom(
      'STAT' as const,
      'RSET' as const,
      'NOOP' as const,
      'CAPA' as const,
      'STLS' as const,
      'QUIT' as const,
    ),
  }),
);
const status: fc.Arbitrary<Status> = fc.record({
  ok: fc.boolean(),
  code: fc.constantFrom('', 'IN-USE', 'AUTH', 'SYS/TEMP'),
  words: fc.stringMatching(/^([a-z][ -~]{0,30}[!-~])?$/),
});

/** What a reader makes of bytes that come in pieces of `size`. */
function readPieces(wire: Uint8Array, size: number): { content: string; rest: string | undefined } {
  const reader = new MultilineReader();
  let content = '';
  for (let at = 0; at < wire.length; at += size) {
    const piece = reader.push(wire.subarray(at, at + size));
    content += Buffer.from(piece.content).toString('latin1');
    if (piece.rest) {
      return { content, rest: Buffer.from(piece.rest).toString('latin1') + latin1(wire.subarray(at + size)) };
    }
  }
  return { content, rest: undefined };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

describe('RFC 1939 grammar of POP3', () => {
  test('§3 a command that was written is read as it was', () => {
    fc.assert(
      fc.property(command, (one) => assert.deepEqual(readCommand(writeCommand(one)), { ...one })),
      seeded(1939, 300),
    );
  });

  test('§3 keywords come in any case, and what is no number of a message is refused', () => {
    assert.deepEqual(readCommand('retr 3'), { name: 'RETR', message: 3 });
    assert.deepEqual(readCommand('QUIT '), { name: 'QUIT' });
    for (const line of ['RETR', 'RETR 0', 'RETR -1', 'RETR 1x', 'RETR 1 2', 'RETR 99999999999', 'TOP 1', 'TOP 1 -1']) {
      assert.deepEqual(readCommand(line), { name: 'syntax' }, line);
    }
    for (const line of ['', ' ', 'HELO x', ' STAT']) assert.deepEqual(readCommand(line), { name: 'unknown' }, line);
  });

  test('§7 a password holds spaces, first and last too', () => {
    assert.deepEqual(readCommand('PASS  two  words '), { name: 'PASS', password: ' two  words ' });
  });

  test('a log sees neither a password nor what SASL says', () => {
    assert.equal(maskedCommand('PASS a secret'), 'PASS ***');
    assert.equal(maskedCommand('auth plain AGEAYg=='), 'auth plain ***');
    assert.equal(maskedCommand('USER ann'), 'USER ann');
  });

  test('§3 a status line that was written is read as it was, and others are none', () => {
    fc.assert(
      fc.property(status, (one) => assert.deepEqual(readStatus(writeStatus(one)), { ...one })),
      seeded(1939, 300),
    );
    assert.deepEqual(readStatus('+OK'), { ok: true, code: '', words: '' });
    assert.deepEqual(readStatus('-ERR [in-use] busy'), { ok: false, code: 'IN-USE', words: 'busy' });
    for (const line of ['', 'OK', '+OKAY', '* OK', '+ OK']) assert.equal(readStatus(line), null, line);
  });

  test('§3 what was stuffed is unstuffed to the byte, however it is cut', () => {
    const line = fc.constantFrom('', '.', '..', 'text', '.text', '\r', '. \r', '\0\xff', '..\r.');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (lines, size) => {
        const text = lines.map((one) => `${one}\r\n`).join('');
        const wire = Buffer.concat([writeMultiline(Buffer.from(text, 'latin1')), Buffer.from('+OK next\r\n')]);
        assert.deepEqual(readPieces(wire, size), { content: text, rest: '+OK next\r\n' });
      }),
      seeded(1939, 300),
    );
  });

  test('a bare LF never ends a message for one client and not for another', () => {
    const wire = latin1(writeMultiline(Buffer.from('a\n.\nb\r\n.\n\nlast', 'latin1')));
    assert.equal(wire, 'a\r\n..\r\nb\r\n..\r\n\r\nlast\r\n.\r\n');
  });

  test('an ending that has not wholly come is waited for', () => {
    assert.deepEqual(readPieces(Buffer.from('a\r\n.\r'), 100), { content: 'a\r\n', rest: undefined });
  });

  test('a line at its bound passes, one byte more is told and skipped, and what follows is read', () => {
    const cutter = new LineCutter();
    const text = (lines: ReturnType<LineCutter['push']>) =>
      lines.map((line) => (line.kind === 'line' ? latin1(line.bytes) : line.kind));
    assert.deepEqual(text(cutter.push(Buffer.from('123456\r\n1234567\r\nNOOP\n'), 8)), ['123456', 'tooLong', 'NOOP']);
    assert.deepEqual(text(cutter.push(Buffer.from('x'.repeat(100)), 8)), []);
    assert.deepEqual(text(cutter.push(Buffer.from('yyy'), 8)), []);
    assert.deepEqual(text(cutter.push(Buffer.from('z\r\nQU'), 8)), ['tooLong']);
    assert.deepEqual(text(cutter.push(Buffer.from('IT\r\n'), 8)), ['QUIT']);
  });
});
