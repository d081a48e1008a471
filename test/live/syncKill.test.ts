/** The engine is killed with SIGKILL while it moves mail: after the next start the server and the view are as was shown. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { mailboxList } from '../../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../../src/protocol/methods/mailboxSync.ts';
import { messageArchive } from '../../src/protocol/methods/messageArchive.ts';
import { messageFlag } from '../../src/protocol/methods/messageFlag.ts';
import { messageList } from '../../src/protocol/methods/messageList.ts';
import type { MessageRow } from '../../src/protocol/records.ts';
import { startEngine } from '../support/engine.ts';
import { type ProxyRule, startProxy } from '../support/proxy.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { dovecotAccount } from '../support/syncWorld.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, hideCapabilities, startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'secret' };
const messageCount = 400;
const perAction = 40;
const killsPerPhase = 2;

type Hold = Pick<ProxyRule, 'from' | 'at'>;
const before = (from: Hold['from'], text: string): Hold => ({ from, at: { text, side: 'before' } });
/** Where the line holds still until the engine is dead. */
const holdsWithMove: { readonly [phase: string]: Hold | undefined } = {
  'at once': undefined,
  'before STATUS of the target': before('client', 'STATUS'),
  'before MOVE': before('client', 'UID MOVE'),
  'MOVE..reply': before('server', 'COPYUID'),
};
const holdsWithoutMove: { readonly [phase: string]: Hold | undefined } = {
  'before COPY': before('client', 'UID COPY'),
  'COPY..reply': before('server', 'COPYUID'),
  'before STORE': before('client', '+FLAGS.SILENT (\\Deleted)'),
  'before EXPUNGE': before('client', 'UID EXPUNGE'),
};

async function onServer(dovecot: Dovecot, mailbox: string): Promise<readonly string[]> {
  const fields = 'hdr.message-id flags';
  const text = await dovecot.doveadm('-f', 'tab', 'fetch', '-u', ann.address, fields, 'mailbox', mailbox);
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  return rows.map(([id, flags]) => `${id} ${flags?.includes('todo') ? 'todo' : ''}`).sort();
}

function inOneLine(rows: readonly MessageRow[]): readonly string[] {
  return rows.map(({ messageId, flags }) => `${messageId} ${flags.includes('todo') ? 'todo' : ''}`).sort();
}

for (const [hidden, holds] of [
  [[], holdsWithMove],
  [['MOVE'], holdsWithoutMove],
] as const) {
  describe(`The engine is killed while it archives ${hidden.length > 0 ? 'on a server without MOVE' : 'on a server with MOVE'}`, () => {
    test('C03 invariant 5: what was shown as done is on the server after the next start, once', {
      timeout: 180_000,
    }, async (context) => {
      await using dovecot = await startDovecot({ users: [ann], capability: hideCapabilities(...hidden) });
      seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: messageCount }));
      await using proxy = await startProxy({ targetPort: dovecot.imapPort });
      await using engine = await startEngine({ kind: 'editor', secrets: async () => ann.password });
      const { client } = engine;
      const config = dovecotAccount(dovecot, ann.address);
      const imap = { host: 'localhost', port: proxy.port, security: 'none' } as const;
      const { account } = await client.call(accountAdd, { config: { ...config, imap } });
      await client.call(mailboxSync, { account });
      const rows = async (path: string) => {
        const { mailboxes } = await client.call(mailboxList, {});
        const mailbox = mailboxes.find((one) => one.path === path);
        assert.ok(mailbox);
        return (await client.call(messageList, { mailbox: mailbox.id, limit: 500 })).rows;
      };
      const [acted, kills] = [new Set<string>(), new Map<string, number>()];
      for (const [phase, hold] of Object.entries(holds)) {
        for (let kill = 0; kill < killsPerPhase; kill += 1) {
          const chosen = (await rows('INBOX')).slice(0, perAction);
          const ids = chosen.map(({ id }) => id);
          const rule = hold && proxy.rule({ ...hold, act: 'hold' });
          await client.call(messageFlag, { ids: ids.slice(0, 5), add: ['todo'], remove: [] });
          await client.call(messageArchive, { ids });
          for (const [index, { messageId }] of chosen.entries()) acted.add(`${messageId} ${index < 5 ? 'todo' : ''}`);
          await rule?.hit;
          await engine.kill();
          rule?.release();
          proxy.cutAll();
          kills.set(phase, (kills.get(phase) ?? 0) + 1);
          // Shown as done as soon as the next engine answers, long before the server has it.
          assert.deepEqual(inOneLine(await rows('Archive')), [...acted].sort(), phase);
          await client.call(mailboxSync, { account });
          await waitFor(async () => (await onServer(dovecot, 'INBOX')).length === messageCount - acted.size, {
            what: `the server to have what was shown, after a kill ${phase}`,
          });
        }
      }
      await client.call(mailboxSync, { account });
      const [inbox, archive] = [await onServer(dovecot, 'INBOX'), await onServer(dovecot, 'Archive')];
      assert.deepEqual(archive, [...acted].sort());
      assert.equal(new Set([...inbox, ...archive]).size, messageCount);
      assert.deepEqual([inOneLine(await rows('INBOX')), inOneLine(await rows('Archive'))], [inbox, archive]);
      context.diagnostic([...kills].map(([phase, count]) => `${phase}: ${count} kills`).join(', '));
    });
  });
}
