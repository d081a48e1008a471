/** Answering as a person does: what is selected is quoted, a folder says as whom one writes, templates are filled in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storedMessageWith } from '../support/storedMessages.ts';
import { waitFor } from '../support/waitFor.ts';
import { addAnn, BOB, withMail } from './harness/mailWorld.ts';
import { draftInFront, replaceDocument, suggestion, typeInEditor, visibleText } from './pages/editor.ts';
import { openMessage, shownBody } from './pages/reader.ts';
import { picture } from './pages/screenshots.ts';
import type { Workbench } from './pages/workbench.ts';

const QUESTION =
  'From: Bob Builder <bob@example.test>\r\nTo: ann@example.test\r\nSubject: Three things\r\nMessage-ID: <three@x.test>\r\nDate: Mon, 5 Jan 2026 10:30:00 +0000\r\n\r\nFirst of all.\r\n\r\nOnly this matters.\r\n\r\nLast of all.\r\n';

const shows = (workbench: Workbench, text: string | RegExp) =>
  waitFor(
    async () => {
      const shown = await visibleText(workbench);
      return (typeof text === 'string' ? shown.includes(text) : text.test(shown)) && shown;
    },
    { what: `the text ${text}` },
  );

test('E07 E08 an answer quotes what is selected; templates and snippets are filled in', async (context) => {
  const files = {
    '.git/HEAD': 'ref: refs/heads/feature/mail\n',
    '.git/config': '[remote "origin"]\n\turl = https://host.test/team/mailroom-tool.git\n',
    '.mailroom/templates/intro.md': 'Hi {{firstName}},\n\nthis is about {{repository}} on {{branch}}.\n',
    '.mailroom/templates/weekly.md':
      '---\nto: Bob Builder <bob@example.test>\nsubject: Week of {{ask:Which week?}}\n---\n\nDear {{name}},\n\n{{cursor}}\n\n{{fistName}}\n',
  };
  await withMail(context, { files, inbox: [{ bytes: Buffer.from(QUESTION) }] }, async (world) => {
    const { workbench, ports, dovecot } = world;
    const { page } = workbench;
    await addAnn(workbench, ports);

    await openMessage(workbench, 'Bob Builder', 'Three things');
    const part = shownBody(workbench).getByText('Only this matters.');
    await part.waitFor();
    await waitFor(
      async () => {
        await part.click({ clickCount: 3, timeout: 8_000 });
        await page.waitForTimeout(500); // The page tells VS Code a moment later that it has the focus.
        await page.keyboard.press('r');
        await workbench.tab(/re-three-things\.mail\.md/).waitFor({ timeout: 8_000 });
        return true;
      },
      { what: 'the answer' },
    );
    const answer = await shows(workbench, '> Only this matters.');
    assert.doesNotMatch(answer, /First of all|Last of all/);
    assert.match(answer, /^to: Bob Builder <bob@example\.test>$/m);
    await picture(page, 'answer-selection');
    await workbench.closeAllEditors();

    await workbench.runCommand('Mail: New Mail from Template…');
    await picture(page, 'template-pick');
    await workbench.pick('weekly');
    await workbench.answer('Which week?', '2 February');
    await draftInFront(workbench, 'subject');
    const filled = await shows(workbench, /^subject: Week of 2 February$/m);
    assert.match(filled, /^Dear Bob Builder,$/m);
    assert.match(filled, /^template: weekly$/m);
    // What the template spelled wrong is told and holds the mail back.
    await page.locator('.squiggly-error').first().waitFor();
    await picture(page, 'template-filled');

    await replaceDocument(workbench, '---\nto: Bob Builder <bob@example.test>\nsubject: Hello\n---\n\n');
    await typeInEditor(workbench, ';int');
    await suggestion(workbench, ';intro').waitFor();
    await picture(page, 'snippet');
    await page.keyboard.press('Enter');
    await shows(workbench, /^Hi Bob,$/m);
    await shows(workbench, 'this is about mailroom-tool on feature/mail.');
    await workbench.runCommand('Mail: Send Mail');
    const { bytes } = await storedMessageWith({ dovecot, address: BOB.address }, 'this is about mailroom-tool');
    assert.match(bytes.toString(), /^Hi Bob,\r?$/m);
  });
});

test('A07 E08 an identity is added in the form, its signature written as a document; a mail from it is signed so', async (context) => {
  await withMail(context, {}, async ({ workbench, ports, dovecot }) => {
    const { page } = workbench;
    await addAnn(workbench, ports);
    await workbench.runCommand('Mail: Edit Identities and Signatures…');
    await workbench.pick('Add an identity…');
    await workbench.answer('The address to write from', 'ann+desk@example.test');
    await workbench.answer('The name that recipients see', 'Ann of the Desk');
    await picture(page, 'identities');
    await workbench.pick('ann+desk@example.test');
    await workbench.pick('More addresses');
    await workbench.answer('Addresses that come to you too', 'not an address');
    // Not looked for in the centre: opening that would put the form away.
    await page.locator('.notification-toast').filter({ hasText: '“not” does not fit there' }).waitFor();
    await picture(page, 'identity');
    await workbench.pick('Signature');
    await workbench.pick('Markdown source');
    await workbench.tab(/^i[0-9a-z]+\.md/).waitFor();
    await typeInEditor(workbench, '**The Desk**');
    await workbench.ctrl('S');
    await workbench.statusBar('The signature of ann+desk@example.test is kept.');
    await workbench.closeAllEditors();

    await workbench.runCommand('Mail: New Mail');
    await draftInFront(workbench, 'subject');
    await replaceDocument(
      workbench,
      '---\nfrom: ann+desk@example.test\nto: bob@example.test\nsubject: From the desk\n---\n\nHello\n',
    );
    await workbench.runCommand('Mail: Send Mail');
    const { bytes } = await storedMessageWith({ dovecot, address: BOB.address }, 'From the desk');
    const mail = bytes.toString();
    assert.match(mail, /^From: Ann of the Desk <ann\+desk@example\.test>\r?$/m);
    assert.match(mail, /^-- \r?\n\*\*The Desk\*\*\r?$/m);
  });
});

const settingsOf = (identity: string) =>
  JSON.stringify({ 'mailroom.compose.identity': identity, 'mailroom.compose.listAddress': 'dev@lists.test' });
const FOLDERS = {
  'one/.vscode/settings.json': settingsOf('ann+one@example.test'),
  'two/.vscode/settings.json': settingsOf('ann+two@example.test'),
  'three/.vscode/settings.json': settingsOf('mallory@evil.test'),
};

/** Opens a subfolder of the workspace in the same window. */
async function openFolder(workbench: Workbench, name: string): Promise<void> {
  const url = new URL(workbench.page.url());
  const folder = (url.searchParams.get('folder') ?? '').replace(/\/(?:one|two|three)$/, '');
  url.searchParams.set('folder', `${folder}/${name}`);
  await workbench.page.goto(url.toString());
  await workbench.ready();
}

async function newDraft(workbench: Workbench, command = 'Mail: New Mail'): Promise<string> {
  await workbench.closeAllEditors();
  await workbench.runCommand(command);
  await draftInFront(workbench, 'subject');
  return shows(workbench, /^subject:/m);
}

test('A08 each folder proposes its own identity and list; one that is none of mine is told and not used', async (context) => {
  await withMail(context, { files: FOLDERS }, async ({ workbench, ports }) => {
    await addAnn(workbench, ports);
    assert.doesNotMatch(await newDraft(workbench), /^from:/m, 'outside of them as ever');
    await openFolder(workbench, 'one');
    assert.match(await newDraft(workbench), /^from: Ann Example <ann\+one@example\.test>$/m);
    await picture(workbench.page, 'folder-identity');
    const toList = await newDraft(workbench, 'Mail: New Mail to This Folder’s List');
    assert.match(toList, /^to: dev@lists\.test$/m);
    await openFolder(workbench, 'two');
    assert.match(await newDraft(workbench), /^from: Ann Example <ann\+two@example\.test>$/m);
    await openFolder(workbench, 'three');
    assert.doesNotMatch(await newDraft(workbench), /mallory/);
    await workbench.notification(/mallory@evil\.test, which is none of your identities/);
  });
});

test('A08 a folder that is not trusted has no say in who writes', async (context) => {
  const settings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
  await withMail(context, { files: FOLDERS, settings, hasTrust: true }, async ({ workbench, ports }) => {
    await addAnn(workbench, ports);
    await openFolder(workbench, 'one');
    await workbench.statusBar('Restricted Mode');
    const text = await newDraft(workbench);
    assert.doesNotMatch(text, /ann\+one/);
    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await waitFor(async () => /ann\+one@example\.test/.test(await newDraft(workbench)), {
      what: 'the identity of the folder once it is trusted',
    });
  });
});
