import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ThreadMember, threadTree } from '../../../../src/engine/threads/tree.ts';

const mail = (messageId: string, date: number, ...references: string[]): ThreadMember => ({
  messageId,
  date,
  references,
});

/** One line a mail: indented by depth, copies counted. */
function drawn(members: readonly ThreadMember[]): string[] {
  return threadTree(members).map(
    ({ copies, depth }) =>
      `${'  '.repeat(depth)}${copies[0]?.messageId}${copies.length > 1 ? ` ×${copies.length}` : ''}`,
  );
}

describe('G01 the order of a conversation', () => {
  test('answers stand below what they answer, the older first', () => {
    assert.deepEqual(
      drawn([mail('<4>', 4, '<1>'), mail('<3>', 3, '<1>', '<2>'), mail('<2>', 2, '<1>'), mail('<1>', 1)]),
      ['<1>', '  <2>', '    <3>', '  <4>'],
    );
  });

  test('a mail that nobody has leaves no place, and its answers stay together', () => {
    assert.deepEqual(drawn([mail('<3>', 3, '<0>'), mail('<2>', 2, '<0>', '<gone>'), mail('<4>', 4, '<0>', '<2>')]), [
      '<2>',
      '  <4>',
      '<3>',
    ]);
  });

  test('a mail’s own references count for more than what others say of it', () => {
    const claims = mail('<3>', 1, '<1>', '<2>');
    assert.deepEqual(drawn([claims, mail('<1>', 2), mail('<9>', 3), mail('<2>', 4, '<9>')]), [
      '<9>',
      '  <2>',
      '    <3>',
      '<1>',
    ]);
  });

  test('circles and mails that follow themselves are laid out, each once', () => {
    const circle = [mail('<1>', 1, '<2>'), mail('<2>', 2, '<1>'), mail('<3>', 3, '<3>')];
    assert.deepEqual(
      drawn(circle)
        .map((line) => line.trim())
        .sort(),
      ['<1>', '<2>', '<3>'],
    );
  });

  test('copies in several mailboxes are one place', () => {
    assert.deepEqual(drawn([mail('<1>', 1), mail('<1>', 1), mail('<2>', 2, '<1>')]), ['<1> ×2', '  <2>']);
  });

  test('mails without a Message-ID are not taken for copies', () => {
    assert.deepEqual(drawn([mail('', 1, '<0>'), mail('', 2, '<0>')]), ['', '']);
  });

  test('a chain of 20,000 answers is laid out', () => {
    const chain = Array.from({ length: 20_000 }, (_, n) => mail(`<${n}>`, n, ...(n > 0 ? [`<${n - 1}>`] : [])));
    const places = threadTree(chain);
    assert.equal(places.length, 20_000);
    assert.equal(places.at(-1)?.depth, 19_999);
  });
});
