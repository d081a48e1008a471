import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../src/base/random.ts';
import { followServer } from '../../../../src/engine/accounts/followServer.ts';
import { AccountStates } from '../../../../src/engine/accounts/states.ts';
import { EngineEvents } from '../../../../src/engine/events.ts';
import { AccountStore } from '../../../../src/engine/store/accounts.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

test('accounts on the local server go along when its ports move, by IMAP and by POP3; others stay', () => {
  const user = new Database(':memory:', { migrations: userMigrations, durability: 'full' });
  const accounts = new AccountStore({ user, clock: virtualClock(), random: seededRandom(1) });
  const accountStates = new AccountStates({ events: new EngineEvents(() => {}) });
  const signals: string[] = [];
  accountStates.signals.on(({ kind, account }) => signals.push(`${kind} ${account}`));
  const at = (port: number) => ({ host: '127.0.0.1', port, security: 'none' as const });
  const common = { name: '', auth: 'password', smtp: at(25) } as const;
  const imap = accounts.add({ ...common, address: 'a@x.test', imap: at(143) });
  const pop3 = accounts.add({ ...common, address: 'b@x.test', pop3: { ...at(110), leaveOnServer: false } });
  const other = accounts.add({ ...common, address: 'c@x.test', pop3: at(999) });
  followServer(
    { accounts, accountStates },
    { smtp: 25, imap: 143, pop3: 110 },
    { smtp: 2_025, imap: 2_143, pop3: 2_110 },
  );
  const ports = (id: typeof imap) => {
    const { config } = accounts.get(id);
    return [config.imap?.port, config.pop3?.port, config.smtp?.port];
  };
  assert.deepEqual(ports(imap), [2_143, undefined, 2_025]);
  assert.deepEqual(ports(pop3), [undefined, 2_110, 2_025]);
  assert.equal(accounts.get(pop3).config.pop3?.leaveOnServer, false);
  assert.deepEqual(ports(other), [undefined, 999, 25]);
  assert.deepEqual(signals, [`changed ${imap}`, `changed ${pop3}`]);
  user.close();
});
