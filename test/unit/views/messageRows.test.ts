import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { messageCounts } from '../../../src/protocol/methods/messageCounts.ts';
import { messageList } from '../../../src/protocol/methods/messageList.ts';
import { MessageOrder } from '../../../src/views/messageOrder.ts';
import { type GroupNode, groupChildren, type MessageNode, mailboxGroups } from '../../../src/views/messageRows.ts';
import { inbox, row } from './rows.ts';

const now = new Date('2026-11-19T14:05:00').getTime();
const dayMs = 86_400_000;

/** Answers as the engine does, from a list of dates. */
function fakeEngine(dates: readonly number[]) {
  const rows = dates.map((date, index) => row(index + 1, { date })).sort((a, b) => b.date - a.date || b.uid - a.uid);
  const calls: string[] = [];
  const inSpan = (from: number, to: number) => rows.filter(({ date }) => date >= from && date < to);
  const answer = (name: string, params: unknown): unknown => {
    calls.push(name);
    if (name === messageCounts.name) {
      const { spans } = messageCounts.params.parse(params);
      assert.ok(spans.length <= 200);
      const counted = spans.map(({ from, to }) => ({ messages: inSpan(from, to).length, unread: 0 }));
      return { total: rows.length, oldest: rows.at(-1)?.date ?? null, spans: counted };
    }
    const { from = -8.64e15, to = 8.64e15, limit, before } = messageList.params.parse(params);
    const start = before === undefined ? 0 : Number(before);
    const all = inSpan(from, to);
    const next = start + limit < all.length ? String(start + limit) : null;
    return { rows: all.slice(start, start + limit), next };
  };
  const engine: EngineCaller = {
    call: async (method, params) => method.result.parse(answer(method.name, method.params.parse(params))),
    on: () => ({ dispose() {} }),
  };
  return { engine, calls, rows };
}

async function openAll(
  engine: EngineCaller,
  nodes: readonly MessageNode[],
  largest: { rows: number },
): Promise<string[]> {
  largest.rows = Math.max(largest.rows, nodes.length);
  const ids: string[] = [];
  for (const node of nodes) {
    if (node.kind === 'message') ids.push(node.row.id);
    else ids.push(...(await openAll(engine, await groupChildren(engine, node), largest)));
  }
  return ids;
}

describe('E paging of the Messages tree', () => {
  test('every message is found once by expanding, in order, and no row opens to more than 500 and a next one', async () => {
    const spread = Array.from({ length: 3_000 }, (_, n) => now - n * n * 600);
    const sameHour = Array.from({ length: 1_300 }, () => now - 40 * dayMs);
    const { engine, rows } = fakeEngine([...spread, ...sameHour, now + 400 * dayMs, new Date('1994-02-03').getTime()]);
    const largest = { rows: 0 };
    const ids = await openAll(engine, await mailboxGroups(engine, inbox, now), largest);
    assert.deepEqual(
      ids,
      rows.map(({ id }) => id),
    );
    assert.ok(largest.rows <= 501, String(largest.rows));
  });

  test('20,000 messages of five years are shown with at most four requests', async () => {
    const { engine, calls } = fakeEngine(Array.from({ length: 20_000 }, (_, n) => now - n * 8_000_000));
    await mailboxGroups(engine, inbox, now);
    assert.ok(calls.length <= 4, calls.join());
  });

  test('an empty mailbox has no groups', async () => {
    const { engine } = fakeEngine([]);
    assert.deepEqual(await mailboxGroups(engine, inbox, now), []);
  });

  test('the newest group is open; in a small mailbox all are', async () => {
    const large = fakeEngine(Array.from({ length: 500 }, (_, n) => now - n * dayMs));
    const open = (groups: readonly GroupNode[]) => groups.map((group) => group.open);
    const [first, ...rest] = open(await mailboxGroups(large.engine, inbox, now));
    assert.ok(first && rest.every((isOpen) => !isOpen));
    const small = fakeEngine([now, now - 3 * dayMs, now - 90 * dayMs]);
    assert.deepEqual(open(await mailboxGroups(small.engine, inbox, now)), [true, true, true]);
  });

  test('the next message is the one below, across groups that nobody has opened', async () => {
    const { engine, rows } = fakeEngine([now, now - dayMs, now - dayMs - 1, now - 60 * dayMs]);
    const order = new MessageOrder({
      top: () => mailboxGroups(engine, inbox, now),
      below: (group) => groupChildren(engine, group),
    });
    let at = rows[0];
    const walked = [at?.id];
    while (at) {
      at = await order.neighbour(at, 1);
      if (at) walked.push(at.id);
    }
    assert.deepEqual(
      walked,
      rows.map(({ id }) => id),
    );
    const [newest] = rows;
    const last = rows.at(-1);
    assert.ok(newest && last);
    assert.equal((await order.neighbour(last, -1))?.id, rows.at(-2)?.id);
    assert.equal(await order.neighbour(newest, -1), undefined);
    assert.equal(await order.neighbour(row(99), 1), undefined);
  });
});
