import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { FetchCutter, passFetchLines } from '../../../../../src/mail/wire/imap/fetchCutter.ts';
import { FetchReader } from '../../../../../src/mail/wire/imap/fetchResponse.ts';
import { FlagLineReader, StoredLineReader } from '../../../../../src/mail/wire/imap/flagLines.ts';
import { seeded } from '../../../../support/seeded.ts';

/** Who reads what, when a server sends `text` in pieces of these lengths and then the rest. */
function read(text: string, lengths: readonly number[], { byRuns = true } = {}) {
  const told: string[] = [];
  const found = { told, passed: '', byRun: 0, bytes: 0 };
  const one = new FetchReader();
  const lines = new FlagLineReader((uid, flags) => {
    found.byRun++;
    told.push(`${uid} ${flags.join(' ')}`);
  });
  const takeOne = (line: Uint8Array) => {
    const { uid, flags } = one.read(line);
    if (uid > 0) told.push(`${uid} ${flags.join(' ')}`);
    return uid > 0;
  };
  const takeRun = (chunk: Uint8Array, from: number) =>
    lines.read(chunk, from, (bytes) => {
      found.bytes += bytes;
    });
  const cutter = new FetchCutter({ heldMaxBytes: 1_000 });
  let at = 0;
  for (const length of [...lengths, text.length]) {
    const bytes = Buffer.from(text.slice(at, at + length), 'latin1');
    at += bytes.length;
    for (const part of cutter.push(bytes, takeOne, byRuns ? takeRun : undefined)) {
      found.passed += Buffer.from(part).toString('latin1');
    }
  }
  return found;
}

const flags = fc.constantFrom('', '\\Seen', '\\Seen \\Answered', '$Label1 \\Flagged', '\\Recent', 'r\xe9sum\xe9');
const uid = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0xffff_ffff, 0x1_0000_0000, 99_999_999_999));
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(uid, flags).map(([n, set]) => `* 3 FETCH (UID ${n} FLAGS (${set}))`) },
  { weight: 2, arbitrary: fc.tuple(uid, flags).map(([n, set]) => `* 3 FETCH (FLAGS (${set}) UID ${n})`) },
  fc.constantFrom(
    '* 3 FETCH (UID 8 MODSEQ (12) FLAGS (\\Seen))',
    '* 3 FETCH (MODSEQ (12) FLAGS (\\Seen) UID 8)',
    '* 3 FETCH (UID 8 MODSEQ (12))',
    '* 4 fetch (uid 7 flags (\\Seen))',
    '* 4 FETCH (UID 7 FLAGS (\\Seen) MODSEQ (9))',
    '* 4 FETCH (UID 7 FLAGS (\\Seen) X {10}\r\n* 1 FETCH (UID 1 FLAGS ()))',
    '* 4 FETCH (FLAGS (\\Seen))',
    '* 4 FETCH (UID FLAGS (\\Seen))',
    '* 0 FETCH (UID 1 FLAGS ())',
    '* 4 FETCH (UID 7 FLAGS (\\Seen)) ',
    '* OK [X] {26}\r\n* 1 FETCH (UID 1 FLAGS ())',
    '* 12 EXISTS',
    'A1 OK done',
  ),
);
const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 20 });

describe('B02 flags are read from the bytes', () => {
  test('§7.5.2 a run of plain lines tells what the reader of all responses tells, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), pieces, (lines, lengths) => {
        const text = lines.map((one) => `${one}\r\n`).join('');
        const [run, single] = [read(text, lengths), read(text, lengths, { byRuns: false })];
        assert.deepEqual([run.told, run.passed], [single.told, single.passed]);
      }),
      seeded(47, 600),
    );
  });

  test('lines as servers write them are read in runs, and their bytes are told', () => {
    const text = '* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n* 2 FETCH (FLAGS (\\Seen) UID 6)\r\n';
    const { told, byRun, bytes, passed } = read(`${text}A1 OK done\r\n`, []);
    assert.deepEqual({ told, byRun, bytes }, { told: ['5 \\Seen', '6 \\Seen'], byRun: 2, bytes: text.length });
    assert.equal(passed, 'A1 OK done\r\n');
  });

  test('equal flags are one object, also those whose bytes make the same number', () => {
    const found: (readonly string[])[] = [];
    const reader = new FlagLineReader((_uid, set) => found.push(set));
    // 'Aa' and 'BB' make one number in the table.
    const text = ['\\Seen', 'Aa', 'BB', '\\Seen', 'Aa', 'BB'].map((set) => `* 1 FETCH (UID 1 FLAGS (${set}))\r\n`);
    reader.read(Buffer.from(text.join('')), 0, () => {});
    assert.deepEqual(found, [['\\Seen'], ['Aa'], ['BB'], ['\\Seen'], ['Aa'], ['BB']]);
    assert.equal(found[0], found[3]);
  });

  test('RFC 7162 §3.1.3 what answers our own STORE is passed by; news of flags is not', () => {
    const own = '* 1 FETCH (UID 5 MODSEQ (12))\r\n* 2 FETCH (UID 6 MODSEQ (9007199254740993))\r\n';
    const news = '* 3 FETCH (UID 7 MODSEQ (12) FLAGS (\\Seen))\r\n';
    const bytes: number[] = [];
    const end = new StoredLineReader().read(Buffer.from(own + news + own), 0, (count) => bytes.push(count));
    assert.deepEqual([end, bytes.length], [own.length, 2]);
  });

  test('§7.5.2 who waits for a change only counts lines, and leaves what has a literal, is cut, or is no FETCH', () => {
    const line = '* 1 FETCH (UID 5 FLAGS (\\Seen))\r\n';
    const passed = (text: string) => passFetchLines(Buffer.from(text), 0, () => {}) / line.length;
    assert.equal(passed(line + line + line), 3);
    assert.equal(passed(`${line}* 1 FETCH (UID 5)`), 1);
    for (const other of ['* 2 EXISTS\r\n', 'A1 OK (done)\r\n', '* 1 FETCH (X {3}\r\nabc)\r\n'])
      assert.equal(passed(line + other + line), 1, other);
  });
});
