/** Whom Mailroom talks to, and where a password lies afterwards, over adding an account, reading and sending. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { message } from '../support/message.ts';
import { storedMessageWith } from '../support/storedMessages.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { connectTrace } from './harness/connectTrace.ts';
import { ANN, addAnn, withMail } from './harness/mailWorld.ts';
import { draftInFront } from './pages/editor.ts';
import { openMessage, shownBody } from './pages/reader.ts';

/** A mail that would like to call home in every way a mail can. */
const curious = message({
  subject: 'Look at this',
  date: new Date(),
  text: 'Look at https://curious.example/ please',
  html: `<link rel="stylesheet" href="https://curious.example/a.css"><p>Look</p><img src="https://curious.example/1.gif">
<video poster="https://curious.example/v.png"></video><div style="background:url(https://curious.example/b.png)">x</div>`,
});

test('A03 only the configured servers are contacted, and no file holds the password', async (context) => {
  await using kept = await tempFolder('vs');
  await using aside = await tempFolder('tr');
  const trace = await connectTrace(aside.path);
  const connectLog = join(aside.path, 'connects.jsonl');
  const options = {
    ...{ folder: kept.path, profile: join(kept.path, 'browser'), connectLog },
    inbox: [{ bytes: curious, receivedAt: new Date() }],
    settings: { 'mailroom.send.undoSeconds': 0, 'mailroom.engine.node': trace.node },
  };
  await withMail(context, options, async ({ workbench, dovecot, ports }) => {
    const asked: string[] = [];
    workbench.page.on('request', (request) => asked.push(new URL(request.url()).hostname));
    await addAnn(workbench, ports);
    await openMessage(workbench, 'Look at this', 'Look at this');
    await shownBody(workbench).getByText('Look').waitFor();
    await workbench.runCommand('Mail: Reply');
    await draftInFront(workbench, 'in-reply-to');
    await workbench.page.keyboard.type('A quiet answer');
    await workbench.page.keyboard.press('Control+Home');
    await workbench.page.keyboard.press('Control+Enter');
    await workbench.tab(/\.mail\.md/).waitFor({ state: 'detached' });
    await storedMessageWith({ dovecot, address: ANN.address, mailbox: 'Sent' }, 'A quiet answer');
    await workbench.notification('Sent: “Re: Look at this”');

    // The engine, by its calls to the kernel.
    const { localPorts, elsewhere, names } = await trace.read();
    assert.deepEqual([...localPorts].sort(), [ports.imaps, ports.smtps].sort());
    // Besides, the system's own resolver was asked for the domain of the address that was typed.
    assert.deepEqual(
      [...elsewhere].filter((each) => !each.endsWith(':53')),
      [],
    );
    for (const name of names) assert.match(name, /(^|\.)example\.test$/);
    // The extension host, in Node's own terms.
    const calls = (await readFile(connectLog, 'utf8')).trim().split('\n').map(toCall);
    const ours = calls.filter(({ program }) => /extensionHost/.test(program));
    assert.ok(
      ours.some(({ pipe }) => pipe?.includes('mailroom-')),
      'the way to the engine is seen',
    );
    assert.deepEqual(
      ours.filter(({ pipe }) => pipe === undefined),
      [],
    );
    // The window: VS Code's own files, and what it makes up for webviews.
    for (const host of new Set(asked)) assert.match(host, /^localhost$|^$|\.vscode-cdn\.net$|^open-vsx\.org$/);

    // What the pages hold.
    for (const frame of workbench.page.frames()) holdsNoSecret(frame.url(), Buffer.from(await frame.content()));
  });
  const files = await filesIn(kept.path);
  const all = await Promise.all(files.map(async (path) => ({ path, bytes: await readFile(path) })));
  for (const { path, bytes } of all) holdsNoSecret(path, bytes);
  // The search finds what is there: else it would prove nothing.
  const known = all.filter(({ bytes }) => bytes.includes(ANN.address)).map(({ path }) => path.slice(kept.path.length));
  for (const name of [/user\.db/, /cache\.db/])
    assert.ok(
      known.some((path) => name.test(path)),
      `${name} of ${known}`,
    );
  assert.ok(files.length > 50, `${files.length} files`);
});

function toCall(line: string): { program: string; host?: string; port?: number; pipe?: string } {
  return JSON.parse(line);
}

/** The password as it is typed, as JSON and URLs write it, and in what SASL PLAIN and LOGIN send. */
const secrets = [
  ...[ANN.password, encodeURIComponent(ANN.password), JSON.stringify(ANN.password).slice(1, -1)],
  ANN.password.replace('ü', '\\u00fc'),
  Buffer.from(ANN.password).toString('base64').replace(/=+$/, ''),
  ...[`\0${ANN.address}\0${ANN.password}`, `${ANN.address}\0${ANN.address}\0${ANN.password}`].map((text) =>
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ),
].flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(text, 'latin1')]);

function holdsNoSecret(where: string, bytes: Buffer): void {
  for (const secret of secrets) assert.ok(!bytes.includes(secret), `${where} holds the password`);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
