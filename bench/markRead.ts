import { setImmediate as turn } from 'node:timers/promises';
import { mailboxMarkRead } from '../src/protocol/methods/mailboxMarkRead.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import { type Dovecot, startDovecot } from '../test/live/servers/dovecot.ts';
import { manyMessages, seedMailbox } from '../test/support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../test/support/syncWorld.ts';
import { waitFor } from '../test/support/waitFor.ts';
import { rawInbox } from './rawInbox.ts';
import { type Bench, median } from './row.ts';
import { benchUser } from './world.ts';

/** As many as one action takes. */
const messages = 10_000;
/** What one request of the command marks, and what one raw UID STORE does. */
const portion = 1_000;

/**
 * All of a mailbox marked as read, from the first request until the server has answered the last UID STORE and the journal
 * is empty, beside one UID STORE per 1,000 by a client that does nothing else. Both by turns on the same mailbox, which is
 * unread again before each.
 */
export const markRead: Bench = {
  name: 'mark-read',
  async run({ runs }) {
    await using dovecot = await startDovecot({ users: [benchUser] });
    seedMailbox({ dovecot, address: benchUser.address }, manyMessages({ count: messages, unreadEvery: 1 }));
    await using world = await syncWorld({ password: benchUser.password });
    const { searchIndexer } = world.context;
    const account = world.addAccount(dovecotAccount(dovecot, benchUser.address));
    await world.call(mailboxSync, { account });
    const { id: mailbox } = await world.mailbox('INBOX');
    const [ours, raw]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      raw.push(await rawStores(dovecot));
      await rawStores(dovecot, '-FLAGS.SILENT');
      await world.call(mailboxSync, { account });
      await waitFor(async () => (await world.mailbox('INBOX')).unread === messages, { what: 'all to be unread' });
      await searchIndexer.settled(); // A mailbox just listed is indexed: that is another figure.
      const start = performance.now();
      for (let left = messages; left > 0; ) {
        const wait = left <= portion; // The journal goes in order: once the server has the last, it has all.
        ({ left } = await world.call(mailboxMarkRead, { mailbox, limit: portion, wait }));
        await turn(); // Requests come over a socket, so the engine hears the server between two.
      }
      ours.push(performance.now() - start);
      await rawStores(dovecot, '-FLAGS.SILENT');
    }
    const base = { bench: 'mark-read', better: 'lower', runs } as const;
    const ratio = median(ours.map((ms, run) => ms / (raw[run] ?? Number.NaN)));
    return [
      {
        ...base,
        metric: `${messages} marked read until the server has it`,
        unit: 'ms',
        value: median(ours),
        goal: 1.5 * median(raw),
        baseline: median(raw),
      },
      {
        ...base,
        metric: 'the same beside one raw UID STORE per 1,000',
        unit: 'x',
        value: ratio,
        goal: 1.5,
        baseline: 1,
      },
    ];
  },
};

/** The time of one UID STORE per 1,000, ms. */
async function rawStores(dovecot: Dovecot, item = '+FLAGS.SILENT'): Promise<number> {
  using inbox = await rawInbox(dovecot, benchUser);
  const start = performance.now();
  for (let first = 1; first <= messages; first += portion) {
    inbox.socket.write(`c UID STORE ${first}:${Math.min(messages, first + portion - 1)} ${item} (\\Seen)\r\n`);
    await inbox.until(/^c OK/m);
  }
  return performance.now() - start;
}
