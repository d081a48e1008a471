/** Looking inside: the diagnosis of an account and the log of what is said with its servers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/waitFor.ts';
import { ANN, addAnn, withMail } from './harness/mailWorld.ts';
import { visibleText } from './pages/editor.ts';

test('A09 an account is diagnosed, and its protocol log is live, filtered and without the password', async (context) => {
  await withMail(context, {}, async ({ workbench, ports, postfix }) => {
    const { page } = workbench;
    await addAnn(workbench, ports);
    await workbench.runCommand('Mail: Diagnose Account');
    await workbench.tab(/Diagnosis of ann@example\.test/).waitFor();
    assert.match(await workbench.notification('went well'), /every step to every server went well/);
    await waitFor(async () => /Sign-in/.test(await visibleText(workbench)), { what: 'the report' });
    const report = await visibleText(workbench);
    assert.match(report, /Receiving: localhost:\d+, TLS, as ann@example\.test/);
    assert.match(report, /✓ Encryption +\d+ ms\s+TLSv1\.3/);
    assert.ok(!report.includes(ANN.password));

    await postfix[Symbol.asyncDispose]();
    await workbench.runCommand('Mail: Diagnose Account');
    assert.match(await workbench.notification('nothing listens'), /Check the port/);

    await workbench.runCommand('Mail: Show Protocol Log');
    const panel = page.locator('.part.panel .monaco-editor').first();
    const lines = async () => (await panel.locator('.view-line').allInnerTexts()).join('\n').replace(/\u00a0/g, ' ');
    await waitFor(async () => /imap [→←]/.test(await lines()), { what: 'lines of the log' });
    const filter = page.getByPlaceholder(/^Filter/).first();
    await filter.fill('EHLO');
    await waitFor(
      async () => {
        const shown = (await lines()).split('\n').filter((line) => line.trim() !== '');
        return shown.length > 0 && shown.every((line) => line.includes('EHLO'));
      },
      { what: 'only the lines that the filter lets through' },
    );
    await filter.fill('');
    await waitFor(async () => !(await lines()).includes(ANN.password) && /imap/.test(await lines()), {
      what: 'all again',
    });
  });
});
