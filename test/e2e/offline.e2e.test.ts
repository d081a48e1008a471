/** What stays when something goes: the server, the window, the engine, the secret store. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Proxy as Relay, startProxy } from '../support/proxy.ts';
import { manyMessages } from '../support/seedMailbox.ts';
import { storedMessages } from '../support/storedMessages.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { enginePid, isRunning } from './harness/engineProcess.ts';
import { ANN, addAnn, withMail } from './harness/mailWorld.ts';
import { withVscode } from './harness/world.ts';
import { typePassword } from './pages/accountForm.ts';
import { draftInFront } from './pages/editor.ts';
import { openMessage, shownBody } from './pages/reader.ts';
import { picture } from './pages/screenshots.ts';

test('C03 B01 the mail stays when server, window, engine and secret store go, and each is told', async (context) => {
  await using kept = await tempFolder('vs');
  const proxies: Relay[] = [];
  const options = {
    folder: kept.path,
    inbox: manyMessages({ count: 12, newest: new Date() }),
    settings: { 'mailroom.reader.markReadAfterSeconds': -1 },
    ports: async (
      { dovecot, postfix }: { dovecot: { imapsPort: number }; postfix: { smtpsPort: number } },
      resources: AsyncDisposableStack,
    ) => {
      const imap = resources.use(await startProxy({ targetPort: dovecot.imapsPort }));
      proxies.push(imap);
      return { imaps: imap.port, smtps: postfix.smtpsPort };
    },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports, reload, globalStorage }) => {
    const messages = workbench.tree('Messages');
    const [imap] = proxies;
    assert.ok(imap);
    await addAnn(workbench, ports);
    await openMessage(workbench, 'Message 12', 'Message 12');
    await shownBody(workbench).getByText('This is message 12.').waitFor();

    // The server goes.
    imap.refuse();
    imap.cutAll();
    await messages.pane.getByText(/Offline since .* What was fetched is shown\./).waitFor();
    await workbench
      .tree('Mailboxes')
      .row(/ann@example\.test.*offline/)
      .waitFor();
    await messages.row('Message 3').waitFor();
    await picture(workbench.page, 'offline');

    // So does the window: the list and what was read are there again, without the server.
    await workbench.runCommand('Mail: New Mail');
    await draftInFront(workbench, 'subject');
    await workbench.page.keyboard.type('bob@example.test');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type('For later');
    await workbench.tree('Drafts & Outbox').row('For later').waitFor();
    await reload();
    await workbench.openMailView();
    await messages.pane.getByText(/Offline since .* What was fetched is shown\./).waitFor();
    await openMessage(workbench, 'Message 12', 'Message 12');
    await shownBody(workbench).getByText('This is message 12.').waitFor();
    // Which tabs a browser's window has after a reload is VS Code's to keep; the draft is in its list in any case.
    await workbench.openMailView();
    await workbench.tree('Drafts & Outbox').click('For later');
    await workbench.page.locator('.view-lines').getByText('bob@example.test').waitFor();
    await workbench.tree('Mailboxes').click('Inbox');
    await messages.row('Message 3').waitFor();

    // The server comes back, and with it what was done meanwhile.
    await messages.inlineAction('Message 3', 'Flag');
    imap.refuse(false);
    await workbench.tree('Mailboxes').contextMenu('ann@example.test', 'Connect Now');
    await messages.pane.getByText(/Offline since/).waitFor({ state: 'detached' });
    await waitFor(
      async () =>
        (await storedMessages({ dovecot, address: ANN.address })).some(
          ({ bytes, flags }) => bytes.includes('Subject: Message 3\r') && flags.includes('F'),
        ),
      { what: 'the flag on the server' },
    );

    // The engine is killed: the view goes on with the next one.
    const first = await enginePid(globalStorage);
    process.kill(first, 'SIGKILL');
    const second = await waitFor(
      async () => (await enginePid(globalStorage)) !== first && (await enginePid(globalStorage)),
      {
        what: 'another engine',
        timeoutMs: 60_000,
      },
    );
    assert.notEqual(second, first);
    // While the lists are drawn anew a click may find its button gone: then once more.
    await waitFor(
      async () => {
        if (await messages.row('Message 5').getByRole('button', { name: 'Remove Flag' }).count()) return true;
        await messages.inlineAction('Message 5', 'Flag');
        return false;
      },
      { what: 'the flag in the list', everyMs: 2_000 },
    );
    await waitFor(
      async () =>
        (await storedMessages({ dovecot, address: ANN.address })).some(
          ({ bytes, flags }) => bytes.includes('Subject: Message 5\r') && flags.includes('F'),
        ),
      { what: 'the flag by the new engine', timeoutMs: 60_000 },
    );
    // With its last window it goes, and with it the secrets in its memory.
    await workbench.page.close();
    await waitFor(() => !isRunning(second), { what: 'the engine to leave', timeoutMs: 60_000 });

    // A fresh browser on the same data: the database is there, the secret store is empty.
    await withVscode(context, { folder: kept.path }, async (fresh) => {
      await fresh.workbench.openMailView();
      await fresh.workbench
        .tree('Mailboxes')
        .row(/ann@example\.test.*needs sign-in/)
        .waitFor({ timeout: 60_000 });
      await fresh.workbench.tree('Mailboxes').click('Inbox');
      await fresh.workbench.tree('Messages').row('Message 3').waitFor();
      await picture(fresh.workbench.page, 'needs-sign-in');
      await fresh.workbench.notificationButton('Mailroom needs the password of', 'Sign In');
      await typePassword(fresh.workbench, ANN.password);
      await dovecot.deliver(
        ANN.address,
        Buffer.from('From: bob@example.test\r\nSubject: After signing in\r\n\r\nHi\r\n'),
      );
      await fresh.workbench.tree('Messages').row('After signing in').waitFor({ timeout: 60_000 });
    });
  });
});
