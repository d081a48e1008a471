import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountConfig, messageId, textRef } from '../../../src/protocol/records.ts';
import { integer, list, object, optional, string } from '../../../src/protocol/schema.ts';
import { compareVersions } from '../../../src/protocol/version.ts';

describe('what crosses a process boundary', () => {
  const shape = object({
    name: string({ max: 5 }),
    counts: list(integer({ max: 9 }), { max: 2 }),
    note: optional(string()),
  });

  test('keeps known fields and drops unknown ones', () => {
    assert.deepEqual(shape.parse({ name: 'a', counts: [1], extra: true }), { name: 'a', counts: [1] });
  });

  test('is refused with the path of the field that is wrong', () => {
    const refusals: readonly [unknown, string][] = [
      [{ name: 'too long', counts: [] }, 'name'],
      [{ name: 'a', counts: [1, 10] }, 'counts[1]'],
      [{ name: 'a', counts: [1, 2, 3] }, 'counts'],
      [{ name: 'a', counts: [], note: 7 }, 'note'],
      [null, '(root)'],
      [[], '(root)'],
    ];
    for (const [value, path] of refusals) {
      assert.throws(
        () => shape.parse(value),
        (error: unknown) => (error as { code: string; data: { path: string } }).data.path === path,
        JSON.stringify(value),
      );
    }
  });

  test('an object of a hostile peer brings no prototype along', () => {
    const parsed = shape.parse(JSON.parse('{"name":"a","counts":[],"__proto__":{"note":"x"}}'));
    assert.equal(parsed.note, undefined);
  });

  test('text comes inline or as a file', () => {
    assert.deepEqual(textRef.parse({ file: '/x' }), { file: '/x' });
    assert.deepEqual(textRef.parse({ text: 'x' }), { text: 'x' });
    assert.throws(() => textRef.parse({}), { code: 'engine.badRequest' });
  });

  test('a message id is four words, not any string', () => {
    assert.equal(messageId.parse('a1.m2.3.4'), 'a1.m2.3.4');
    for (const bad of ['a1.m2.3', 'a1.m2.3.4.5', '../x', 'a1.m2.x.4'])
      assert.throws(() => messageId.parse(bad), { code: 'engine.badRequest' }, bad);
  });

  test('account settings never hold a secret, whatever is sent along', () => {
    const parsed = accountConfig.parse({
      address: 'a@b.c',
      name: '',
      auth: 'password',
      password: 'hunter2',
      secret: 'hunter2',
    });
    assert.doesNotMatch(JSON.stringify(parsed), /hunter2/);
  });
});

describe('versions of two peers', () => {
  test('compare by protocol first, then by number, not by letter', () => {
    const at = (protocol: number, version: string) => ({ protocol, version });
    assert.ok(compareVersions(at(2, '0.1.0'), at(1, '9.0.0')) > 0);
    assert.ok(compareVersions(at(1, '0.10.0'), at(1, '0.9.0')) > 0);
    assert.equal(compareVersions(at(1, '1.2.3'), at(1, '1.2.3')), 0);
  });
});
