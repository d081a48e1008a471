import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { cleanName, formatMailbox, formatMailboxes, parseAddressList } from '../../../../src/mail/mime/address.ts';
import { seeded } from '../../../support/seeded.ts';

/** Input → what is expected, each `name|address` or `!reason:text`. */
const lists: readonly (readonly [input: string, expected: readonly string[]])[] = [
  ['ann@example.test', ['|ann@example.test']],
  ['Ann <ann@example.test>', ['Ann|ann@example.test']],
  ['<ann@example.test>', ['|ann@example.test']],
  ['Ann Lee <ann@example.test>, bob@example.test', ['Ann Lee|ann@example.test', '|bob@example.test']],
  ['ann@example.test; bob@example.test', ['|ann@example.test', '|bob@example.test']],
  ['Zhang Wei <zw@qq.com>; li@163.com', ['Zhang Wei|zw@qq.com', '|li@163.com']],
  ['ann@example.test；bob@example.test', ['|ann@example.test', '|bob@example.test']],
  ['张伟 <zw@qq.com>，李娜 <ln@163.com>', ['张伟|zw@qq.com', '李娜|ln@163.com']],
  ['张伟<zw@qq.com>、李娜<ln@163.com>', ['张伟|zw@qq.com', '李娜|ln@163.com']],
  ['ann@example.test\nbob@example.test', ['|ann@example.test', '|bob@example.test']],
  ['ann@example.test\r\n  bob@example.test\r\n', ['|ann@example.test', '|bob@example.test']],
  ['ann@example.test;', ['|ann@example.test']],
  ['ann@example.test,', ['|ann@example.test']],
  ['ann@example.test；', ['|ann@example.test']],
  [';; ann@example.test ,, ; bob@example.test ;', ['|ann@example.test', '|bob@example.test']],
  ['', []],
  [' \t ', []],
  ['; , \n', []],
  ['"a; b"@x', ['|"a; b"@x']],
  ['"a; b"@x.test, c@x.test', ['|"a; b"@x.test', '|c@x.test']],
  ['"Lee, Ann" <ann@example.test>', ['Lee, Ann|ann@example.test']],
  ['"Lee; Ann" <ann@example.test>; bob@example.test', ['Lee; Ann|ann@example.test', '|bob@example.test']],
  ['"Ann \\"the\\" Lee" <ann@example.test>', ['Ann "the" Lee|ann@example.test']],
  ['"back\\\\slash" <ann@example.test>', ['back\\slash|ann@example.test']],
  ['Ann "Annie" Lee <ann@example.test>', ['Ann Annie Lee|ann@example.test']],
  ['ann@example.test (Ann Lee)', ['Ann Lee|ann@example.test']],
  ['Ann (work, not home) <ann@example.test>', ['Ann|ann@example.test']],
  ['(nested (comment; here)) ann@example.test', ['nested (comment; here)|ann@example.test']],
  ['Team: ann@example.test, bob@example.test;', ['|ann@example.test', '|bob@example.test']],
  ['Team: ann@example.test; cat@example.test', ['|ann@example.test', '|cat@example.test']],
  ['undisclosed-recipients:;', []],
  ['undisclosed-recipients:;, ann@example.test', ['|ann@example.test']],
  ['mailto:ann@example.test', ['|ann@example.test']],
  ['Ann <mailto:ann@example.test>', ['Ann|ann@example.test']],
  ['<@relay.test,@other.test:ann@example.test>', ['|ann@example.test']],
  ['ann@[192.0.2.1]', ['|ann@[192.0.2.1]']],
  ['Ann <ann@[IPv6:2001:db8::1]>; bob@x.test', ['Ann|ann@[IPv6:2001:db8::1]', '|bob@x.test']],
  ['ann@[IPv6:2001:db8::1]', ['|ann@[IPv6:2001:db8::1]']],
  ['ann@localhost', ['|ann@localhost']],
  ['ann+list=x@example.test', ['|ann+list=x@example.test']],
  ["o'brien@example.test", ["|o'brien@example.test"]],
  ['张伟@例子.测试', ['|张伟@例子.测试']],
  ['ann@bücher.example', ['|ann@bücher.example']],
  ['Ann ＜ann@example.test＞', ['Ann|ann@example.test']],
  ['ann＠example.test', ['|ann@example.test']],
  ['עדי <adi@example.test>', ['עדי|adi@example.test']],
  ['😀 Ann <ann@example.test>', ['😀 Ann|ann@example.test']],
  ['"张伟；李娜" <team@qq.com>', ['张伟；李娜|team@qq.com']],
  ['Ann\tLee <ann@example.test>', ['Ann Lee|ann@example.test']],
  ['"ann@home" <ann@example.test>', ['ann@home|ann@example.test']],
  // What is no address.
  ['bob', ['!noAt:bob']],
  ['Ann <ann@example.test>; bob, cat@x.test', ['Ann|ann@example.test', '!noAt:bob', '|cat@x.test']],
  ['@example.test', ['!noLocal:@example.test']],
  ['ann@', ['!noDomain:ann@']],
  ['a@b@example.test', ['!manyAt:a@b@example.test']],
  ['a..b@example.test', ['!badLocal:a..b@example.test']],
  ['ann@exa_mple.test', ['!badDomain:ann@exa_mple.test']],
  ['ann@-example.test', ['!badDomain:ann@-example.test']],
  ['ann@example..test', ['!badDomain:ann@example..test']],
  ['ann@192.0.2.1', ['!badDomain:ann@192.0.2.1']],
  [`${'a'.repeat(65)}@x.test`, [`!tooLong:${'a'.repeat(65)}@x.test`]],
  ['Ann Lee ann@example.test', ['!spaces:Ann Lee ann@example.test']],
  ['ann@x.test bob@x.test', ['!separator:ann@x.test bob@x.test']],
  ['Ann <ann@x.test> Bob <bob@x.test>', ['!separator:Ann <ann@x.test> Bob <bob@x.test>']],
  ['Ann <ann@x.test> please', ['!text:Ann <ann@x.test> please']],
  ['Ann <ann@x.test; bob@x.test', ['!angle:Ann <ann@x.test', '|bob@x.test']],
  ['"Ann <ann@x.test>; bob@x.test', ['!quote:"Ann <ann@x.test>', '|bob@x.test']],
  ['ann@x.test (home; bob@x.test', ['!comment:ann@x.test (home', '|bob@x.test']],
  ['ann\u0000@x.test', ['!control:ann\u0000@x.test']],
  ['Ann <>', ['!noAt:Ann <>']],
];

describe('address lists as people write them', () => {
  test(`E03 ${lists.length} strings give the expected lists`, () => {
    assert.ok(lists.length >= 60);
    for (const [input, expected] of lists) {
      const { mailboxes, problems } = parseAddressList(input);
      const found = [
        ...mailboxes.map(({ name, address, start }) => ({ start, text: `${name}|${address}` })),
        ...problems.map(({ reason, text, start }) => ({ start, text: `!${reason}:${text}` })),
      ].sort((a, b) => a.start - b.start);
      assert.deepEqual(
        found.map(({ text }) => text),
        expected,
        `list ${JSON.stringify(input)}`,
      );
    }
  });

  test('E03 a bad address is named where it stands, with a way to mend it', () => {
    const text = 'Ann <ann@example.test>;  Bob Lee bob@x.test ; c@x.test';
    const [problem] = parseAddressList(text).problems;
    assert.ok(problem);
    assert.equal(text.slice(problem.start, problem.end), 'Bob Lee bob@x.test');
    assert.equal(problem.suggestion, 'Bob Lee <bob@x.test>');
  });

  test('E03 a separator that somebody pressed twice is nothing', () => {
    assert.equal(parseAddressList('a@x.test,;，；b@x.test').problems.length, 0);
  });

  test('E03 reading what was written gives the same list, whatever the names', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 30 });
    const local = fc.stringMatching(/^[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}$/);
    const quoted = fc.stringMatching(/^[a-z ;,<>@()]{1,20}$/).map((text) => `"${text}"`);
    const mailbox = fc.record({
      name,
      address: fc
        .tuple(fc.oneof(local, quoted), fc.constantFrom('x.test', 'bücher.example', '[192.0.2.1]'))
        .map((parts) => parts.join('@')),
    });
    fc.assert(
      fc.property(fc.array(mailbox, { maxLength: 6 }), (list) => {
        const read = parseAddressList(formatMailboxes(list));
        assert.deepEqual(read.problems, []);
        assert.deepEqual(
          read.mailboxes.map(({ name: shown, address }) => ({ name: shown, address })),
          list.map((each) => ({ ...each, name: cleanName(each.name) })),
        );
      }),
      seeded(3, 500),
    );
  });

  test('E03 nothing that is typed makes the reader throw, and every range lies inside the text', () => {
    const pieces = fc.constantFrom(
      '"',
      '<',
      '>',
      '(',
      ')',
      '[',
      ']',
      ':',
      ';',
      ',',
      '@',
      '\\',
      ' ',
      '\n',
      'a',
      'ann@x.test',
      '张',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const { mailboxes, problems } = parseAddressList(text);
        for (const { start, end } of [...mailboxes, ...problems])
          assert.ok(start >= 0 && start < end && end <= text.length, `${start}..${end} in ${JSON.stringify(text)}`);
      }),
      seeded(4, 1_000),
    );
  });

  test('E03 names are written with quotes only where the list needs them', () => {
    assert.equal(formatMailbox({ name: '张伟', address: 'zw@qq.com' }), '张伟 <zw@qq.com>');
    assert.equal(formatMailbox({ name: 'Lee, Ann', address: 'a@x.test' }), '"Lee, Ann" <a@x.test>');
    assert.equal(formatMailbox({ name: '', address: 'a@x.test' }), 'a@x.test');
  });
});
