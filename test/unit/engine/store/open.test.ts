import assert from 'node:assert/strict';
import { existsSync, openSync, statSync, utimesSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { silentLogger } from '../../../../src/base/log.ts';
import { profileAt } from '../../../../src/engine/profile.ts';
import { closeCache, openCache } from '../../../../src/engine/store/open.ts';
import { tempFolder } from '../../../support/tempFolder.ts';

/** Ruins the last page, where opening does not look. */
function ruin(path: string, { keepTime }: { readonly keepTime: boolean }): void {
  const { size, atime, mtimeMs } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4_096, 0xff), 0, 4_096, size - 4_096);
  // The middle of the millisecond: seconds as a fraction may lie just before it.
  utimesSync(path, atime, (Math.floor(mtimeMs) + 0.5 + (keepTime ? 0 : 1_000)) / 1_000);
}

describe('N05 cache.db is looked through', () => {
  for (const { words, inOrder, keepTime, isSetAside } of [
    { words: 'not when it lies as it was left in order', inOrder: true, keepTime: true, isSetAside: false },
    { words: 'when somebody changed it since', inOrder: true, keepTime: false, isSetAside: true },
    { words: 'when the engine did not leave in order', inOrder: false, keepTime: true, isSetAside: true },
  ]) {
    test(words, async () => {
      await using folder = await tempFolder();
      const profile = profileAt(folder.path);
      for (const _ of ['one start', 'and one that found it sound'])
        closeCache(profile, openCache(profile, silentLogger));
      if (!inOrder) openCache(profile, silentLogger).close();
      ruin(profile.cacheDb, { keepTime });
      closeCache(profile, openCache(profile, silentLogger));
      assert.equal(existsSync(`${profile.cacheDb}.damaged`), isSetAside);
    });
  }

  test('when no note could be left, and nothing fails for it', async () => {
    await using folder = await tempFolder();
    const profile = profileAt(folder.path);
    await mkdir(`${profile.cacheDb}.sound`);
    closeCache(profile, openCache(profile, silentLogger));
    ruin(profile.cacheDb, { keepTime: true });
    closeCache(profile, openCache(profile, silentLogger));
    assert.equal(existsSync(`${profile.cacheDb}.damaged`), true);
  });
});
