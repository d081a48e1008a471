import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '../../../../../src/base/bytes.ts';
import { type Command, readCommand } from '../../../../../src/mail/wire/imap/command.ts';
import { formatInternalDate, parseInternalDate, parseMailDate } from '../../../../../src/mail/wire/imap/dateTime.ts';
import type { FetchAttribute, Section } from '../../../../../src/mail/wire/imap/fetch.ts';
import { nestingMax, sequenceSetMax } from '../../../../../src/mail/wire/imap/limits.ts';
import { decodeMailboxName, encodeMailboxName } from '../../../../../src/mail/wire/imap/mailboxName.ts';
import { Reader, WireError } from '../../../../../src/mail/wire/imap/reader.ts';
import type { SearchKey } from '../../../../../src/mail/wire/imap/search.ts';
import { sequenceSetTest } from '../../../../../src/mail/wire/imap/sequenceSet.ts';
import { writeCommand } from '../../../../../src/mail/wire/imap/writeCommand.ts';
import { Writer } from '../../../../../src/mail/wire/imap/writer.ts';
import { seeded } from '../../../../support/seeded.ts';

const run = seeded(9051, 400);
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => one.toWellFormed().replace(/\0/g, ''));
const atom = fc.stringMatching(/^[A-Za-z$][A-Za-z0-9$.-]{0,10}$/);
const mailbox = text.filter(
  (name) => name !== '' && !/^inbox/i.test(name) && decodeMailboxName(encodeMailboxName(name)) === name,
);
const flag = fc.oneof(atom, fc.constantFrom('\\Seen', '\\Flagged', '\\Deleted'));
const flags = fc.uniqueArray(flag, { maxLength: 4, selector: (one) => one.toLowerCase() });
const number = fc.oneof(fc.integer({ min: 1, max: 4_294_967_295 }), fc.constant(Number.POSITIVE_INFINITY));
const set = fc.array(fc.record({ first: number, last: number }), { minLength: 1, maxLength: 5 });
const someMessages = fc.oneof(set, fc.constant('$' as const));
const day = fc.integer({ min: 0, max: 40_000 }).map((days) => days * 86_400_000);

const searchKey = fc.letrec<{ key: SearchKey }>((tie) => ({
  key: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<SearchKey>({ key: 'ALL' }, { key: 'UNSEEN' }, { key: 'NEW' }),
    fc.record({ key: fc.constantFrom('FROM' as const, 'TEXT' as const), text }),
    fc.record({ key: fc.constantFrom('SINCE' as const, 'SENTON' as const), day }),
    fc.record({ key: fc.constant('LARGER' as const), bytes: fc.nat() }),
    fc.record({ key: fc.constant('KEYWORD' as const), flag: atom }),
    fc.record({ key: fc.constantFrom('UID' as const, 'SEQ' as const), set: someMessages }),
    fc.record({ key: fc.constantFrom('OLDER' as const, 'YOUNGER' as const), seconds: fc.nat() }),
    fc.record({ key: fc.constantFrom('EMAILID' as const, 'THREADID' as const), id: atom }),
    fc.record({
      key: fc.constant('MODSEQ' as const),
      entry: fc.constantFrom(null, '"/flags/\\\\draft" all'),
      modSeq: fc.nat(),
    }),
    fc.record({ key: fc.constant('HEADER' as const), name: atom, text }),
    fc.record({ key: fc.constant('NOT' as const), of: tie('key') }),
    fc.record({ key: fc.constant('OR' as const), left: tie('key'), right: tie('key') }),
    fc.record({ key: fc.constant('AND' as const), of: fc.array(tie('key'), { minLength: 1, maxLength: 3 }) }),
  ),
})).key;

const section: fc.Arbitrary<Section> = fc.oneof(
  fc.record({
    part: fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }),
    text: fc.oneof(
      fc.record({ kind: fc.constantFrom('content' as const, 'header' as const, 'text' as const) }),
      fc.record({
        kind: fc.constantFrom('fields' as const, 'fieldsNot' as const),
        names: fc.array(atom, { minLength: 1, maxLength: 3 }),
      }),
    ),
  }),
  fc.constant<Section>({ part: [2], text: { kind: 'mime' } }),
);
const attribute: fc.Arbitrary<FetchAttribute> = fc.oneof(
  fc.record({
    name: fc.constantFrom(
      'UID' as const,
      'FLAGS' as const,
      'ENVELOPE' as const,
      'BODY' as const,
      'RFC822.TEXT' as const,
    ),
  }),
  fc.record({ name: fc.constant('BINARY.SIZE[]' as const), part: fc.array(fc.integer({ min: 1, max: 9 })) }),
  fc.record(
    {
      name: fc.constant('BINARY[]' as const),
      peek: fc.boolean(),
      part: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }),
      partial: fc.record({ offset: fc.nat(), length: fc.integer({ min: 1, max: 1_000_000 }) }),
    },
    { requiredKeys: ['name', 'peek', 'part'] },
  ),
  fc.record(
    {
      name: fc.constant('BODY[]' as const),
      peek: fc.boolean(),
      section,
      partial: fc.record({ offset: fc.nat(), length: fc.integer({ min: 1, max: 1_000_000 }) }),
    },
    { requiredKeys: ['name', 'peek', 'section'] },
  ),
);

const uid = fc.boolean();
const results = fc.constantFrom(null, ['ALL' as const], ['MIN' as const, 'COUNT' as const, 'SAVE' as const]);
const known = fc.record({
  uidValidity: fc.nat(),
  modSeq: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  uids: fc.option(set),
  matches: fc.option(fc.record({ numbers: set, uids: set })),
});
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ name: fc.constantFrom('NOOP' as const, 'IDLE' as const, 'EXPUNGE' as const) }),
  fc.record({ name: fc.constantFrom('GETQUOTAROOT' as const, 'DELETE' as const), mailbox }),
  fc.record({
    name: fc.constantFrom('SELECT' as const, 'EXAMINE' as const),
    mailbox,
    condstore: fc.boolean(),
    qresync: fc.option(known),
  }),
  fc.record({ name: fc.constant('GETQUOTA' as const), root: text }),
  fc.record({ name: fc.constant('COMPRESS' as const), mechanism: fc.constant('DEFLATE') }),
  fc.record({ name: fc.constant('CREATE' as const), mailbox, specialUse: fc.constantFrom([], ['\\Archive']) }),
  fc.record({ name: fc.constant('RENAME' as const), mailbox, to: mailbox }),
  fc.record({ name: fc.constant('LOGIN' as const), user: text, password: text }),
  fc.record({ name: fc.constant('ID' as const), fields: fc.option(fc.array(fc.option(text), { maxLength: 4 })) }),
  fc.record({
    name: fc.constant('LIST' as const),
    select: fc.constantFrom([], ['SPECIAL-USE']),
    reference: mailbox,
    patterns: fc.array(mailbox, { minLength: 1, maxLength: 3 }),
    return: fc.constantFrom([], ['SUBSCRIBED', 'CHILDREN']),
    status: fc.constantFrom(null, ['MESSAGES' as const, 'MAILBOXID' as const]),
  }),
  fc.record({
    name: fc.constant('STATUS' as const),
    mailbox,
    items: fc.constant(['MESSAGES' as const, 'UIDNEXT' as const]),
  }),
  fc.record({
    name: fc.constant('APPEND' as const),
    mailbox,
    messages: fc.array(
      fc.record({
        flags,
        internalDate: fc.option(fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1_000)),
        utf8: fc.boolean(),
        bytes: fc.uint8Array({ maxLength: 50 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  }),
  fc.record({ name: fc.constant('UID EXPUNGE' as const), set: someMessages }),
  fc.record({
    name: fc.constant('SEARCH' as const),
    uid,
    results,
    charset: fc.constantFrom(null, 'UTF-8'),
    key: searchKey,
  }),
  fc.record({
    name: fc.constant('SORT' as const),
    uid,
    results,
    criteria: fc.array(
      fc.record({ by: fc.constantFrom('ARRIVAL' as const, 'SUBJECT' as const), reverse: fc.boolean() }),
      { minLength: 1, maxLength: 3 },
    ),
    charset: fc.constant('UTF-8'),
    key: searchKey,
  }),
  fc.record({
    name: fc.constant('THREAD' as const),
    uid,
    algorithm: fc.constant('REFERENCES'),
    charset: fc.constant('UTF-8'),
    key: searchKey,
  }),
  fc.record({
    name: fc.constant('FETCH' as const),
    uid,
    set: someMessages,
    attributes: fc.array(attribute, { minLength: 1, maxLength: 4 }),
    changedSince: fc.option(fc.nat()),
    vanished: fc.boolean(),
  }),
  fc.record({
    name: fc.constant('STORE' as const),
    uid,
    set: someMessages,
    unchangedSince: fc.option(fc.nat()),
    mode: fc.constantFrom('replace' as const, 'add' as const, 'remove' as const),
    silent: fc.boolean(),
    flags,
  }),
  fc.record({ name: fc.constantFrom('COPY' as const, 'MOVE' as const), uid, set: someMessages, mailbox }),
);

describe('IMAP grammar', () => {
  for (const form of ['sync', 'nonSync'] as const) {
    test(`every command reads back as it was written, literals ${form}`, () => {
      fc.assert(
        fc.property(command, (original) => {
          const writer = new Writer(form);
          writeCommand(writer, original);
          const read = readCommand(new Reader(writer.take()));
          assert.deepEqual(plain(read), plain(original));
        }),
        run,
      );
    });
  }

  test('whatever a client sends is a command or a WireError, nothing else', () => {
    const words = fc.constantFrom(
      'FETCH',
      'UID',
      'SEARCH',
      ' ',
      '(',
      ')',
      '"',
      '{3}\r\n',
      'abc',
      '1:*',
      '[',
      ']',
      '<0.1>',
      'BODY',
      'OR',
      'NOT',
      'STORE',
      '\\',
      '1',
      'APPEND',
      'LIST',
    );
    const noise = fc.oneof(
      fc.array(words, { maxLength: 14 }).map((list) => utf8(list.join(''))),
      fc.uint8Array({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        try {
          readCommand(new Reader(bytes));
        } catch (error) {
          assert.ok(error instanceof WireError, String(error));
        }
      }),
      seeded(3501, 5_000),
    );
  });

  test('nesting is taken to its limit and refused one past it', () => {
    const nested = (depth: number) => new Reader(utf8(`SEARCH ${'('.repeat(depth)}ALL${')'.repeat(depth)}`));
    assert.equal(readCommand(nested(nestingMax)).name, 'SEARCH');
    assert.throws(() => readCommand(nested(nestingMax + 1)), WireError);
    assert.throws(() => readCommand(new Reader(utf8(`SEARCH ${'NOT '.repeat(50_000)}ALL`))), WireError);
  });

  test('a sequence set is taken to its limit and refused one past it', () => {
    const fetch = (count: number) => new Reader(utf8(`FETCH ${Array(count).fill('1').join(',')} UID`));
    assert.equal(readCommand(fetch(sequenceSetMax)).name, 'FETCH');
    assert.throws(() => readCommand(fetch(sequenceSetMax + 1)), WireError);
  });

  test('§9 a sequence set holds what its ranges say, in any order, with * as the largest', () => {
    const holds = sequenceSetTest(
      [
        { first: 9, last: 7 },
        { first: 2, last: 2 },
        { first: Number.POSITIVE_INFINITY, last: 12 },
      ],
      10,
    );
    const numbers = Array.from({ length: 14 }, (_, index) => index).filter(holds);
    assert.deepEqual(numbers, [2, 7, 8, 9, 10, 11, 12]);
  });

  test('RFC 3501 §5.1.3 mailbox names in modified UTF-7', () => {
    assert.equal(encodeMailboxName('~peter/mail/台北/日本語'), '~peter/mail/&U,BTFw-/&ZeVnLIqe-');
    assert.equal(encodeMailboxName('R&D'), 'R&-D');
    assert.equal(decodeMailboxName('&Jjo-!'), '☺!');
    assert.equal(decodeMailboxName('&bad'), '&bad');
    fc.assert(
      fc.property(mailbox, (name) => assert.equal(decodeMailboxName(encodeMailboxName(name)), name)),
      run,
    );
  });

  test('dates read back to the second; a Date header without a zone counts as UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
        assert.equal(parseInternalDate(formatInternalDate(seconds * 1_000)), seconds * 1_000);
      }),
      run,
    );
    assert.equal(parseInternalDate(' 7-Jul-1996 02:44:25 -0700'), Date.UTC(1996, 6, 7, 9, 44, 25));
    assert.equal(parseInternalDate('17-Xyz-1996 02:44:25 -0700'), null);
    assert.equal(parseMailDate('Mon, 1 Jan 2024 10:00:00'), Date.UTC(2024, 0, 1, 10));
    assert.equal(parseMailDate('Mon, 1 Jan 2024 10:00:00 +0800 (CST)'), Date.UTC(2024, 0, 1, 2));
    assert.equal(parseMailDate('yesterday'), null);
  });

  test('a Date header in its usual form reads as Date.parse has it, sound or not', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
    const day = fc.oneof(two(33), fc.integer({ min: 0, max: 9 }).map(String));
    const month = fc.constantFrom('Jan', 'feb', 'MAR', 'Apr', 'Aug', 'Dec', 'Xyz');
    const year = fc.integer({ min: 1880, max: 2300 });
    const sign = fc.constantFrom('+', '-');
    fc.assert(
      fc.property(
        day,
        month,
        year,
        two(25),
        two(61),
        two(61),
        sign,
        two(16),
        two(61),
        (d, m, y, h, i, s, pm, zh, zm) => {
          const text = `Mon, ${d} ${m} ${y} ${h}:${i}:${s} ${pm}${zh}${zm}`;
          const expected = Date.parse(text);
          assert.equal(parseMailDate(text), Number.isNaN(expected) ? null : expected, text);
        },
      ),
      seeded(5322, 3_000),
    );
  });
});

/** Plain objects, and bytes as text, so that a view into a buffer equals a copy of it. */
function plain(command: Command): unknown {
  if (command.name !== 'APPEND') return structuredClone(command);
  const messages = command.messages.map(({ bytes, ...rest }) => ({
    ...rest,
    text: Buffer.from(bytes).toString('latin1'),
  }));
  return structuredClone({ ...command, messages });
}
