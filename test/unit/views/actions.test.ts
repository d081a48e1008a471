import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { type EventPayload, newMail } from '../../../src/protocol/events.ts';
import { messageFlag } from '../../../src/protocol/methods/messageFlag.ts';
import { messageGet } from '../../../src/protocol/methods/messageGet.ts';
import { type MessageRow, messageId } from '../../../src/protocol/records.ts';
import { leaveMessages } from '../../../src/views/leaveMessages.ts';
import { MessageOpener } from '../../../src/views/messageOpener.ts';
import { NewMailNotices } from '../../../src/views/newMail.ts';
import { createSelection } from '../../../src/views/viewSelection.ts';
import { virtualClock } from '../../support/virtualClock.ts';
import { english, inbox, row } from './rows.ts';

const rows = [1, 2, 3, 4].map((uid) => row(uid));
const [one, two, three, four] = [row(1), row(2), row(3), row(4)];

/** A list and a reader that note what happened to them. */
function surfaces(shown: MessageRow | undefined) {
  const log: string[] = [];
  let current = shown;
  const neighbour = async (from: MessageRow, step: 1 | -1) => rows[rows.findIndex(({ id }) => id === from.id) + step];
  const select = async (next: MessageRow) => void log.push(`select ${next.uid}`);
  const open = async (next: MessageRow) => {
    current = next;
    log.push(`open ${next.uid}`);
  };
  const close = (gone: MessageRow) => void (gone.id === current?.id && log.push(`close ${gone.uid}`));
  const reader = { current: () => current, close };
  return {
    log,
    from: { messages: { neighbour, select }, opener: { open }, reader },
    show: (next: MessageRow) => (current = next),
  };
}

const work = async () => 'done';

describe('C03 what happens to the list when messages leave it', () => {
  test('the next older message is selected, and shown where the leaving one was shown', async () => {
    const { log, from } = surfaces(two);
    assert.equal(await leaveMessages(from, [two], { fromList: true, work }), 'done');
    assert.deepEqual(log, ['open 3', 'select 3']);
  });

  test('several leave: the first below them that stays', async () => {
    const { log, from } = surfaces(one);
    await leaveMessages(from, [one, two, three], { fromList: true, work });
    assert.deepEqual(log, ['open 4', 'select 4']);
  });

  test('another message in the reader stays there', async () => {
    const { log, from } = surfaces(one);
    await leaveMessages(from, [three], { fromList: true, work });
    assert.deepEqual(log, ['select 4']);
  });

  test('at the end the one above; with nothing left the tab closes', async () => {
    const end = surfaces(four);
    await leaveMessages(end.from, [four], { fromList: true, work });
    assert.deepEqual(end.log, ['open 3', 'select 3']);
    const all = surfaces(four);
    await leaveMessages(all.from, rows, { fromList: true, work });
    assert.deepEqual(all.log, ['close 4']);
  });

  test('refused work moves nothing', async () => {
    const { log, from } = surfaces(two);
    const refused = async () => Promise.reject(new Error('no'));
    await assert.rejects(leaveMessages(from, [two], { fromList: true, work: refused }));
    assert.deepEqual(log, []);
  });
});

describe('what a command acts on', () => {
  const item = (of: MessageRow) => ({ kind: 'message', row: of });
  const sources = (current: MessageRow | undefined) =>
    createSelection({
      mailboxes: { selected: [] },
      messages: { selected: [item(one), item(two)] },
      outbox: { selected: [] },
      reader: { current: () => current },
      mail: { snapshot: undefined },
    });
  const uids = (of: readonly MessageRow[]) => of.map(({ uid }) => uid);

  test('the clicked row; all selected ones when it is one of them', () => {
    const clicked = item(one);
    assert.deepEqual(uids(sources(four).messages(item(three), [clicked])), [3]);
    assert.deepEqual(uids(sources(four).messages(clicked, [clicked, item(two)])), [1, 2]);
  });

  test('a key of the list means the list, the palette what the reader shows, else the list', () => {
    assert.deepEqual(uids(sources(four).messages({ from: 'list' })), [1, 2]);
    assert.deepEqual(uids(sources(four).messages()), [4]);
    assert.deepEqual(uids(sources(undefined).messages()), [1, 2]);
  });
});

describe('what buttons of an editor act on', () => {
  test('the mail of the reader in front, though the editor’s address is passed along', () => {
    const selection = createSelection({
      mailboxes: { selected: [] },
      messages: { selected: [{ kind: 'message', row: one }] },
      outbox: { selected: [] },
      reader: { current: () => four },
      mail: { snapshot: undefined },
    });
    const titleBar = [{ scheme: 'webview-panel', path: 'webview-1' }, { groupId: 0 }] as const;
    assert.deepEqual(
      selection.messages(...titleBar).map(({ uid }) => uid),
      [4],
    );
  });
});

function engineThat(answer: (name: string, params: unknown) => unknown) {
  const calls: { readonly name: string; readonly params: unknown }[] = [];
  let tell = (_: unknown): void => {};
  const engine: EngineCaller = {
    async call(method, params) {
      calls.push({ name: method.name, params });
      return method.result.parse(answer(method.name, params));
    },
    on(name, listener) {
      if (name === newMail.name) tell = (payload) => listener(payload as never);
      return { dispose() {} };
    },
  };
  return { engine, calls, tell: (payload: EventPayload<'newMail'>) => tell(payload) };
}

describe('E reading', () => {
  const unread = row(9, { flags: [] });
  const opened = (seconds: number) => {
    const clock = virtualClock();
    const { engine, calls } = engineThat(() => ({ batch: 'b1' }));
    const shown: { current?: MessageRow; pinned: boolean[] } = { pinned: [] };
    const reader = {
      async show(next: MessageRow, { pinned = false } = {}) {
        shown.current = next;
        shown.pinned.push(pinned);
      },
      current: () => shown.current,
      close() {},
    };
    const opener = new MessageOpener({ engine, reader, clock, markReadAfterSeconds: () => seconds });
    return { clock, calls, opener, shown };
  };

  test('a message shown for the time of the setting counts as read; one left before does not', async () => {
    const { clock, calls, opener } = opened(1);
    await opener.click(unread);
    await clock.advance(999);
    assert.deepEqual(calls, []);
    await clock.advance(1);
    assert.deepEqual(calls, [{ name: messageFlag.name, params: { ids: [unread.id], add: ['\\Seen'], remove: [] } }]);
    const left = opened(1);
    await left.opener.click(unread);
    await left.clock.advance(500);
    await left.opener.click(one);
    await left.clock.advance(5_000);
    assert.deepEqual(left.calls, []);
  });

  test('what is marked as unread while it is shown stays so', async () => {
    const { clock, calls, opener } = opened(1);
    await opener.click(unread);
    opener.leaveUnread();
    await clock.advance(5_000);
    assert.deepEqual(calls, []);
  });

  test('-1 never marks as read', async () => {
    const { clock, calls, opener } = opened(-1);
    await opener.click(unread);
    await clock.advance(60_000);
    assert.deepEqual(calls, []);
  });

  test('a second click within a moment pins; a later one does not', async () => {
    const { clock, opener, shown } = opened(-1);
    await opener.click(one);
    await opener.click(one);
    await clock.advance(1_000);
    await opener.click(one);
    await opener.click(two);
    assert.deepEqual(shown.pinned, [false, true, false, false]);
  });
});

describe('M04 notices of new mail', () => {
  const arriving = (seen: readonly number[] = []) => {
    const clock = virtualClock();
    const told: string[] = [];
    let typedAt = 0;
    const flags = (uid: number) => (seen.includes(uid) ? ['\\Seen'] : []);
    const { engine, tell } = engineThat((name, params) => {
      assert.equal(name, messageGet.name);
      const { ids } = messageGet.params.parse(params);
      return {
        rows: ids.map((id) => row(Number(id.split('.').at(-1)), { flags: flags(Number(id.split('.').at(-1))) })),
      };
    });
    const notices = new NewMailNotices({
      engine,
      clock,
      t: english,
      notify: { info: (message) => void told.push(message), error: assert.ifError },
      isWanted: () => true,
      lastTypedAt: () => typedAt,
      open: async () => {},
      showMailbox: async () => {},
    });
    const arrive = (...uids: readonly number[]) =>
      tell({ mailbox: inbox, messages: uids.map((uid) => messageId.parse(`a1.minbox.7.${uid}`)), more: 0 });
    return { clock, told, notices, arrive, type: () => (typedAt = clock.now()) };
  };

  test('one by one up to three, then as one', async () => {
    const { clock, told, arrive } = arriving();
    arrive(1, 2);
    await clock.advance(500);
    assert.deepEqual(told, ['Zhang Wei: Re: build is red', 'Zhang Wei: Re: build is red']);
    arrive(3, 4, 5, 6);
    await clock.advance(500);
    assert.equal(told.at(-1), '4 new messages');
  });

  test('B03 the list shows them first; what comes meanwhile is told with them, and a stream does not put it off', async () => {
    const { clock, told, arrive } = arriving();
    arrive(1);
    await clock.advance(300);
    assert.deepEqual(told, []);
    arrive(2, 3, 4);
    await clock.advance(200);
    assert.deepEqual(told, ['4 new messages']);
  });

  test('after the end nothing is told', async () => {
    const { clock, told, notices, arrive } = arriving();
    arrive(1);
    notices.dispose();
    await clock.advance(1_000);
    assert.deepEqual(told, []);
    assert.equal(clock.pending, 0);
  });

  test('nothing pops up while somebody types; it comes once typing pauses', async () => {
    const { clock, told, arrive, type } = arriving();
    type();
    arrive(1);
    await clock.advance(4_000);
    type();
    await clock.advance(4_900);
    assert.deepEqual(told, []);
    await clock.advance(200);
    assert.equal(told.length, 1);
  });

  test('what another client has read meanwhile is no news', async () => {
    const { clock, told, arrive } = arriving([1]);
    arrive(1);
    await clock.advance(500);
    assert.deepEqual(told, []);
  });
});
