import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { mailroom } from '../support/cli.ts';
import { engineClient, killProcess } from '../support/engine.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** A profile with one account on the scripted server, and drafts beside it. */
async function place(server: ScriptedSmtp) {
  const folder = await tempFolder('mrc');
  const profile = join(folder.path, 'profile');
  await mkdir(profile);
  const file = join(folder.path, 'account.json');
  const smtp = { host: '127.0.0.1', port: server.port, security: 'none' };
  await writeFile(
    file,
    JSON.stringify({ id: 'ahere', address: 'ann@example.test', name: 'Ann', auth: 'password', smtp }),
  );
  const env = { MAILROOM_PASSWORD: 'secret-word' };
  const added = await mailroom(['account', 'add', '--profile', profile, '--file', file], { env });
  assert.equal(added.code, 0, added.err);
  const send = async (draft: string, ...more: string[]) => {
    const path = join(folder.path, 'draft.mail.md');
    await writeFile(path, draft);
    return mailroom(['send', '--profile', profile, path, ...more], { env });
  };
  return {
    folder: folder.path,
    profile,
    send,
    async [Symbol.asyncDispose]() {
      const client = engineClient({ profile });
      const { pid } = await client.call(engineStatus, {});
      client.dispose();
      await killProcess(pid);
      await folder[Symbol.asyncDispose]();
    },
  };
}

const draft = (more = '') => `---\nto: bob@example.test; cid@example.test\nsubject: From a script\n${more}---\n\nHi\n`;

interface Sent {
  readonly id: string;
  readonly state: string;
  readonly messageId: string;
  readonly accepted: readonly string[];
  readonly rejected: readonly { readonly address: string; readonly code: number; readonly reply: string }[];
}
const answer = (json: readonly unknown[]) => json.at(-1) as Sent;

describe('mailroom send', () => {
  test('waits for the server, exit 0 with what was accepted; attachments and patterns come along', async () => {
    await using server = await startScriptedSmtp();
    await using here = await place(server);
    await mkdir(join(here.folder, 'logs'));
    await writeFile(join(here.folder, 'one.txt'), 'first file\n');
    for (const name of ['a.log', 'b.log']) await writeFile(join(here.folder, 'logs', name), name);
    const { code, json, err } = await here.send(draft('attach: one.txt, logs/*.log\n'));
    assert.equal(code, 0, err);
    const { id, state, messageId, accepted, rejected } = answer(json);
    assert.match(id, /^o/);
    assert.deepEqual([state, accepted, rejected], ['sent', ['bob@example.test', 'cid@example.test'], []]);
    assert.equal(server.accepted[0]?.messageId, messageId);
    const source = server.accepted[0]?.bytes.toString() ?? '';
    for (const name of ['one.txt', 'a.log', 'b.log']) assert.ok(source.includes(name), name);
  });

  test("exit 1 and the server's words when a recipient is refused, exit 3 when it has to wait", async () => {
    await using server = await startScriptedSmtp();
    await using here = await place(server);
    server.script = ({ step, argument }) =>
      step === 'rcpt' && argument.startsWith('cid') ? '550 5.1.1 No such Cid' : undefined;
    const refused = await here.send(draft());
    assert.equal(refused.code, 1);
    assert.deepEqual(answer(refused.json).state, 'failed');
    assert.deepEqual(answer(refused.json).accepted, ['bob@example.test']);
    assert.deepEqual(answer(refused.json).rejected, [
      { address: 'cid@example.test', code: 550, reply: '550 5.1.1 No such Cid' },
    ]);
    assert.match(refused.err, /^send\.recipientRefused: /);

    server.script = ({ step }) => (step === 'mail' ? '451 4.3.0 Later' : undefined);
    const waits = await here.send(draft('cc: dee@example.test\n'));
    assert.deepEqual([waits.code, answer(waits.json).state], [3, 'queued']);
    assert.match(waits.err, /^send\.temporary: /);
  });

  test('exit 3 when nobody can tell whether it arrived', async () => {
    await using server = await startScriptedSmtp();
    await using here = await place(server);
    server.script = ({ step, close }) => {
      if (step === 'reply') close();
      return undefined;
    };
    const { code, json, err } = await here.send(draft());
    assert.deepEqual([code, answer(json).state], [3, 'in-doubt']);
    assert.match(err, /^send\.inDoubt: /);
  });

  test('F06 --at and send-at take the words of the editor; it is scheduled, and with --wait it leaves while one waits', async () => {
    await using server = await startScriptedSmtp();
    await using here = await place(server);
    for (const words of ['tomorrow 9:00', '明天上午9点', 'in 2 hours']) {
      const { code, json, err } = await here.send(draft(`x-words: ${words}\n`), '--at', words);
      const { state, at } = json.at(-1) as { state: string; at: string };
      assert.deepEqual([code, state], [3, 'scheduled'], err);
      assert.ok(Date.parse(at) > Date.now(), words);
      assert.match(err, /leaves while Mailroom runs/);
    }
    const inDraft = await here.send(draft('send-at: in 3 hours\n'));
    assert.deepEqual([inDraft.code, (inDraft.json.at(-1) as { state: string }).state], [3, 'scheduled']);
    for (const [words, code] of [
      ['someday', 'draft.badSendAt'],
      ['2020-01-01 09:00', 'draft.sendAtPast'],
    ] as const) {
      const refused = await here.send(draft(`x-words: ${words}\n`), '--at', words);
      assert.deepEqual([refused.code, answer(refused.json).state], [1, 'failed']);
      assert.ok(refused.err.startsWith(`${code}: `), refused.err);
    }
    assert.equal(server.accepted.length, 0);
    const soon = new Date(Date.now() + 4_000).toISOString().replace(/\.\d+/, '');
    const waited = await here.send(draft('cc: soon@example.test\n'), '--at', soon, '--wait');
    assert.deepEqual([waited.code, answer(waited.json).state], [0, 'sent'], waited.err);
    assert.equal(server.accepted.length, 1);
  });

  test('a draft with a fault is told, with JSON all the same, and nothing is queued', async () => {
    await using server = await startScriptedSmtp();
    await using here = await place(server);
    for (const [text, expected] of [
      ['---\nsubject: To nobody\n---\nHi\n', 'draft.noRecipient'],
      [draft('attach: gone.txt\n'), 'draft.attachmentMissing'],
      [draft('attach: .\n'), 'draft.attachmentFolder'],
      [draft('attach: "*.none"\n'), 'draft.attachmentNoMatch'],
    ] as const) {
      const { code, err, json } = await here.send(text);
      assert.equal(code, 1);
      assert.ok(err.startsWith(`${expected}: `), `${expected}, got ${err}`);
      assert.equal(answer(json).state, 'failed');
    }
    assert.equal(server.connections, 0);
  });

  test('E04 a diagram is sent as its source, and a line says so', async () => {
    await using server = await startScriptedSmtp();
    await using here = await place(server);
    const { code, err } = await here.send(`${draft()}\n\`\`\`mermaid\npie\n"a" : 1\n\`\`\`\n`);
    assert.equal(code, 0, err);
    assert.match(err, /Line 8: a diagram or a formula is sent as its source/);
    const source = server.accepted[0]?.bytes.toString() ?? '';
    assert.match(source, /<code[^>]*>pie/);
    assert.doesNotMatch(source, /image\/png/);
  });

  test('--dry-run prints the MIME that would leave and sends nothing', async () => {
    await using server = await startScriptedSmtp();
    await using here = await place(server);
    const { code, out } = await here.send(draft('bcc: hidden@example.test\n'), '--dry-run');
    assert.equal(code, 0);
    assert.match(out, /^From: Ann <ann@example\.test>\r\n/);
    assert.match(out, /Subject: From a script\r\n/);
    assert.ok(!out.includes('hidden@example.test'));
    assert.equal(server.connections, 0);
  });
});
