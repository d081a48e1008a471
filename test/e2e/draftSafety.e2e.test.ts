/** Drafts that are looked after: what is pointed out, what may not leave, and what another device makes of them. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { draftClient } from '../support/draftClient.ts';
import { projectRoot } from '../support/projectRoot.ts';
import { storedMessages } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { extensionHostPid } from './harness/extensionHost.ts';
import { ANN, addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { draftInFront, problems, quickFix, replaceDocument, visibleText } from './pages/editor.ts';
import { picture } from './pages/screenshots.ts';
import type { Workbench } from './pages/workbench.ts';

const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
const faulty = `---
to: Bob Lee <bob@example.test>
subject: 
attach: config.env
---

Hi Alice,

see [the notes](docs/notes.md) and this:

token: ${token}

![](red.png)
`;

async function shownText(workbench: Workbench, text: string | RegExp): Promise<void> {
  await waitFor(
    async () => {
      const shown = await visibleText(workbench);
      return typeof text === 'string' ? shown.includes(text) : text.test(shown);
    },
    { what: `the text ${text}`, timeoutMs: 60_000 },
  );
}

test('H05 E12 a draft’s faults are listed, each mend takes its own away, and a secret does not leave unasked', async (context) => {
  const files = { 'config.env': `API_TOKEN=${token}\n`, 'red.png': 'x' };
  await withMail(context, { files, settings: { 'mailroom.send.undoSeconds': 60 } }, async (world) => {
    const { workbench, dovecot, ports } = world;
    await addAnn(workbench, ports);
    await workbench.runCommand('Mail: New Mail');
    await draftInFront(workbench, 'subject');
    await replaceDocument(workbench, faulty);
    const wanted = [/GitHub token/, /called Alice/, /docs\/notes\.md/, /no words/, /no subject/];
    await waitFor(
      async () => {
        const all = (await problems(workbench)).join('\n');
        return wanted.every((each) => each.test(all));
      },
      { what: 'five faults', timeoutMs: 60_000 },
    );
    await picture(workbench.page, 'draft-faults');
    await keep(workbench, 'faults');
    await workbench.runCommand('View: Hide Panel');
    await quickFix(workbench, 'Alice', 'Greet Bob');
    await shownText(workbench, /^Hi Bob,$/m);
    await quickFix(workbench, 'notes', 'Keep the words, take the link off');
    await shownText(workbench, 'see the notes and this');

    await replaceDocument(workbench, faulty.replace('subject: ', 'subject: Secrets').replace(/!\[\].*\n/, ''));
    await workbench.runCommand('Mail: Send Mail');
    const asked = await waitFor(() => workbench.dialogText(), { timeoutMs: 60_000 });
    assert.match(asked, /2 secrets/);
    assert.match(asked, /a GitHub token: in the text, line 11/);
    assert.match(asked, /in config\.env, line 1/);
    await keep(workbench, 'secret-question');
    await workbench.dialogButton('Show It');
    await shownText(workbench, token);
    const outbox = workbench.tree('Drafts & Outbox');
    assert.equal((await outbox.rows()).filter((row) => /leaves in/.test(row)).length, 0);
    await quickFix(workbench, token.slice(0, 12), 'Replace it by “[redacted]”');
    await shownText(workbench, 'token: [redacted]');
    assert.equal((await storedMessages({ dovecot, address: BOB.address })).length, 0);
    await workbench.runCommand('Mail: Send Mail');
    await workbench.dialogButton('Send This Once');
    await workbench.tab(/\.mail\.md/).waitFor({ state: 'detached' });
    await outbox.row(/Secrets.*leaves in/).waitFor();
  });
});

test('E15 a draft goes on on another device and comes back, and a draft of a phone opens as a document', async (context) => {
  await withMail(context, {}, async ({ workbench, dovecot, ports }) => {
    const phone = draftClient({ port: dovecot.imapPort, user: ANN.address, password: ANN.password });
    const one = async (words: string) =>
      waitFor(
        async () => {
          const all = await phone.list();
          return all.length === 1 && all[0]?.text.includes(words);
        },
        { what: `one copy with “${words}”`, timeoutMs: 90_000 },
      );
    await addAnn(workbench, ports);
    await workbench.runCommand('Mail: New Mail');
    await draftInFront(workbench, 'subject');
    await replaceDocument(workbench, '---\nto: bob@example.test\nsubject: On the way\n---\n\nfrom the desk\n');
    await one('from the desk');
    await phone.edit({ subject: 'On the way', from: 'desk', to: 'phone' });
    await workbench.runCommand('View: Focus Active Editor Group');
    await workbench.tree('Mailboxes').click('Drafts');
    await workbench.runCommand('Mail: Get Mail');
    await shownText(workbench, 'from the phone');
    await keep(workbench, 'merged');
    await workbench.runCommand('View: Close All Editors');
    await workbench.dialogButton("Don't Save").catch(() => {}); // Saved already where hot exit has it.

    await phone.write({ subject: 'Begun on the phone', text: 'half a sentence\n' });
    await workbench.runCommand('Mail: Get Mail');
    await workbench.tree('Messages').click('Begun on the phone');
    await shownText(workbench, 'half a sentence');
    await shownText(workbench, /attach: .*a\.csv/);
    await keep(workbench, 'phone-draft');
  });
});

test('E01 the extension host killed while one writes: what was typed a second before is there when the window is open again', async (context) => {
  await withMail(context, {}, async ({ workbench, ports, userDataDir }) => {
    await addAnn(workbench, ports);
    await workbench.runCommand('Mail: New Mail');
    await draftInFront(workbench, 'subject');
    await replaceDocument(workbench, '---\nto: bob@example.test\nsubject: Not lost\n---\n\n');
    await workbench.page.keyboard.type('typed at the last moment', { delay: 20 });
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // The second that may be lost.
    process.kill(await extensionHostPid(userDataDir), 'SIGKILL');
    await workbench.page.reload();
    await workbench.ready();
    await workbench.tab(/\.mail\.md/).click();
    await shownText(workbench, 'typed at the last moment');
    await workbench.openMailView();
    await workbench.tree('Drafts & Outbox').row('Not lost').waitFor();
  });
});

async function keep({ page }: Workbench, name: string): Promise<void> {
  const folder = process.env['MAILROOM_LOOK'];
  if (!folder) return;
  await mkdir(join(projectRoot, folder), { recursive: true });
  await page.screenshot({ path: join(projectRoot, folder, `${name}.png`) });
}
