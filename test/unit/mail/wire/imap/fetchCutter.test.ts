import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FetchCutter } from '../../../../../src/mail/wire/imap/fetchCutter.ts';
import { seeded } from '../../../../support/seeded.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

interface Cut {
  readonly taken: string[];
  passed: string;
}

/** Sends `text` in pieces of these lengths, then the rest. `wanted` says before which piece a listing runs. */
function cut(
  text: string,
  lengths: readonly number[],
  { wanted = () => true, heldMaxBytes = 1_000 }: { wanted?: (piece: number) => boolean; heldMaxBytes?: number } = {},
): Cut {
  const cutter = new FetchCutter({ heldMaxBytes });
  const result: Cut = { taken: [], passed: '' };
  const take = (response: Uint8Array) => {
    const line = Buffer.from(response).toString('latin1');
    if (line.includes('news')) return false;
    result.taken.push(line);
    return true;
  };
  let at = 0;
  for (const [piece, length] of [...lengths, text.length].entries()) {
    const bytes = latin1(text.slice(at, at + length));
    at += bytes.length;
    for (const part of cutter.push(bytes, wanted(piece) ? take : undefined)) {
      result.passed += Buffer.from(part).toString('latin1');
    }
  }
  return result;
}

const rows = [
  '* 1 FETCH (UID 1 FLAGS ())',
  '* 2 fetch (UID 2 BODY[] {13}\r\n)\r\n* 9 OK no\n)',
  '* 30 FETCH (UID 3 X {0}\r\n Y ~{3}\r\n}\r\n)',
  '* 4 FETCH (UID 4 X "{5}" Y {2}x)',
];
const others = [
  '* 2 EXISTS',
  '* 5 FETCHED',
  '* 6 FETCH (news)',
  '* OK [X] {7}\r\n* 1 FET',
  '* VANISHED (EARLIER) 1:3',
  '+ go on',
  'A7 OK * 1 FETCH ()',
];
const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 });
const responses = fc.array(fc.constantFrom(...rows, ...others), { maxLength: 12 });

describe('what is taken out of a listing', () => {
  test('§4.3 whole FETCH responses with their literals are taken, all else passes in order, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(responses, pieces, (lines, lengths) => {
        const found = cut(lines.map((line) => `${line}\r\n`).join(''), lengths);
        const expected = lines.filter((line) => rows.includes(line));
        assert.deepEqual(found.taken, expected);
        const rest = lines.filter((line) => !rows.includes(line)).map((line) => `${line}\r\n`);
        assert.equal(found.passed, rest.join(''));
      }),
      seeded(43, 500),
    );
  });

  test('a listing that begins and ends anywhere loses no byte, and takes no half response', () => {
    fc.assert(
      fc.property(responses, pieces, fc.array(fc.boolean()), (lines, lengths, switches) => {
        const text = lines.map((line) => `${line}\r\n`).join('');
        const { taken, passed } = cut(text, lengths, { wanted: (piece) => switches[piece] === true });
        assert.equal(
          taken.every((line) => rows.includes(line)),
          true,
        );
        const lengthTaken = taken.reduce((sum, line) => sum + line.length + 2, 0);
        assert.equal(lengthTaken + passed.length, text.length);
      }),
      seeded(44, 500),
    );
  });

  test('without a listing all passes as it came', () => {
    const text = `${rows.join('\r\n')}\r\n`;
    assert.deepEqual(cut(text, [3, 50, 7], { wanted: () => false }), { taken: [], passed: text });
  });

  test('a response is held back up to the limit; one byte more and it passes', () => {
    const row = '* 1 FETCH (UID 1 X "0123456789")';
    const sent = `${row}\r\n* 2 FETCH (UID 2)\r\n`;
    assert.deepEqual(cut(sent, [20], { heldMaxBytes: 20 }).taken, [row, '* 2 FETCH (UID 2)']);
    assert.deepEqual(cut(sent, [20], { heldMaxBytes: 19 }), { taken: ['* 2 FETCH (UID 2)'], passed: `${row}\r\n` });
  });

  test('a response that came in part is let go when the listing ends', () => {
    const cutter = new FetchCutter({ heldMaxBytes: 100 });
    assert.deepEqual(
      cutter.push(latin1('* 1 FETCH (UID'), () => true),
      [],
    );
    const passed = cutter.push(latin1(' 1)\r\n'), undefined);
    assert.equal(Buffer.concat(passed).toString('latin1'), '* 1 FETCH (UID 1)\r\n');
  });
});
