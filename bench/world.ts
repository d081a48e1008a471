import { accountAdd } from '../src/protocol/methods/accountAdd.ts';
import { mailboxList } from '../src/protocol/methods/mailboxList.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import type { AccountConfig, AccountId, MailboxId } from '../src/protocol/records.ts';
import type { Dovecot } from '../test/live/servers/dovecot.ts';
import { startEngine, type TestEngine } from '../test/support/engine.ts';
import { numbered, startSeededDovecot } from './fixtures/fixture.ts';

export const benchUser = { address: 'bench@example.test', password: 'tide and time' };

/** A Dovecot with one user whose INBOX holds `messages`, and an engine whose account that is. */
export interface BenchWorld extends AsyncDisposable {
  readonly dovecot: Dovecot;
  readonly engine: TestEngine;
  readonly account: AccountId;
  readonly inbox: MailboxId;
}

export function benchAccount(dovecot: Dovecot): AccountConfig {
  return {
    address: benchUser.address,
    name: 'Bench',
    auth: 'password',
    imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
    ca: dovecot.ca,
  };
}

/** Starts both and waits until the inbox is listed. */
export async function benchWorld(messages: number): Promise<BenchWorld> {
  await using resources = new AsyncDisposableStack();
  const dovecot = resources.use(await startSeededDovecot({ user: benchUser, fixture: numbered, messages }));
  const engine = resources.use(await startEngine({ kind: 'editor', secrets: async () => benchUser.password }));
  const config = benchAccount(dovecot);
  const { account } = await engine.client.call(accountAdd, { config, secret: benchUser.password });
  await engine.client.call(mailboxSync, { account });
  const { mailboxes } = await engine.client.call(mailboxList, { account });
  const inbox = mailboxes.find(({ specialUse }) => specialUse === 'inbox');
  if (inbox?.total !== messages) throw new Error(`${inbox?.total} of ${messages} messages are listed`);
  const stack = resources.move();
  return { dovecot, engine, account, inbox: inbox.id, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
