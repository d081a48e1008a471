/** Looking inside from the command line: steps of a check, the protocol log, the engine's state, the profile's health. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { maskSecret } from '../../src/base/redactor.ts';
import { engineStatus } from '../../src/protocol/methods/engineStatus.ts';
import { mailroom, program } from '../support/cli.ts';
import { engineClient } from '../support/engine.ts';
import { manyMessages, seedMailbox } from '../support/seedMailbox.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';
import { waitFor } from '../support/waitFor.ts';
import { type Dovecot, startDovecot } from './servers/dovecot.ts';
import { type Postfix, startPostfix } from './servers/postfix.ts';

const ann = { address: 'ann@example.test', password: 'pässwörd "密码" \\ %7' };
const wrong = 'Wrong-9f2c-密';
const subject = 'Quarterly secrets of Zhang Wei';

/** All that a server or a mail program makes of a password on its way. */
function formsOf(secret: string): readonly string[] {
  const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
  return [
    ...[secret, JSON.stringify(secret).slice(1, -1), secret.replace(/["\\]/g, '\\$&'), encodeURIComponent(secret)],
    ...[base64(secret), base64(`\0${ann.address}\0${secret}`), base64(`${ann.address}\0${ann.address}\0${secret}`)],
    ...[Buffer.from(secret, 'utf8').toString('hex'), Buffer.from(secret, 'utf8').toString('latin1')],
  ];
}

describe('looking inside', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  let folder: TempFolder;
  let profile = '';
  const run = (args: readonly string[], password = ann.password) =>
    mailroom([...args, '--profile', profile], { env: { MAILROOM_PASSWORD_AANN: password } });

  before(async () => {
    folder = await tempFolder();
    profile = join(folder.path, 'p');
    dovecot = await startDovecot({ users: [ann] });
    postfix = await startPostfix({ dovecot });
    seedMailbox({ dovecot, address: ann.address }, manyMessages({ count: 30 }));
    const config = {
      ...{ id: 'aann', address: ann.address, name: 'Ann', auth: 'password', ca: dovecot.ca },
      imap: { host: 'localhost', port: dovecot.imapsPort, security: 'tls' },
      smtp: { host: 'localhost', port: postfix.submissionPort, security: 'starttls' },
    };
    writeFileSync(join(folder.path, 'account.json'), JSON.stringify(config));
    const added = await run(['account', 'add', '--file', join(folder.path, 'account.json')]);
    assert.equal(added.code, 0, added.err);
  });
  after(async () => {
    await postfix[Symbol.asyncDispose]();
    await dovecot[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test('A09 account check --steps tells each step of both servers, in words and as JSON', async () => {
    const json = await run(['account', 'check', '--steps', '--json']);
    assert.equal(json.code, 0, json.err + json.out);
    const [told] = json.json as readonly {
      readonly services: readonly { readonly finding: string; readonly steps: readonly { readonly step: string }[] }[];
    }[];
    assert.deepEqual(
      told?.services.map(({ finding, steps }) => [finding, ...steps.map(({ step }) => step)].join(' ')),
      ['ok dns tcp tls greeting login', 'ok dns tcp greeting tls login'],
    );
    const words = await run(['account', 'check', '--steps']);
    assert.match(words.out, /Finding: Every step went well\.[\s\S]*✓ Encryption +\d+ ms\n +TLSv1\.3/);
    const refused = await run(['account', 'check', '--steps'], wrong);
    assert.equal(refused.code, 1);
    assert.match(refused.out, /✗ Sign-in/);
  });

  test('the log of a whole session holds the dialogue, no form of a password, and nothing of a mail', async () => {
    const draft = join(folder.path, 'one.mail.md');
    writeFileSync(draft, `---\nto: ann@example.test\nsubject: ${subject}\n---\n${subject} inside\n`);
    // One connection of the engine's life after the other; the log is that of the engine, which stays between them.
    const watching = engineClient({ profile });
    try {
      await watching.call(engineStatus, {});
      assert.equal((await run(['sync'])).code, 0);
      assert.equal((await run(['send', draft, '--wait'].slice(0, 2))).code, 0);
      const rows = await run(['list', 'INBOX', '--json']);
      const [row] = rows.json as readonly { readonly id: string }[];
      assert.equal((await run(['read', row?.id ?? ''])).code, 0);
      await run(['account', 'check', '--steps'], wrong);
      const shown = await waitFor(
        async () => {
          const { out } = await run(['account', 'log', '--account', 'aann']);
          return /SELECT/.test(out) && /MAIL FROM/.test(out) && /\d+ FETCH responses, \d+ bytes/.test(out)
            ? out
            : false;
        },
        { what: 'the whole session in the log' },
      );
      assert.match(shown, /imap → \S+ (AUTHENTICATE PLAIN|LOGIN)/);
      assert.match(shown, /smtp → AUTH PLAIN \*\*\*/);
      for (const secret of [ann.password, wrong]) {
        for (const form of formsOf(secret)) assert.equal(shown.includes(form), false, form);
        assert.equal(maskSecret(shown, secret), shown, 'nor inside any word of base64');
      }
      assert.equal(shown.includes(subject), false, 'a subject in the log');
      assert.doesNotMatch(shown, /Message \d+/);
    } finally {
      watching.dispose();
    }
  });

  test('account log --follow goes on as long as there is something said, and ends with the interrupt', async () => {
    const env = { ...process.env, MAILROOM_PASSWORD_AANN: ann.password };
    const args = [program, 'account', 'log', '--account', 'aann', '--follow', '--profile', profile];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await waitFor(() => out.includes('\n'), { what: 'the first lines' });
    const before = out.length;
    assert.equal((await run(['account', 'check', '--steps', '--json'])).code, 0);
    await waitFor(() => /EHLO/.test(out.slice(before)), { what: 'the lines of a check made meanwhile' });
    child.kill('SIGINT');
    assert.equal(await ended, 0);
  });

  test('status has connections, queues, sizes, memory and timings, and nothing of a person', async () => {
    const watching = engineClient({ profile, secrets: async () => ann.password });
    try {
      const told = await waitFor(
        async () => {
          const { json } = await run(['status', '--json']);
          const [status] = json as readonly { readonly connections: readonly { readonly secured: string }[] }[];
          return status && status.connections.length > 0 ? status : false;
        },
        { what: 'a connection' },
      );
      assert.equal(told.connections[0]?.secured, 'TLSv1.3');
      const { out } = await run(['status']);
      assert.match(out, /engine memory: \d+ MB/);
      assert.match(out, / {2}cached: \d+ messages/);
      assert.match(out, / {2}changes waiting for a server: 0/);
      assert.match(out, / {2}full-text index: (complete|\d+ of \d+)/);
      assert.match(out, / {2}engine\.status: \d+ calls, 0 failed, \d+ ms each/);
      assert.match(out, / {2}on the server: \d+ (KB|MB)/);
      assert.match(out, / {2}connection: imap TLSv1\.3, for \d+ s/);
      assert.doesNotMatch(out, /ann@|localhost/);
    } finally {
      watching.dispose();
    }
  });

  test('doctor asks an engine that nobody uses to leave, and finds all well; one that is used is left alone', async () => {
    const watching = engineClient({ profile });
    try {
      await watching.call(engineStatus, {});
      const busy = await run(['doctor']);
      assert.equal(busy.code, 1);
      assert.match(busy.err, /^engine\.busyElsewhere: /);
    } finally {
      watching.dispose();
    }
    const well = await run(['doctor']);
    assert.equal(well.code, 0, well.err + well.out);
    assert.match(well.out, /✓ user\.db is sound.*\n[\s\S]*✓ cache\.db was compacted: .*\nAll is well\.\n$/);
  });

  test('doctor sets a damaged cache aside, and the mail comes back', async () => {
    const cache = join(profile, 'cache.db');
    const bytes = readFileSync(cache);
    writeFileSync(cache, bytes.fill(0x55, 5_000, 60_000));
    const looked = await run(['doctor', '--look', '--json']);
    assert.equal(looked.code, 1);
    assert.deepEqual(
      (looked.json as readonly { readonly code: string; readonly state: string }[])
        .filter(({ state }) => state === 'open')
        .map(({ code }) => code),
      ['cacheDamaged'],
    );
    const mended = await run(['doctor']);
    assert.equal(mended.code, 0, mended.out);
    assert.ok(existsSync(`${cache}.damaged`));
    assert.equal((await run(['sync'])).code, 0);
    assert.ok((await run(['list', 'INBOX', '--json'])).json.length >= 30);
  });

  test('doctor says in Chinese what it says in English, and refuses a folder that is not there', async () => {
    const { out } = await mailroom(['doctor', '--profile', profile], { env: { LC_ALL: 'zh_CN.UTF-8' } });
    assert.match(out, /user\.db 完好/);
    assert.match((await mailroom(['doctor', '--profile', join(profile, 'no')])).err, /^file\.missing: /);
  });
});
