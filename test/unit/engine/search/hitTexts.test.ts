import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hitTexts } from '../../../../src/engine/search/hitTexts.ts';
import { readAgainMaxBytes } from '../../../../src/engine/search/limits.ts';
import { type BilingualMail, bilingualMails } from '../../../support/bilingualMail.ts';
import { message } from '../../../support/message.ts';
import { searchWorld } from '../../../support/searchWorld.ts';

const [sample] = [...bilingualMails({ count: 1 })];
const base = { from: 'ann@example.test', to: 'bob@example.test', subject: 'crane', date: new Date() };

function mail(number: number, content: { readonly text?: string; readonly html?: string }): BilingualMail {
  assert.ok(sample);
  return { ...sample, number, bytes: message({ ...base, cc: 'cc@example.test', ...content }) };
}

describe('Texts of a hit', () => {
  const plain = mail(1, { text: 'harbour crane' });
  const html = mail(2, { text: '\n', html: '<p>harbour <b>boat</b></p>' });
  const long = mail(3, { text: `harbour quay\n${'and so on\n'.repeat(readAgainMaxBytes / 5)}` });

  test('C02 a small plain mail is read again from its source, others have a copy of their text', async () => {
    await using world = searchWorld();
    world.list([plain, html, long]);
    world.fetch([plain, html, long]);
    await world.indexer.settled();
    const copies = world.cache.all('SELECT message FROM search_text ORDER BY message').map((row) => row['message']);
    assert.deepEqual(copies, [html, long].map(({ number }) => world.rowIdOf(number)).sort());
    const texts = (number: number) => hitTexts(world.hits, world.rowIdOf(number));
    assert.deepEqual([texts(1).body.trim(), texts(1).cc.trim()], ['harbour crane', 'cc@example.test']);
    assert.equal(texts(2).body.trim(), 'harbour boat');
    assert.match(texts(3).body, /^harbour quay\nand so on/);
    assert.deepEqual(await world.find('"harbour crane"'), [1]);
    assert.deepEqual(await world.find('"harbour boat" OR "harbour quay"'), [3, 2]);
  });

  test('C02 a source that no worker could read for the index is never read for a search', async () => {
    await using world = searchWorld();
    world.list([plain]);
    world.fetch([plain]);
    await world.indexer.settled();
    assert.equal(hitTexts(world.hits, world.rowIdOf(1)).body.trim(), 'harbour crane');
    for (const level of [0, 2]) {
      world.cache.write('test', () => world.cache.run('UPDATE search_state SET level = :level', { level }));
      assert.equal(hitTexts(world.hits, world.rowIdOf(1)).body, '');
    }
  });
});
