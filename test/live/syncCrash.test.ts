/** The engine dies at any write while actions go to a real server: after the next start all end once, and equal. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Database } from '../../src/engine/store/database.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageArchive } from '../../src/protocol/methods/messageArchive.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount, syncWorld } from '../support/syncWorld.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { hideCapabilities, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };

/** From the n-th write on, nothing reaches either database: as if the process were gone. */
function failFrom(databases: readonly Database[], failAt: number): { readonly dead: () => boolean } {
  let writes = 0;
  for (const db of databases) {
    const write = db.write.bind(db);
    db.write = (name, change) => {
      writes += 1;
      if (writes >= failAt) throw new Error('killed');
      return write(name, change);
    };
  }
  return { dead: () => writes >= failAt };
}

for (const hidden of [[], ['MOVE']]) {
  describe(`A crash at each write ${hidden.length > 0 ? 'on a server without MOVE' : 'on a server with MOVE'}`, () => {
    test('invariant 5: what was shown as done ends on the server, once', async () => {
      await using dovecot = await startDovecot({ users: [ann], capability: hideCapabilities(...hidden) });
      seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 60 }));
      await using folder = await tempFolder('crash');
      await using first = await syncWorld({ folder: folder.path });
      const account = first.addAccount(dovecotAccount(dovecot, ann.address));
      await first.call(mailboxSync, { account });
      await first[Symbol.asyncDispose]();
      const acted = new Set<string>();
      let crashes = 0;
      for (let failAt = 1; failAt <= 9; failAt += 1) {
        await using dying = await syncWorld({ folder: folder.path });
        await dying.call(mailboxSync, { account });
        const [one, two] = await dying.rows('INBOX');
        assert.ok(one && two);
        const power = failFrom([dying.context.user, dying.context.cache], failAt);
        try {
          await dying.call(messageFlag, { ids: [one.id, two.id], add: ['\\Flagged'], remove: [] });
          await dying.call(messageArchive, { ids: [one.id, two.id] });
          for (const { messageId } of [one, two]) acted.add(messageId);
          await waitFor(() => power.dead() || dying.context.operations.waiting().length === 0, { timeoutMs: 5_000 });
        } catch (error) {
          assert.match(String(error), /killed/);
        }
        if (power.dead()) crashes += 1;
        await dying[Symbol.asyncDispose]();
        await using next = await syncWorld({ folder: folder.path });
        await next.call(mailboxSync, { account });
        await waitFor(() => next.context.operations.waiting().length === 0, {
          what: `the journal after a crash at write ${failAt}`,
        });
        await next.call(mailboxSync, { account });
        const [inbox, archive] = [await next.rows('INBOX'), await next.rows('Archive')];
        const all = [...inbox, ...archive].map(({ messageId }) => messageId);
        assert.equal(all.length, 60, `after a crash at write ${failAt}`);
        assert.equal(new Set(all).size, 60);
        const archived = new Map(archive.map((row) => [row.messageId, row.flags]));
        for (const id of acted)
          assert.ok(archived.get(id)?.includes('\\Flagged'), `${id} after a crash at write ${failAt}`);
        const server = await dovecot.doveadm(
          '-f',
          'tab',
          'mailbox',
          'status',
          '-u',
          ann.address,
          'messages',
          'INBOX',
          'Archive',
        );
        const counts = Object.fromEntries(
          server
            .trim()
            .split('\n')
            .slice(1)
            .map((line) => line.split('\t')),
        );
        assert.deepEqual([Number(counts['INBOX']), Number(counts['Archive'])], [inbox.length, archive.length]);
      }
      assert.ok(crashes >= 6, `${crashes} crashes`);
    });
  });
}
