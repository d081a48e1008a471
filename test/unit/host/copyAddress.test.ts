import assert from 'node:assert/strict';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { copyFileOf, copyPathOf } from '../../../src/host/copyAddress.ts';
import { tempFolder } from '../../support/tempFolder.ts';

/** Missing files have no links, as in the host's door to files. */
const realPath = (path: string) => realpath(path).catch(() => path);

const noLinks = { profile: '/p', realPath: async (path: string) => path };

describe('D03 copies that editors may read', () => {
  test('a file in the folders of copies has an address, and the address leads back to it', async () => {
    for (const path of [
      '/tmp/id/notes.txt',
      '/tmp/id.eml',
      '/copies/id/größe 尺寸 100%.ts',
      '/tmp/id/..x',
      '/tmp/id/a..',
    ]) {
      assert.equal(await copyPathOf(`/p${path}`, noLinks), path);
      assert.equal(await copyFileOf(path, noLinks), `/p${path}`);
    }
  });

  test('nothing else has one: not the rest of the profile, not its neighbours', async () => {
    for (const file of [
      '/p/user.db',
      '/p/outbox/1.eml',
      '/p/tmp',
      '/p/tmp/',
      '/p',
      '/q/tmp/x',
      '/p2/tmp/x',
      '/x/p/tmp/x',
    ])
      assert.equal(await copyPathOf(file, noLinks), undefined, file);
  });

  test('an address that leads out of the folders leads nowhere', async () => {
    const paths = [
      ...['', '/', '/tmp', '/tmp/', '/copies/', '/user.db', '/outbox/1.eml', '/engine.token', 'tmp/x', '/TMP/x'],
      ...[
        '/tmp/../user.db',
        '/tmp/id/../../user.db',
        '/tmp/..',
        '/tmp/.',
        '/tmp/./x',
        '/tmp//x',
        '//tmp/x',
        '/../tmp/x',
      ],
      ...['/tmp/../tmp/x', '/copies/../../../etc/passwd', '/tmp/..\\user.db', '/tmp/id\\..\\..\\user.db', '\\tmp\\x'],
    ];
    for (const path of paths) assert.equal(await copyFileOf(path, noLinks), undefined, path);
  });

  test('nor one with a link on its way out; a profile that is reached by a link is no matter', async () => {
    await using folder = await tempFolder();
    const real = join(folder.path, 'real');
    const profile = join(folder.path, 'linked');
    await mkdir(join(real, 'tmp/id'), { recursive: true });
    await symlink(real, profile);
    await writeFile(join(real, 'user.db'), 'secret');
    await writeFile(join(real, 'tmp/id/notes.txt'), 'hello');
    await symlink(join(real, 'user.db'), join(real, 'tmp/id/link.db'));
    await symlink(real, join(real, 'tmp/up'));
    const places = { profile, realPath };
    assert.equal(await copyFileOf('/tmp/id/notes.txt', places), join(profile, 'tmp/id/notes.txt'));
    assert.equal(await copyPathOf(join(real, 'tmp/id/notes.txt'), places), '/tmp/id/notes.txt');
    for (const path of ['/tmp/id/link.db', '/tmp/up/user.db', '/tmp/up/outbox/1.eml'])
      assert.equal(await copyFileOf(path, places), undefined, path);
  });
});
