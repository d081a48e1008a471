import { readFileSync } from 'node:fs';
import { accountAdd } from '../src/protocol/methods/accountAdd.ts';
import { mailboxSync } from '../src/protocol/methods/mailboxSync.ts';
import { startEngine } from '../test/support/engine.ts';
import { dovecotAccount } from '../test/support/syncWorld.ts';
import type { BenchMailbox } from './coldList.ts';

/** The engine as it is shipped, on a fresh profile: the most that it had in memory once the mailbox is listed, MB. Linux. */
export async function peakMb({ dovecot, user, messages }: BenchMailbox): Promise<number> {
  await using engine = await startEngine({ kind: 'editor', secrets: async () => user.password });
  const config = dovecotAccount(dovecot, user.address);
  const { account } = await engine.client.call(accountAdd, { config, secret: user.password });
  const synced = await engine.client.call(mailboxSync, { account });
  if (synced.messages < messages) throw new Error(`${synced.messages} of ${messages} messages are listed`);
  const status = readFileSync(`/proc/${await engine.pid()}/status`, 'utf8');
  return (Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) * 1_024) / 1e6;
}
