/** A large mail on its way to a slow server: what the window says meanwhile, and what is left when it is taken back. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Proxy as Relay, startProxy } from '../support/proxy.ts';
import { storedMessages, storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { ANN, addAnn, BOB, type MailWorldOptions, withMail } from './harness/mailWorld.ts';
import { openFile, replaceDocument } from './pages/editor.ts';
import type { Workbench } from './pages/workbench.ts';

const large = Buffer.alloc(20_000_000, 'mailroom ');
const draft = `---\nto: ${BOB.address}\nsubject: Twenty megabytes\nattach: large.bin\n---\n\nHere it is.\n`;

/** Slow enough to be watched: some 20 seconds for the mail. */
const bytesPerSecond = 1_500_000;

test('F01 E05 20 MB to a slow server: the percent sent is told and grows; cancelled, there is no mail anywhere', async (context) => {
  const relays: Relay[] = [];
  const options: MailWorldOptions = {
    files: { 'large.bin': large, 'large.mail.md': draft },
    settings: { 'mailroom.send.undoSeconds': 0 },
    messageSizeLimitBytes: 2 * large.length,
    ports: async ({ dovecot, postfix }, resources) => {
      const smtp = resources.use(await startProxy({ targetPort: postfix.smtpsPort }));
      relays.push(smtp);
      return { imaps: dovecot.imapsPort, smtps: smtp.port };
    },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports, globalStorage }) => {
    const [smtp] = relays;
    assert.ok(smtp);
    const bob = { dovecot, address: BOB.address };
    const sentBox = { dovecot, address: ANN.address, mailbox: 'Sent' };
    const outbox = workbench.tree('Drafts & Outbox');
    await addAnn(workbench, ports);
    smtp.throttle('client', bytesPerSecond);
    await openFile(workbench, 'large.mail.md');
    await workbench.runCommand('Mail: Send Mail');

    // Notification and outbox say how far it is.
    const progress = workbench.page
      .locator('.notification-list-item')
      .filter({ hasText: 'Sending “Twenty megabytes”' });
    await grows(
      async () => /(\d+) % sent/.exec(await progress.first().innerText({ timeout: 1_000 }))?.[1],
      'the notification',
    );
    await outbox.open();
    await grows(async () => /sending, (\d+) %/.exec((await outbox.rows()).join('\n'))?.[1], 'the outbox');

    await cancelled(workbench);
    await workbench.tab('large.mail.md').waitFor();
    smtp.throttle('client', undefined); // What is under way on the line gets through to the server.
    await waitFor(() => smtp.connections.every(({ open }) => !open), { what: 'the lines to the server closed' });
    assert.deepEqual(await readdir(join(globalStorage, 'outbox')), []);

    // The next mail is alone everywhere: what came before it would have arrived before it.
    await replaceDocument(workbench, `---\nto: ${BOB.address}\nsubject: Only this one\n---\n\nHello\n`);
    await workbench.runCommand('Mail: Send Mail');
    await storedMessageWith(bob, 'Only this one');
    await storedMessageWith(sentBox, 'Only this one');
    assert.equal((await storedMessages(bob)).length, 1);
    assert.equal((await storedMessages(sentBox)).length, 1);
  });
});

/** Waits until three percentages between none and all have been told, each larger than the one before. */
async function grows(read: () => Promise<string | undefined>, what: string): Promise<void> {
  const told: number[] = [];
  await waitFor(
    async () => {
      const percent = Number((await read()) ?? 0);
      if (percent > 0 && percent < 100 && percent !== told.at(-1)) told.push(percent);
      return told.length === 3;
    },
    { what: `three percentages in ${what}`, everyMs: 100 },
  );
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  );
}

async function cancelled(workbench: Workbench): Promise<void> {
  await workbench.notificationButton('Sending “Twenty megabytes”', 'Cancel');
  await workbench.page.locator('.statusbar').getByText('Not sent. The draft is open again.').waitFor();
}
