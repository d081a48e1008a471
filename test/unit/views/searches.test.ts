import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import { Emitter } from '../../../src/base/events.ts';
import { silentLogger } from '../../../src/base/log.ts';
import type { MessagesView, SearchResult } from '../../../src/views/messages.ts';
import { Searches, type SearchesDeps } from '../../../src/views/searches.ts';
import { row } from './rows.ts';

type Indexing = NonNullable<SearchResult['indexing']>;

interface Asked {
  readonly query: string;
  readonly server?: boolean;
}

interface Question {
  readonly query: string;
  /** False where no server was asked. */
  readonly server: boolean;
  readonly answer: (rows: number, more?: Partial<SearchResult>) => Promise<void>;
  readonly fail: () => Promise<void>;
}

const whole = { indexed: 9, total: 9 };
const half = { indexed: 4, total: 9 };

function world() {
  const asked: Question[] = [];
  const [indexed, connected] = [new Emitter<Indexing>(), new Emitter<void>()];
  const call: unknown = (_method: unknown, { query, server = true }: Asked, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new MailError('engine.cancelled')), { once: true });
      const answer = async (rows: number, more: Partial<SearchResult> = {}) => {
        const found = Array.from({ length: rows }, (_, uid) => row(uid + 1));
        const whole = { indexing: null, completeSince: null, problems: [] };
        resolve({ rows: found, matches: [], more: false, ...whole, ...more });
        await settled();
      };
      const fail = async () => {
        reject(new MailError('engine.closed'));
        await settled();
      };
      asked.push({ query, server, answer, fail });
    });
  const engine = {
    call,
    on: (name: string, listener: (payload: Indexing) => void) =>
      name === 'searchIndexChanged' ? indexed.on(listener) : { dispose() {} },
    onConnected: (listener: () => void) => connected.on(listener),
  } as SearchesDeps['engine'];
  const messages = {
    search: undefined as SearchResult | undefined,
    showSearch(result: SearchResult) {
      messages.search = result;
    },
    showIndexing(indexing: SearchResult['indexing']) {
      if (messages.search) messages.search = { ...messages.search, indexing };
    },
  } satisfies Pick<MessagesView, 'search' | 'showSearch' | 'showIndexing'>;
  const searches = new Searches({ engine, messages, log: silentLogger });
  const { signal } = new AbortController();
  const shown: number[] = [];
  const onShown = () => shown.push(messages.search?.rows.length ?? -1);
  const show = (query: string) => searches.show(query, { signal, onShown });
  const tell = (indexing: Indexing) => indexed.emit(indexing);
  return { asked, messages, searches, show, shown, tell, reconnect: () => connected.emit() };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('C02 a search answered before all mail was indexed', () => {
  test('says how far the index is, and is asked again by itself once all is indexed, then never more', async () => {
    const { asked, messages, show, tell } = world();
    const shown = show('crane');
    await asked[0]?.answer(1, { indexing: half });
    await shown;
    tell({ indexed: 6, total: 9 });
    assert.deepEqual(messages.search?.indexing, { indexed: 6, total: 9 });
    assert.equal(asked.length, 1);
    tell(whole);
    assert.deepEqual(
      asked.map(({ query }) => query),
      ['crane', 'crane'],
    );
    await asked[1]?.answer(3);
    assert.equal(messages.search?.rows.length, 3);
    tell(whole);
    assert.equal(asked.length, 2);
  });

  test('is asked again too when the word of it came before the answer, or was missed while the engine was away', async () => {
    const { asked, messages, show, tell, reconnect } = world();
    const shown = show('crane');
    tell(whole);
    await asked[0]?.answer(1, { indexing: half });
    await shown;
    await asked[1]?.answer(2, { indexing: half }); // Mail came meanwhile.
    assert.equal(messages.search?.rows.length, 2);
    assert.equal(asked.length, 2);
    reconnect();
    await asked[2]?.answer(3);
    assert.equal(messages.search?.rows.length, 3);
  });

  test('an answer that lacks nothing is not asked again', async () => {
    const { asked, show, tell, reconnect } = world();
    const shown = show('crane');
    tell(whole);
    await asked[0]?.answer(1);
    await shown;
    tell(whole);
    reconnect();
    assert.equal(asked.length, 1);
  });

  test('what a person shows or asks meanwhile stays: the repetition takes nothing from it', async () => {
    const { asked, messages, show, tell } = world();
    const first = show('crane');
    await asked[0]?.answer(1, { indexing: half });
    await first;
    const second = assert.rejects(show('heron'), { code: 'engine.closed' });
    tell(whole);
    assert.equal(asked.length, 2, 'the second search is not ended for it');
    await asked[1]?.fail();
    await second;
    assert.deepEqual(asked[2]?.query, 'crane'); // It is still shown, and still lacks something.
    messages.search = undefined; // Clear Search.
    await asked[2]?.answer(3);
    assert.equal(messages.search, undefined);
  });
});

describe('C02 a search where mail is not here whole', () => {
  const since = { completeSince: 1_000 };

  test('shows at once what is here, says that the server is asked, then what it found too', async () => {
    const { asked, messages, show, shown } = world();
    const done = show('crane');
    await asked[0]?.answer(1, since);
    assert.deepEqual([shown, messages.search?.isAsking], [[1], true]);
    await asked[1]?.answer(3, since);
    await done;
    assert.deepEqual(
      asked.map(({ server }) => server),
      [false, true],
    );
    assert.deepEqual([shown, messages.search?.rows.length, messages.search?.isAsking], [[1], 3, false]);
  });

  test('where the server part fails, what is here stays and the failure is told', async () => {
    const { asked, messages, show } = world();
    const done = assert.rejects(show('crane'), { code: 'engine.closed' });
    await asked[0]?.answer(1, since);
    await asked[1]?.fail();
    await done;
    assert.deepEqual([messages.search?.rows.length, messages.search?.isAsking], [1, false]);
  });

  test('no server is asked where it could add nothing', async () => {
    const { asked, show } = world();
    const done = show('crane');
    await asked[0]?.answer(1);
    await done;
    assert.equal(asked.length, 1);
  });
});

test('C02 a newer search ends the one before, which shows nothing any more', async () => {
  const { asked, messages, show } = world();
  const first = assert.rejects(show('crane'), { code: 'engine.cancelled' });
  const second = show('heron');
  await first;
  await asked[0]?.answer(5);
  await asked[1]?.answer(2);
  await second;
  assert.equal(messages.search?.query, 'heron');
});

test('C02 a window that closes ends its search', async () => {
  const { searches, show } = world();
  const shown = assert.rejects(show('crane'), { code: 'engine.cancelled' });
  searches.dispose();
  await shown;
});
