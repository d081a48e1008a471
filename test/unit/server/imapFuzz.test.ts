import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { literal, type MemoryClient, memoryWorld } from '../../support/memoryImap.ts';
import { seeded } from '../../support/seeded.ts';

const word = fc.constantFrom(
  ...[
    'FETCH',
    'UID',
    'STORE',
    'SEARCH',
    'COPY',
    'MOVE',
    'LIST',
    'STATUS',
    'SELECT',
    'CREATE',
    'RENAME',
    'APPEND',
    'EXPUNGE',
    'CLOSE',
  ],
  ...[
    '1',
    '1:*',
    '*',
    '0',
    '4294967295',
    '4294967296',
    'INBOX',
    '""',
    '"%"',
    '(',
    ')',
    '()',
    'BODY[]',
    'BODY[1.1.MIME]<0.9>',
    'BODY[',
  ],
  ...[
    'FLAGS',
    '+FLAGS',
    '(\\Seen)',
    '\\',
    'ALL',
    'NOT',
    'OR',
    'HEADER',
    'TEXT',
    '"\\"',
    '{3+}\r\nabc',
    '{0+}\r\n',
    '&AAA-',
    '\xff',
  ],
);
const line = fc.array(word, { maxLength: 7 }).map((words) => words.join(' '));

describe('a client that talks nonsense', () => {
  test('property: 2,000 random lines get an answer each, and the session goes on', async () => {
    const world = await memoryWorld();
    let client: MemoryClient = await world.connect();
    await client.run(`APPEND INBOX ${literal('Subject: x\r\n\r\nbody')}`);
    await client.run('SELECT INBOX');
    let count = 0;
    const lines = fc.sample(line, seeded(3501, 2_000));
    for (const text of lines) {
      if (client.closed) {
        client = await world.connect(); // A hundred bad commands end a session.
        await client.run('SELECT INBOX');
      }
      const answer = (await client.run(text)).at(-1) ?? '';
      assert.match(client.closed ? 'BAD' : answer, /^(OK|NO|BAD)/, text);
      assert.doesNotMatch(answer, /SERVERBUG/, text);
      count++;
    }
    assert.equal(count, 2_000);
  });
});
