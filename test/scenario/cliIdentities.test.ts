import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { mailroom } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

describe('identities on the command line', () => {
  test('A07 they are listed, added, changed, used by a draft and removed', async () => {
    await using folder = await tempFolder();
    const profile = ['--profile', join(folder.path, 'p')];
    const file = async (name: string, content: unknown) => {
      const path = join(folder.path, name);
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    };
    const run = async (...args: readonly string[]) => {
      const { code, out, err } = await mailroom([...args, ...profile]);
      return { code, err, rows: out.trim() === '' ? [] : out.trim().split('\n') };
    };
    const server = { host: '127.0.0.1', port: 1, security: 'tls' };
    const account = { address: 'ann@example.test', name: 'Ann', auth: 'password', imap: server, smtp: server };
    const added = await run('account', 'add', '--file', await file('account.json', account));
    assert.equal(added.code, 0, added.err);

    const desk = { address: 'desk@example.test', name: 'Desk', signature: { format: 'text', text: 'The desk' } };
    const whose = ['--account', 'ann@example.test'];
    const saved = await run('account', 'identities', ...whose, '--file', await file('desk.json', desk));
    assert.equal(saved.code, 0, saved.err);
    const { id } = JSON.parse(saved.rows[0] ?? '{}');
    const changed = await file('changed.json', { ...desk, id, name: 'The Desk', aliases: ['*@shop.test'] });
    assert.equal((await run('account', 'identities', ...whose, '--file', changed)).code, 0);
    const listed = (await run('account', 'identities')).rows.map((row) => JSON.parse(row));
    assert.deepEqual(
      listed.map(({ name, address, isMain, aliases }) => [name, address, isMain, aliases]),
      [
        ['Ann', 'ann@example.test', true, []],
        ['The Desk', 'desk@example.test', false, ['*@shop.test']],
      ],
    );

    const draft = '---\nfrom: order-9@shop.test\nto: bob@example.test\nsubject: S\n---\n\nHello\n';
    const { code, out, err } = await mailroom(['send', await file('a.mail.md', draft), '--dry-run', ...profile]);
    assert.equal(code, 0, err);
    assert.match(out, /^From: The Desk <order-9@shop\.test>\r?$/m);
    assert.match(out, /^-- \r?\nThe desk\r?$/m);

    const bad = await run(
      'account',
      'identities',
      ...whose,
      '--file',
      await file('bad.json', { ...desk, address: 'desk' }),
    );
    assert.equal(bad.code, 1);
    assert.match(bad.err, /^identity\.bad: \S/);
    assert.match(
      (await run('account', 'identities', ...whose, '--file', await file('no.json', '{'))).err,
      /^identity\.bad: /,
    );
    assert.equal((await run('account', 'identities', '--file', changed)).code, 2, 'whose it is must be said');
    assert.equal((await run('account', 'identities', '--remove', id)).code, 0);
    assert.equal((await run('account', 'identities')).rows.length, 1);
    assert.match((await run('account', 'identities', '--remove', id)).err, /^identity\.unknown: \S/);
  });
});
