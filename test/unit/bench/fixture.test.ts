import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, numbered, small, usual } from '../../../bench/fixtures/fixture.ts';

test('the same generator and size have one name, another size has another', () => {
  for (const fixture of [numbered, small, usual]) {
    assert.equal(keyOf(fixture, 1_000), keyOf(fixture, 1_000));
    assert.notEqual(keyOf(fixture, 1_000), keyOf(fixture, 1_001));
  }
});

test('a generator that gives other bytes, flags or dates gets another name', () => {
  const [mail] = small.mails(1);
  assert.ok(mail);
  const key = (changed: Partial<typeof mail>) => keyOf({ name: 'small', mails: () => [{ ...mail, ...changed }] }, 1);
  const others = [
    key({}),
    key({ bytes: Buffer.concat([mail.bytes, Buffer.from('.')]) }),
    key({ flags: ['\\Flagged'] }),
    key({ receivedAt: new Date(0) }),
  ];
  assert.equal(new Set(others).size, 4);
  assert.equal(others[0], keyOf(small, 1));
});

test('small mails are as many as asked for, each with its own Message-ID', () => {
  const ids = Array.from(small.mails(500), ({ bytes }) => /^Message-ID: (.*)$/m.exec(bytes.toString())?.[1]);
  assert.equal(new Set(ids).size, 500);
});
