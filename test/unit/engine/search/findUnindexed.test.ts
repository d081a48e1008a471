import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../../src/base/clock.ts';
import { MailError } from '../../../../src/base/errors.ts';
import { Evaluator } from '../../../../src/engine/search/evaluate.ts';
import { findUnindexed } from '../../../../src/engine/search/findUnindexed.ts';
import { unindexedStep } from '../../../../src/engine/search/limits.ts';
import { parseQuery } from '../../../../src/engine/search/parseQuery.ts';
import { bilingualMails } from '../../../support/bilingualMail.ts';
import { searchWorld } from '../../../support/searchWorld.ts';

/** A worker that comes back only when it is ended: what is listed stays without an index. */
const ended = Promise.withResolvers<never>();
ended.promise.catch(() => {}); // Nobody may have asked.
const stuck = { run: () => ended.promise, dispose: () => ended.reject(new MailError('engine.closed')) };

test('C02 what is listed and not indexed yet is found by its list row, and what is indexed is not looked at again', async () => {
  await using world = searchWorld({ pool: stuck });
  const mails = [...bilingualMails({ count: unindexedStep + 200 })];
  world.list(mails);
  const find = async (text: string, limit = 10_000) => {
    const evaluator = new Evaluator(parseQuery(text, systemClock.now()).query, () => new Set([world.number]));
    const options = { limit, signal: new AbortController().signal, clock: systemClock };
    return (await findUnindexed(world.hits, evaluator, options)).map(({ row }) => row.uid);
  };
  const oldest = [...mails].sort((one, other) => one.date.getTime() - other.date.getTime())[0];
  assert.ok(oldest);
  const words = `"${oldest.subject.replaceAll('"', '')}"`;
  assert.ok((await find(`subject:${words}`)).includes(oldest.number), words);
  assert.equal((await find('-zzzzzz')).length, mails.length);
  assert.equal((await find('-zzzzzz', 7)).length, 7);
  assert.deepEqual(await find('zzzzzz'), []);

  await using indexed = searchWorld();
  indexed.list(mails);
  await indexed.indexer.settled();
  assert.deepEqual(indexed.hits.unindexed(Number.MAX_SAFE_INTEGER, 10), []);
});
