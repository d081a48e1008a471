/** One suite, run against each server that there is: whatever it offers, the cache ends up as the server is. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import type { WireTap } from '../../src/mail/net/wireTap.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { mailboxWatch } from '../../src/protocol/methods/mailboxWatch.ts';
import { messageDelete } from '../../src/protocol/methods/messageDelete.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageMove } from '../../src/protocol/methods/messageMove.ts';
import { message } from '../support/message.ts';
import { startProxy } from '../support/proxy.ts';
import { type RawImap, rawImap } from '../support/rawImap.ts';
import { type SyncWorld, syncWorld } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { accountOn, type ImapServer, type ServerKind, serverKinds } from './servers/imapServers.ts';

function mails(from: number, to: number): Uint8Array[] {
  return Array.from({ length: to - from + 1 }, (_, at) =>
    message({ subject: `Mail ${from + at}`, messageId: `<mail-${from + at}@example.test>`, date: new Date() }),
  );
}

function heard(lines: string[]): WireTap {
  return { stage() {}, client: (line) => lines.push(line), server() {}, row() {} };
}

/** Shown in the mailbox: UID → flags, as another client sees them. */
async function shown(world: SyncWorld, path: string): Promise<ReadonlyMap<number, string>> {
  return new Map((await world.rows(path)).map(({ uid, flags }) => [uid, [...flags].sort().join(' ')]));
}

async function assertInStep(world: SyncWorld, other: RawImap, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const here = [...(await shown(world, path))].sort(([a], [b]) => a - b);
    assert.deepEqual(here, [...(await other.flags(path))], path);
  }
}

interface Stage extends AsyncDisposable {
  readonly world: SyncWorld;
  readonly other: RawImap;
  readonly account: ReturnType<SyncWorld['addAccount']>;
  /** What our side said, command by command. */
  readonly said: string[];
}

async function stage(server: ImapServer, path: string, count: number, clock?: Clock): Promise<Stage> {
  await using resources = new AsyncDisposableStack();
  const other = resources.use(await rawImap(server.port, server.user, server.password));
  await other.run(`CREATE "${path}"`);
  await other.append(path, mails(1, count));
  const said: string[] = [];
  const world = resources.use(
    await syncWorld({ password: server.password, tap: heard(said), ...(clock && { clock }) }),
  );
  const account = world.addAccount(accountOn(server));
  await world.call(mailboxSync, { account });
  const stack = resources.move();
  return { world, other, account, said, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Timers come thirty times as fast, so that what happens each minute happens in a test. */
const hurried: Clock = { now: systemClock.now, after: (ms, task) => systemClock.after(ms / 30, task) };

for (const kind of serverKinds) {
  describe(`In step with ${kind.name}`, () => {
    let server: ImapServer;
    before(async () => {
      server = await kind.start();
    });
    after(() => server[Symbol.asyncDispose]());

    test('B02 flags, new mail and what another client removed come over by the means that the server has', async () => {
      await using on = await stage(server, 'Changes', 60);
      const { world, other, account, said } = on;
      await assertInStep(world, other, 'Changes', 'INBOX');
      const { id: mailbox } = await world.mailbox('Changes');
      await other.run('SELECT Changes');
      await other.run('UID STORE 5:24 +FLAGS.SILENT (\\Flagged \\Seen)');
      await other.run('UID STORE 31:40 +FLAGS.SILENT (\\Deleted)');
      await other.run('EXPUNGE');
      await other.append('Changes', mails(61, 63), '\\Answered');
      said.length = 0;
      await world.call(mailboxSync, { account, mailbox });
      await assertInStep(world, other, 'Changes');
      assert.equal((await world.rows('Changes')).length, 53);
      assertMeans(kind, said);
      said.length = 0;
      await world.call(mailboxSync, { account, mailbox });
      if (kind.means !== 'sweep') assert.ok(!said.some((line) => line.includes('FETCH')), said.join('\n'));
      await assertInStep(world, other, 'Changes');
    });

    test('C03 what another client moves and copies, and what is moved, flagged and deleted here', async () => {
      await using on = await stage(server, 'Moves', 30);
      const { world, other, account } = on;
      await other.run('CREATE Elsewhere');
      await other.run('SELECT Moves');
      await other.run('UID COPY 1:5 Elsewhere');
      await other.run('UID COPY 6:10 Elsewhere');
      await other.run('UID STORE 6:10 +FLAGS.SILENT (\\Deleted)');
      await other.run('EXPUNGE');
      await world.call(mailboxSync, { account });
      await assertInStep(world, other, 'Moves', 'Elsewhere');
      const { id: elsewhere } = await world.mailbox('Elsewhere');
      const ids = (await world.rows('Moves')).map(({ id }) => id);
      await world.call(messageFlag, { ids: ids.slice(0, 4), add: ['\\Flagged'], remove: [], wait: true });
      await world.call(messageMove, { ids: ids.slice(4, 8), mailbox: elsewhere, wait: true });
      await world.call(messageDelete, { ids: ids.slice(8, 12), wait: true });
      await world.call(mailboxSync, { account });
      const moves = await shown(world, 'Moves');
      assert.equal(moves.size, 17);
      assert.equal([...moves.values()].filter((flags) => flags.includes('\\Flagged')).length, 4);
      assert.equal((await world.rows('Elsewhere')).length, 14);
      assert.equal((await world.rows('Trash')).filter(({ messageId }) => /mail-/.test(messageId)).length, 4);
      // Without UIDPLUS the originals stay on the server, marked and shown nowhere.
      const marked = [...(await other.flags('Moves'))].filter(([, flags]) => flags.includes('\\Deleted'));
      assert.equal(marked.length, kind.name.includes('bare') ? 8 : 0);
      const left = [...(await other.flags('Moves'))].filter(([, flags]) => !flags.includes('\\Deleted'));
      assert.deepEqual(
        [...moves].sort(([a], [b]) => a - b),
        left,
      );
    });

    test('B03 a mail in the mailbox that is shown comes without a question', async () => {
      await using on = await stage(server, 'Watched', 3, kind.idles ? undefined : hurried);
      const { world, other, account, said } = on;
      const { id: mailbox } = await world.mailbox('Watched');
      await world.call(mailboxWatch, { mailbox });
      // The INBOX waits on a line of its own.
      const waits = () => said.filter((line) => /^\S+ (IDLE|NOOP)\b/.test(line)).length;
      await waitFor(() => said.some((line) => /SELECT "?Watched/.test(line)) && waits() >= 2, { what: 'waiting' });
      await world.online(account);
      await other.append('Watched', mails(4, 4));
      await waitFor(async () => (await world.rows('Watched')).length === 4, { what: 'the mail', timeoutMs: 60_000 });
      assert.equal(
        said.some((line) => /\bIDLE\b/.test(line)),
        kind.idles,
      );
    });

    test('B02 another UIDVALIDITY: the mailbox is listed anew, with no mail twice', async () => {
      await using on = await stage(server, 'Renewed', 40);
      const { world, other, account } = on;
      const { id: mailbox } = await world.mailbox('Renewed');
      const [first] = await world.rows('Renewed');
      await other.run('DELETE Renewed');
      await other.run('CREATE Renewed');
      await other.append('Renewed', mails(21, 50));
      await world.call(mailboxSync, { account, mailbox });
      const rows = await world.rows('Renewed');
      assert.equal(rows.length, 30);
      assert.equal(new Set(rows.map(({ messageId }) => messageId)).size, 30);
      assert.notEqual(rows[0]?.id.split('.')[2], first?.id.split('.')[2]);
      await assertInStep(world, other, 'Renewed');
      assert.equal(world.count('newMail'), 0);
    });

    test('B02 mail that another client removes while the mailbox is being listed: nothing is left out, nothing stays', async () => {
      using other = await rawImap(server.port, server.user, server.password);
      await other.run('CREATE Shrinking');
      await other.append('Shrinking', mails(1, 25));
      await other.run('SELECT Shrinking');
      // 800 messages, which some servers store one by one very slowly.
      for (let round = 0; round < 5; round++) await other.run('COPY 1:* Shrinking');
      await using proxy = await startProxy({ targetPort: server.port });
      // The first page, 601:800, is there; the rest is asked for.
      const held = proxy.rule({ from: 'client', at: { text: 'FETCH 1:600', side: 'before' }, act: 'hold' });
      await using world = await syncWorld({ password: server.password });
      const account = world.addAccount(accountOn(server, proxy.port));
      await held.hit;
      await other.run('UID STORE 101:150,551:660,790:800 +FLAGS.SILENT (\\Deleted)');
      await other.run('EXPUNGE');
      held.release();
      const inStep = async () => {
        await world.call(mailboxSync, { account });
        await assertInStep(world, other, 'Shrinking');
        return true;
      };
      await waitFor(inStep, { what: 'the cache to be as the server is' });
      assert.equal((await world.rows('Shrinking')).length, 629);
    });
  });
}

function assertMeans({ means }: ServerKind, said: readonly string[]): void {
  const selected = said.findLastIndex((line) => /SELECT "?Changes/.test(line));
  const asked = said.slice(selected).filter((line) => line.includes('UID FETCH 1:* (UID FLAGS)'));
  assert.equal(asked.length, 1, said.join('\n'));
  assert.equal(/CHANGEDSINCE/.test(asked[0] ?? ''), means !== 'sweep');
  assert.equal(/VANISHED/.test(asked[0] ?? ''), means === 'qresync');
}
