/** Where the command line takes a password from, and what it says when there is none. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { mailroom } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { startDovecot } from './servers/dovecot.ts';

const ann = { address: 'ann@example.test', password: 'pä:ss 密码' };

test('O01 the password comes from standard input, the environment or a program, each time anew', {
  timeout: 120_000,
}, async () => {
  await using dovecot = await startDovecot({ users: [ann] });
  await using folder = await tempFolder('pw');
  const print = (text: string) => [process.execPath, '-e', `console.log(${JSON.stringify(text)} + '\\nsecond line')`];
  const profile = async (name: string, more: object) => {
    const path = join(folder.path, name);
    const imap = { host: 'localhost', port: dovecot.imapsPort, security: 'tls' };
    const config = { id: `a${name}`, address: ann.address, name: 'Ann', auth: 'password', imap, ca: dovecot.ca };
    await writeFile(`${path}.json`, JSON.stringify({ ...config, ...more }));
    const added = await mailroom(['account', 'add', '--profile', path, '--file', `${path}.json`]);
    assert.equal(added.code, 0, added.err);
    return path;
  };
  const check = (path: string, args: readonly string[] = [], options: Parameters<typeof mailroom>[1] = {}) =>
    mailroom(['account', 'check', '--profile', path, ...args], options);

  const plain = await profile('plain', {});
  assert.match((await check(plain)).out, /"code":"auth\.secretMissing"/);
  assert.equal((await check(plain, ['--password-stdin'], { input: `${ann.password}\n` })).code, 0);
  assert.equal((await check(plain, [], { env: { MAILROOM_PASSWORD: ann.password } })).code, 0);
  assert.equal((await check(plain, [], { env: { MAILROOM_PASSWORD_APLAIN: ann.password } })).code, 0);

  const asked = await profile('asked', { passwordCommand: print(ann.password) });
  const answered = await check(asked);
  assert.equal(answered.code, 0, answered.out + answered.err);
  const synced = await mailroom(['sync', '--profile', asked]);
  assert.equal(synced.code, 0, synced.err);

  const broken = await profile('broken', { passwordCommand: [process.execPath, '-e', 'process.exit(3)'] });
  for (const verb of [['account', 'check'], ['sync']]) {
    const failed = await mailroom([...verb, '--profile', broken]);
    assert.equal(failed.code, 1, verb.join(' '));
    assert.match(failed.out + failed.err, /cli\.passwordCommand/, verb.join(' '));
  }
});
