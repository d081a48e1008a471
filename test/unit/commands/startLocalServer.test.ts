import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import type { Context } from '../../../src/commands/context.ts';
import { startLocalServer } from '../../../src/commands/startLocalServer.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { addLocalAccounts } from '../../../src/host/localAccounts.ts';
import type { NoticeAction } from '../../../src/host/notices.ts';
import { accountId } from '../../../src/protocol/records.ts';
import { english } from '../views/rows.ts';

const { signal } = new AbortController();
const imap = { host: '127.0.0.1', port: 1143, security: 'none' as const };
const sandbox = { address: 'sandbox@localhost', name: 'Sandbox', auth: 'password' as const, imap, smtp: imap };

/** Runs the command in a window on `remoteName`; gives what was asked of the engine, said, offered and typed. */
async function run(remoteName: string | undefined) {
  const [calls, said, typed]: [string[], string[], string[]] = [[], [], []];
  let offered: readonly NoticeAction[] = [];
  const engine: EngineCaller = {
    async call(method) {
      calls.push(method.name);
      const accounts = [{ config: sandbox, secret: 'sandbox', catchAll: true }];
      const start = { smtp: 1025, imap: 1143, sms: 0, folder: '/data', accounts, gateway: null };
      return method.result.parse(
        { 'server.start': start, 'account.list': { accounts: [] }, 'account.add': { account: 'a1' } }[method.name],
      );
    },
    on: () => ({ dispose() {} }),
  };
  const context = {
    ...{ engine, remoteName, t: english, secrets: { store: async () => {} } },
    editor: { openTerminal: (text: string) => typed.push(text) },
    notify: {
      status: (text: string) => said.push(text),
      info(text: string, actions: readonly NoticeAction[]) {
        said.push(text);
        offered = actions;
      },
      progress: (_: string, work: (options: object) => Promise<void>) => work({ signal }),
    },
  };
  await startLocalServer.run(context as unknown as Context, { signal, onProgress() {} });
  const choose = async (label: string) => offered.find((action) => action.label === label)?.run();
  return { calls, said, typed, choose };
}

const started = ['server.start', 'account.list', 'account.add'];
const running = 'The local server is running. SMTP: 127.0.0.1:1025, IMAP: 127.0.0.1:1143.';

describe('M09 the local server in the window of a remote', () => {
  test('it says where the server would run and starts nothing by itself', async () => {
    const { calls, said, typed } = await run('ssh-remote');
    assert.match(said.join(), /remote machine \(ssh-remote\), but Mailroom runs on your own computer/);
    assert.deepEqual([calls, typed], [[], []]);
  });

  test('the command for the remote’s terminal is typed there, and not run', async () => {
    const { calls, typed, choose } = await run('wsl');
    await choose('Put the Command in a Terminal');
    assert.deepEqual([calls, typed], [[], ['mailroom serve --data ~/.mailroom --sandbox']]);
  });

  test('on the person’s own computer all the same, when that is what they want', async () => {
    const { calls, said, choose } = await run('ssh-remote');
    await choose('Start It on My Computer');
    assert.deepEqual([calls, said.at(-1)], [started, running]);
  });

  test('elsewhere it just starts', async () => {
    const { calls, said } = await run(undefined);
    assert.deepEqual([calls, said], [started, [running]]);
  });
});

test('L01 a mailbox of the local server that another window adds at the same moment is that account, and no error', async () => {
  const calls: string[] = [];
  const theirs = { id: 'a7', config: sandbox, state: 'new', failure: null, onlineAt: null, unread: 0 };
  const engine: EngineCaller = {
    async call(method) {
      calls.push(method.name);
      if (method.name === 'account.add') throw new MailError('account.exists');
      const isThere = calls.includes('account.add');
      return method.result.parse(method.name === 'account.list' ? { accounts: isThere ? [theirs] : [] } : {});
    },
    on: () => ({ dispose() {} }),
  };
  const stored: unknown[] = [];
  const secrets = { store: async (...given: readonly unknown[]) => void stored.push(given) };
  const context = { engine, secrets } as unknown as Parameters<typeof addLocalAccounts>[0];
  await addLocalAccounts(context, [{ config: sandbox, secret: 'sandbox' }], { signal });
  assert.deepEqual(calls, ['account.list', 'account.add', 'account.list', 'account.update']);
  assert.deepEqual(stored, [[{ account: accountId.parse('a7'), service: 'imap' }, 'sandbox']]);
});
