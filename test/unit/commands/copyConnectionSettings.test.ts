import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Context } from '../../../src/commands/context.ts';
import { copyConnectionSettings } from '../../../src/commands/copyConnectionSettings.ts';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import type { SettingsForm } from '../../../src/protocol/connectionSettings.ts';
import { english } from '../views/rows.ts';

const { signal } = new AbortController();

/** Runs the command with a server in `state`; `wanted` is picked. */
async function run(state: { running?: boolean; sandbox?: boolean }, wanted: string | undefined) {
  const [copied, said, offered]: [string[], string[], string[]] = [[], [], []];
  const status = {
    running: true,
    sandbox: true,
    smtp: 2525,
    imap: 1,
    pop3: 0,
    sms: 0,
    folder: '/d',
    addresses: ['a@b'],
    ...state,
  };
  const engine: EngineCaller = {
    call: async (method) => method.result.parse(status),
    on: () => ({ dispose() {} }),
  };
  const ask = {
    async pick(choices: readonly { label: string; value: SettingsForm }[]) {
      offered.push(...choices.map(({ label }) => label));
      return choices.find(({ label }) => label === wanted)?.value;
    },
  };
  const editor = { copy: async (text: string) => copied.push(text) };
  const notify = { status: (text: string) => said.push(text) };
  const context = { engine, ask, editor, notify, t: english };
  await copyConnectionSettings.run(context as unknown as Context, { signal, onProgress() {} });
  return { copied, said, offered };
}

describe('copying connection settings', () => {
  test('L03 the settings of the framework that was picked are copied, with the port that the server has', async () => {
    const { copied, said, offered } = await run({}, 'Django');
    assert.deepEqual(offered.slice(0, 4), ['.env', 'Django', 'Spring Boot', 'Rails']);
    assert.match(copied.join(), /EMAIL_PORT = 2525\nEMAIL_HOST_USER = 'sandbox@localhost'/);
    assert.match(said.join(), /Django.*settings\.py/);
  });

  test('outside the sandbox no password is made up', async () => {
    assert.match((await run({ sandbox: false }, '.env')).copied.join(), /SMTP_USER=a@b\nSMTP_PASSWORD=\n/);
  });

  test('nothing picked, nothing copied; no server, an error', async () => {
    assert.deepEqual((await run({}, undefined)).copied, []);
    await assert.rejects(run({ running: false }, '.env'), { code: 'server.notRunning' });
  });
});
