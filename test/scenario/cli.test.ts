import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { mailroom, program } from '../support/cli.ts';
import { tempFolder } from '../support/tempFolder.ts';

/** The machine's own Node, where it is older than the project's: what a person's shell would start. */
const older = process.env['MAILROOM_MACHINE_NODE'];
describe('O01 the command line', () => {
  test('tells every verb and where passwords come from', async () => {
    const { code, out } = await mailroom(['--help']);
    assert.equal(code, 0);
    for (const verb of [
      'serve',
      'user',
      'account',
      'sync',
      'list',
      'search',
      'read',
      'flag',
      'move',
      'delete',
      'send',
    ]) {
      assert.match(out, new RegExp(`^  mailroom ${verb} `, 'm'), verb);
    }
    assert.match(out, /MAILROOM_PASSWORD/);
  });

  test('ends with 2 and the verb’s forms when it is misused', async () => {
    for (const args of [['list'], ['list', 'INBOX', '--bogus'], ['flag', 'nonsense', '+seen'], ['nonsense']]) {
      const { code, err } = await mailroom(args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, /^cli\.(usage|unknownVerb): \S/, args.join(' '));
    }
  });

  test('ends with 1 and `code: sentence` when it fails', async () => {
    await using folder = await tempFolder();
    const { code, err, out } = await mailroom(['list', 'INBOX', '--profile', join(folder.path, 'p')]);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /^mailbox\.unknown: [A-Z].+\.\s*$/);
  });

  test('speaks Chinese where the system does', async () => {
    await using folder = await tempFolder();
    const { err } = await mailroom(['list', 'INBOX', '--profile', join(folder.path, 'p')], {
      env: { LC_ALL: 'zh_CN.UTF-8' },
    });
    assert.match(err, /^mailbox\.unknown: .*\p{Script=Han}/u);
  });

  if (older) {
    test('started by an older Node goes on under the project’s own', async () => {
      const { code, out } = await mailroom(['--help'], { node: older });
      assert.equal(code, 0);
      assert.match(out, /mailroom list/);
    });

    test('runtime.tooOld: an older Node alone is told what to do', async () => {
      await using folder = await tempFolder();
      copyFileSync(program, join(folder.path, 'mailroom.mjs'));
      const { code, err } = await mailroom(['--help'], { node: older, program: join(folder.path, 'mailroom.mjs') });
      assert.equal(code, 1);
      assert.match(err, /^runtime\.tooOld: .*Node 24/);
    });
  }
});
