import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Context } from '../../../src/commands/context.ts';
import { diagnoseAccount } from '../../../src/commands/diagnoseAccount.ts';
import type { NoticeAction } from '../../../src/host/notices.ts';
import { accountRecord, type DiagnosisFinding, type ServiceDiagnosis } from '../../../src/protocol/records.ts';
import { english } from '../views/rows.ts';

const config = { address: 'me@example.org', name: 'Me', label: 'Work: mine', auth: 'password' } as const;
const account = accountRecord.parse({
  ...{ id: 'a1', config, state: 'online', failure: null, onlineAt: null, unread: 0 },
});
const endpoint = { host: 'imap.example.org', port: 993, security: 'tls' } as const;

/** Runs the command where the servers come to these findings. */
async function diagnosed(...findings: readonly DiagnosisFinding[]) {
  const told: string[] = [];
  const reports: { name: string; text: string }[] = [];
  const ran: unknown[] = [];
  const steps: unknown[] = [];
  let buttons: readonly NoticeAction[] = [];
  const services = findings.map(
    (finding): ServiceDiagnosis => ({
      service: 'imap',
      endpoint,
      user: 'me',
      steps: [],
      finding,
      failure: null,
      heard: '',
    }),
  );
  const engine = {
    async call({ name }: { name: string }, _params: object, options?: { onProgress(progress: object): void }) {
      if (name !== 'account.diagnose') return { accounts: [account] };
      options?.onProgress({ done: 3, total: 10, step: 'imap tls' });
      return { services, at: Date.UTC(2026, 10, 21) };
    },
  };
  const options = { signal: new AbortController().signal, onProgress: (progress: unknown) => steps.push(progress) };
  const notify = {
    progress: (_title: string, work: (given: typeof options) => Promise<unknown>) => work(options),
    info: (message: string) => told.push(message),
    warn(message: string, actions: readonly NoticeAction[]) {
      told.push(message);
      buttons = actions;
    },
  };
  const context = {
    ...{ t: english, selection: {}, engine, notify },
    reports: { show: async (name: string, text: string) => reports.push({ name, text }) },
    editor: { run: async (...given: readonly unknown[]) => ran.push(given) },
  };
  await diagnoseAccount.run(context as unknown as Context, options);
  for (const button of buttons) await button.run();
  return { told, reports, ran, steps, labels: buttons.map(({ label }) => label) };
}

describe('A09 Diagnose Account', () => {
  test('opens the report and says that all went well', async () => {
    const { told, reports, steps } = await diagnosed('ok', 'ok');
    assert.deepEqual(told, ['Work: mine: every step to every server went well.']);
    assert.equal(reports[0]?.name, 'Diagnosis of Work: mine.md');
    assert.match(reports[0]?.text ?? '', /^# Diagnosis of Work: mine/);
    assert.deepEqual(steps, [{ done: 3, total: 10, step: 'IMAP · Encryption' }]);
  });

  test('a failure is told with the next step and what mends it', async () => {
    const { told, labels, ran } = await diagnosed('ok', 'portClosed');
    assert.match(told[0] ?? '', /^imap\.example\.org is there, but nothing listens on port 993\. Check the port\./);
    assert.deepEqual(labels, ['Edit Settings', 'Diagnose Again']);
    assert.deepEqual(ran, [
      ['mailroom.editAccount', 'a1'],
      ['mailroom.diagnoseAccount', 'a1'],
    ]);
  });

  test('a refused password leads to signing in', async () => {
    assert.deepEqual((await diagnosed('wrongSecret')).labels, ['Sign In', 'Edit Settings', 'Diagnose Again']);
    assert.deepEqual((await diagnosed('codeWanted')).labels, ['Sign In', 'Diagnose Again']);
  });
});
