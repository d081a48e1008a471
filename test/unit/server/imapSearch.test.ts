import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { literal, type MemoryClient, memoryWorld } from '../../support/memoryImap.ts';
import { written } from '../../support/memoryMails.ts';

const words = ['café au lait', 'say "quoted"', '关于下周的安排', "it's NEAR", 'plain* text', 'a-b_c', 'Straße'];

/** INBOX with so many mails, one in seven of each of {@link words}. */
async function filled(count: number): Promise<MemoryClient> {
  const { store, connect } = await memoryWorld();
  const { id } = store.mailboxes.get(store.users.get('ann@test').id, 'INBOX');
  store.write([], () => {
    for (let at = 0; at < count; at++) {
      const bytes = Buffer.from(
        written({
          subject: `=?utf-8?B?${Buffer.from(`${words[at % 7]} ${at}`).toString('base64')}?=`,
          body: `body ${at}`,
        }),
      );
      const stamp = Buffer.from(`Delivered-To: ann+${at}@test\r\n`);
      store.messages.append(id, { bytes, stamp, flags: [], internalDate: 0 });
    }
  });
  const client = await connect();
  await client.run('SELECT INBOX');
  return client;
}

async function found(client: MemoryClient, key: string, text: string): Promise<string> {
  const [line = ''] = await client.run(`SEARCH ${key} ${literal(text)}`);
  return line.replace('* SEARCH', '').trim();
}

describe('J03 SEARCH of texts', () => {
  const expected = (count: number, holds: (at: number) => boolean) =>
    Array.from({ length: count }, (_, at) => at)
      .filter(holds)
      .map((at) => at + 1)
      .join(' ');

  // Small mailboxes are looked into, large ones go by the index.
  for (const count of [50, 1_050]) {
    test(`J03 in ${count} mails: substrings in any case and script, accents apart, quotes and operators as they are`, async () => {
      const client = await filled(count);
      const cases: [string, string, (at: number) => boolean][] = [
        ['TEXT', 'CAFÉ AU', (at) => at % 7 === 0],
        ['TEXT', 'cafe', (at) => at % 7 === 0],
        ['TEXT', 'y "quo', (at) => at % 7 === 1],
        ['SUBJECT', '下周', (at) => at % 7 === 2],
        ['TEXT', '下周的安', (at) => at % 7 === 2],
        ['TEXT', "t's near", (at) => at % 7 === 3],
        ['TEXT', 'n* t', (at) => at % 7 === 4],
        ['TEXT', 'b_', (at) => at % 7 === 5],
        ['TEXT', 'STRAßE', (at) => at % 7 === 6],
        ['TEXT', 'strasse', () => false],
        ['BODY', 'body 4', (at) => String(at).startsWith('4')],
        ['BODY', 'subject', () => false],
        ['TEXT', 'ann+33@', (at) => at === 33],
        ['HEADER Delivered-To', 'ann+33@', (at) => at === 33],
        ['FROM', 'subject', () => false],
        ['NOT TEXT', 'cafe', (at) => at % 7 !== 0],
        ['1:20 TEXT', 'quoted', (at) => at % 7 === 1 && at < 20],
        ['OR UID 1 SUBJECT', 'a-b_c', (at) => at % 7 === 5 || at === 0],
        ['UNSEEN TEXT', 'cafe', (at) => at % 7 === 0],
        ['TEXT', '', () => true],
      ];
      for (const [key, text, holds] of cases) {
        assert.equal(await found(client, key, text), expected(count, holds), `${key} ${text}`);
      }
    });
  }

  test('J03 what comes after a search is found by the next, and what went is found no more', async () => {
    const client = await filled(1_001);
    assert.equal(await found(client, 'BODY', 'body 1000'), '1001');
    await client.run(`APPEND INBOX ${literal(written({ body: 'quite another thing' }))}`);
    assert.equal(await found(client, 'TEXT', 'quite another'), '1002');
    await client.run('STORE 1001 +FLAGS.SILENT (\\Deleted)');
    await client.run('EXPUNGE');
    assert.equal(await found(client, 'BODY', 'body 1000'), '');
    await client.run('COPY 1001 Archive');
    await client.run('SELECT Archive');
    assert.equal(await found(client, 'TEXT', 'quite another'), '1');
  });
});
