import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { accountAdd } from '../../src/protocol/methods/accountAdd.ts';
import { outboxCancel } from '../../src/protocol/methods/outboxCancel.ts';
import { outboxEnqueue } from '../../src/protocol/methods/outboxEnqueue.ts';
import { outboxList } from '../../src/protocol/methods/outboxList.ts';
import { startEngine } from '../support/engine.ts';
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scriptedSmtp.ts';
import { waitFor } from '../support/waitFor.ts';

const maxBytes = 10_000_000;

/** An account at a server that takes 10 MB, and files of 5 MB each that no archive makes smaller, or one that it does. */
async function place(server: ScriptedSmtp) {
  const engine = await startEngine({ secrets: async () => 'secret-word' });
  const smtp = { host: '127.0.0.1', port: server.port, security: 'none' } as const;
  const config = { address: 'ann@example.test', name: 'Ann', auth: 'password', smtp } as const;
  await engine.client.call(accountAdd, { config });
  const write = async (name: string, bytes: Buffer) => {
    const path = join(engine.profile, name);
    await writeFile(path, bytes);
    return { path, name, reference: name };
  };
  const send = async (files: Awaited<ReturnType<typeof write>>[], large?: 'zip' | 'split', undoMs = 0) => {
    const attach = files.map(({ reference }) => `attach: ${reference}\n`).join('');
    const text = `---\nto: bob@example.test\nsubject: Large\n${attach}---\n\nHi\n`;
    return engine.client.call(outboxEnqueue, { draft: 'file:///d/large.mail.md', text, files, undoMs, large });
  };
  const sent = () =>
    waitFor(async () => {
      const { items } = await engine.client.call(outboxList, {});
      return items.length > 0 && items.every(({ state }) => state === 'sent') && items;
    });
  return { engine, write, send, sent, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

const transactions = (server: ScriptedSmtp) => server.commands.filter((command) => command.startsWith('MAIL'));

/** Name and size of every attachment, as Python reads them; those of an archive too. */
function attachmentsOf(bytes: Buffer): string[] {
  const script = `
import sys, email, io, zipfile, email.policy
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
for part in mail.iter_attachments():
    data = part.get_payload(decode=True)
    print(part.get_filename(), len(data))
    if part.get_filename().endswith('.zip'):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            for one in archive.infolist(): print('in', one.filename, one.file_size)
`;
  return execFileSync('python3', ['-c', script], { input: bytes, maxBuffer: 1e8 }).toString().trim().split('\n');
}

describe('E11 a mail of 14 MB at a server that takes 10', () => {
  test('E11 the server is asked first: nothing of the mail goes, nothing is queued, and the same draft may be sent otherwise', async () => {
    await using server = await startScriptedSmtp({ extensions: [`SIZE ${maxBytes}`, 'AUTH PLAIN'] });
    await using at = await place(server);
    const files = [await at.write('a.bin', randomBytes(5_000_000)), await at.write('b.bin', randomBytes(5_000_000))];
    await assert.rejects(at.send(files), (error: { code?: string; data?: Record<string, unknown> }) => {
      assert.equal(error.code, 'send.tooLarge');
      assert.equal(error.data?.['maxBytes'], maxBytes);
      assert.ok(Number(error.data?.['size']) > 13_000_000);
      return true;
    });
    assert.deepEqual(transactions(server), []);
    assert.equal(server.contentBytes, 0);
    assert.deepEqual((await at.engine.client.call(outboxList, {})).items, []);
    const asked = server.connections;
    await assert.rejects(at.send(files, 'zip'), { code: 'send.tooLarge' }, 'random bytes are no smaller in an archive');
    assert.deepEqual(transactions(server), []);
    assert.ok(server.connections <= asked + 1);
    await at.send(files, 'split');
    const items = await at.sent();
    assert.deepEqual(
      items.map(({ subject }) => subject),
      ['Large (1/2)', 'Large (2/2)'],
    );
    assert.deepEqual(
      server.accepted.map(({ bytes }) => attachmentsOf(bytes)),
      [['a.bin 5000000'], ['b.bin 5000000']],
    );
    for (const { bytes } of server.accepted) assert.ok(bytes.length <= maxBytes);
  });

  test('E11 a split mail is taken back as one', async () => {
    await using server = await startScriptedSmtp({ extensions: [`SIZE ${maxBytes}`, 'AUTH PLAIN'] });
    await using at = await place(server);
    const files = [await at.write('a.bin', randomBytes(5_000_000)), await at.write('b.bin', randomBytes(5_000_000))];
    const { item } = await at.send(files, 'split', 60_000);
    await at.engine.client.call(outboxCancel, { id: item.id });
    const { items } = await at.engine.client.call(outboxList, {});
    assert.deepEqual(
      items.map(({ state }) => state),
      ['cancelled', 'cancelled'],
    );
    assert.equal(server.contentBytes, 0);
  });

  test('E11 zipped, one mail leaves with every file in the archive, names that are the same kept apart', async () => {
    await using server = await startScriptedSmtp({ extensions: [`SIZE ${maxBytes}`, 'AUTH PLAIN'] });
    await using at = await place(server);
    const files = [
      await at.write('一.log', Buffer.alloc(6_000_000, 'line of a log\n')),
      { ...(await at.write('b.log', Buffer.alloc(5_000_000, 'another\n'))), name: '一.log' },
    ];
    await assert.rejects(at.send(files), { code: 'send.tooLarge' });
    await at.send(files, 'zip');
    await at.sent();
    const [mail] = server.accepted;
    assert.ok(mail);
    const [zip, ...inside] = attachmentsOf(mail.bytes);
    assert.match(zip ?? '', /^attachments\.zip \d{4,6}$/);
    assert.deepEqual(inside, ['in 一.log 6000000', 'in 一 (2).log 5000000']);
  });

  test('E11 what the server said last is remembered where it can not be asked', async () => {
    await using server = await startScriptedSmtp({ extensions: ['SIZE 2000000', 'AUTH PLAIN'] });
    await using at = await place(server);
    const small = await at.write('small.bin', randomBytes(1_000));
    await at.send([small]);
    await at.sent();
    const medium = await at.write('medium.bin', randomBytes(3_000_000));
    const before = server.connections;
    await assert.rejects(at.send([medium]), { code: 'send.tooLarge' });
    assert.equal(server.connections, before);
  });
});
